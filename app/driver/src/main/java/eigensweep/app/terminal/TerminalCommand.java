package eigensweep.app.terminal;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/// What all commands have: a terminal, `--help`, `--version`, and headings over their exit codes and examples.
@Command(
        mixinStandardHelpOptions = true,
        versionProvider = VersionProvider.class,
        exitCodeListHeading = "%nExit codes:%n",
        footerHeading = "%nExamples:%n")
public abstract class TerminalCommand implements Callable<Integer> {

    private Terminal terminal = Terminal.system();

    /// Where it prints. Whoever makes a command says so before it is called.
    public final void printOn(Terminal given) {
        terminal = given;
    }

    /// Where to print: results to its output, everything for people to its errors.
    protected final Terminal terminal() {
        return terminal;
    }
}
