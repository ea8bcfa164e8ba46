package eigensweep.lab.study;

import eigensweep.HelpCommand;
import eigensweep.app.terminal.CommandHelp;
import eigensweep.app.terminal.LabCommand;
import picocli.CommandLine.Command;

/// `eigensweep study`: experiments and what came of them.
@Command(
        name = "study",
        description = "Experiments: trains networks under every treatment (dropout, weight decay, augmentation, and"
                + " both) from the same initial weights, sweeps the spectra before and after, follows the Hessian"
                + " trace, and measures accuracy, calibration and diversity.",
        subcommands = {
            StudyRunCommand.class,
            StudyReportCommand.class,
            StudyQueryCommand.class,
            StudyPresetCommand.class,
            StudyWorkerCommand.class,
            HelpCommand.class
        },
        synopsisSubcommandLabel = "COMMAND",
        exitCodeList = {
            "0:all done",
            "1:failed: a file or folder that cannot be used, a full disk",
            "2:usage, a study that cannot be done, a question that cannot be answered",
            "3:finished, but some trials have no result",
            "130:interrupted (Ctrl-C); 143: terminated"
        },
        footer = {
            "  eigensweep study run digits-quick                  a small study, to its report",
            "  eigensweep study preset digits-quick > mine.yaml   its file, to be changed",
            "  eigensweep study run mine.yaml --dry-run           what would be done, and for how long",
            "  eigensweep study run mine.yaml -o studies/mine     do it; the same command goes on after a stop",
            "  eigensweep study query studies/mine \"select treatment, avg(accuracy) from scores where split = 'test'"
                    + " group by all\"",
            "  eigensweep study report studies/mine               tables and figures again, without training"
        })
public final class StudyCommand extends CommandHelp implements LabCommand {}
