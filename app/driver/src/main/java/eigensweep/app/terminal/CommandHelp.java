package eigensweep.app.terminal;

import picocli.CommandLine.Command;

/// What the help of all commands has: `--help` and `--version` themselves, and headings over exit codes and examples.
@Command(
        mixinStandardHelpOptions = true,
        versionProvider = VersionProvider.class,
        exitCodeListHeading = "%nExit codes:%n",
        footerHeading = "%nExamples:%n")
public abstract class CommandHelp {}
