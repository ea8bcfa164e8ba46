package eigensweep.lab.study;

import eigensweep.app.terminal.ExitCode;
import eigensweep.app.terminal.FigureSettings;
import eigensweep.app.terminal.TalkingCommand;
import eigensweep.app.terminal.UsageException;
import eigensweep.files.Suggestion;
import eigensweep.linalg.Solve;
import eigensweep.page.Version;
import eigensweep.sweep.Share;
import eigensweep.table.YamlSource;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `eigensweep study run`: a study from its file to its report.
@Command(
        name = "run",
        sortOptions = false,
        description = "Does every trial of a study (models x data sets x treatments x seeds), several side by side, and"
                + " makes its tables and its report. All that can be wrong with the file or the data is told before"
                + " anything starts. Finished trials are kept; the same command goes on after a stop of any kind, and"
                + " after a change of the file it does only what has changed.",
        exitCodeList = {
            "0:all done",
            "1:failed: a file that is not there, a full disk",
            "2:usage, or a study that cannot be done: an unknown key, an impossible value, missing data",
            "3:finished, but some trials have no result (a training diverged, a process died); the same command tries"
                    + " them again",
            "130:interrupted (Ctrl-C); 143: terminated; the same command goes on"
        },
        footerHeading = "%nA study (docs/study.md lists all keys):%n",
        footer = {
            "  name: mine",
            "  models:",
            "    mlp: {name: mlp, hidden: [64, 64, 64]}          keys of a recipe's model",
            "  data:",
            "    digits: {name: digits, ood: [test+noise-0.3]}   keys of a recipe's data",
            "  training: {epochs: 20, schedule: {learning_rate: 0.05}}",
            "  treatments:",
            "    dropout: [0.1, 0.5]",
            "    weight_decay: [1e-4, 5e-3]",
            "    augmentation: [randaugment, noise-0.3]",
            "    combined: {dropout: [0.1], augmentation: [randaugment]}",
            "  seeds: [1, 2, 3]",
            "",
            "Examples:",
            "  eigensweep study run digits-quick               a study that comes with eigensweep",
            "  eigensweep study run mine.yaml --dry-run        what would be done, and how long it would take",
            "  eigensweep study run mine.yaml --shard 1/2      half of it; the other machine does 2/2"
        })
public final class StudyRunCommand extends TalkingCommand {

    @Parameters(
            paramLabel = "FILE.yaml",
            completionCandidates = Presets.Names.class,
            description = "The study: a file, or digits-quick, digits-full or cifar10-resnet18.")
    private String file = "";

    @Option(
            names = {"-o", "--output"},
            paramLabel = "DIR",
            description = "The folder of the study. Default: studies/ and its name.")
    private @Nullable Path output;

    @Option(
            names = "--jobs",
            paramLabel = "N",
            description = "Trials side by side, each a process. Default: as many as processors and memory bear.")
    private @Nullable Integer jobs;

    @Option(
            names = "--threads",
            paramLabel = "N",
            description = "Threads of libtorch for each trial; they are part of what decides the last bits. Default:"
                    + " what the study says, or 1.")
    private @Nullable Integer threads;

    @Mixin
    private final FigureSettings figures = new FigureSettings();

    @Option(names = "--dry-run", description = "List the trials with an estimate of their time, and do none.")
    private boolean dryRun;

    @Option(
            names = "--shard",
            paramLabel = "i/n",
            defaultValue = "1/1",
            description = "Do only the i-th of n parts; the parts are put together by copying the folders in"
                    + " DIR/trials, and `study report` makes the rest.")
    private String shard = "1/1";

    @Override
    public Integer call() throws IOException {
        refuseOutOfRange("--jobs", jobs);
        refuseOutOfRange("--threads", threads);
        Share share = UsageException.of(() -> Share.parse(shard));
        String text = text();
        Study asked = StudyFile.parse(file, text);
        Study study = threads == null ? asked : asked.onThreads(threads);
        StudyPlan plan = StudyPlan.of(study, Version.TEXT);
        Path folder = output == null ? Path.of("studies", plan.name()) : output;
        StudyWork work = new StudyWork(terminal(), talk(), plan, folder, share, figures.into(folder));
        if (dryRun) {
            terminal().out().print(work.listing(jobs));
            return ExitCode.OK;
        }
        return work.run(text, jobs);
    }

    private static void refuseOutOfRange(String option, @Nullable Integer value) {
        if (value != null && (value < 1 || value > Solve.MOST_THREADS)) {
            throw new UsageException(option + " " + value + ": from 1 to " + Solve.MOST_THREADS + " are possible");
        }
    }

    private String text() throws IOException {
        Path path = Path.of(file);
        if (Files.isRegularFile(path)) {
            return YamlSource.text(path);
        }
        if (Files.exists(path)) {
            throw new FileSystemException(file, null, "is no regular file");
        }
        return Presets.text(file)
                .orElseThrow(() -> new FileSystemException(
                        file,
                        null,
                        "no such file, and no study of that name comes with eigensweep; there are "
                                + String.join(", ", Presets.NAMES) + Suggestion.after(file, Presets.NAMES)));
    }
}
