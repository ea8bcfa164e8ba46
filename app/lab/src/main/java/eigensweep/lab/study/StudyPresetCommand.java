package eigensweep.lab.study;

import eigensweep.app.terminal.ExitCode;
import eigensweep.app.terminal.TerminalCommand;
import eigensweep.app.terminal.UsageException;
import eigensweep.files.Suggestion;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/// `eigensweep study preset`: a study that comes with eigensweep, as a file to begin with.
@Command(
        name = "preset",
        description = {
            "Prints the file of a study that comes with eigensweep:",
            "  digits-quick      a few treatments, two seeds, minutes",
            "  digits-full       every treatment and combination of the paper, three seeds",
            "  cifar10-resnet18  ResNet-18 from random weights, 10 epochs, all treatments (a GPU, or days)"
        },
        exitCodeList = {"0:all done", "2:usage: a name that no preset has"},
        footerHeading = "%nExample:%n",
        footer = "  eigensweep study preset digits-full > mine.yaml")
public final class StudyPresetCommand extends TerminalCommand {

    @Parameters(
            paramLabel = "NAME",
            completionCandidates = Presets.Names.class,
            description = "digits-quick, digits-full or cifar10-resnet18.")
    private String name = "";

    @Override
    public Integer call() {
        terminal()
                .out()
                .print(Presets.text(name)
                        .orElseThrow(() -> new UsageException("no preset is called " + name + "; there are "
                                + String.join(", ", Presets.NAMES) + Suggestion.after(name, Presets.NAMES))));
        return ExitCode.OK;
    }
}
