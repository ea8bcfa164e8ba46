package eigensweep.lab.train;

import eigensweep.app.terminal.ExitCode;
import eigensweep.app.terminal.Interrupts;
import eigensweep.app.terminal.LabCommand;
import eigensweep.app.terminal.OutputPlace;
import eigensweep.app.terminal.Progress;
import eigensweep.app.terminal.Results;
import eigensweep.app.terminal.TableOrJson;
import eigensweep.app.terminal.TalkingCommand;
import eigensweep.findings.TrialResult.SplitScore;
import eigensweep.lab.train.TrainRun.Outcome;
import eigensweep.page.Durations;
import eigensweep.page.TextTable;
import eigensweep.page.Version;
import eigensweep.table.YamlSource;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `eigensweep train`: one training from a recipe.
@Command(
        name = "train",
        sortOptions = false,
        description = "Trains a network as a recipe says, with PyTorch's architectures, optimisers and schedules, and"
                + " prints how well it classifies the test images and each OOD split: accuracy, ECE, NLL. The folder"
                + " then has the weights before and after (safetensors, with PyTorch's names), the curves and the"
                + " scores. A training that was killed goes on where it was when the same command is given again, and"
                + " ends with the same weights, bit by bit.",
        exitCodeList = {
            "0:all done",
            "1:failed: data that cannot be used, a training that diverged, a full disk",
            "2:usage, or a recipe that cannot be read: an unknown key, an impossible value",
            "130:interrupted (Ctrl-C); 143: terminated; the same command goes on from the last state"
        },
        footerHeading = "%nA recipe (every key has a default; docs/lab.md lists them all):%n",
        footer = {
            "  data: {name: digits, holdout: 0.2}      or cifar10 with test: test, or a folder with ood: [art, clipart]",
            "  model: {name: mlp, hidden: [128, 64], dropout: 0.2}      or cnn, resnet18, resnet50",
            "  optimizer: {name: adamw, weight_decay: 0.01}             or sgd with momentum: 0.9",
            "  schedule: {name: cosine, learning_rate: 0.002}           or constant, steps",
            "  epochs: 20",
            "  batch: 64",
            "  seed: 1",
            "  threads: 2                    of libtorch; with the seed they decide every bit",
            "  hessian: {every: 50, probes: 10, window: 5}              the trace during the training",
            "",
            "Examples:",
            "  eigensweep train digits.yaml",
            "  eigensweep train digits.yaml -o runs/1 --format json",
            "  eigensweep compare runs/1/initial.safetensors runs/1/model.safetensors"
        })
public final class TrainCommand extends TalkingCommand implements LabCommand {

    private static final String EXTENSION = "\\.ya?ml$";

    @Parameters(paramLabel = "FILE.yaml", description = "The recipe.")
    private Path file = Path.of("");

    @Option(
            names = {"-o", "--output"},
            paramLabel = "DIR",
            description = "The folder of the training. Default: runs/ and the recipe's name.")
    private @Nullable Path output;

    @Mixin
    private final TableOrJson format = new TableOrJson();

    @Override
    public Integer call() throws IOException {
        Recipe recipe = RecipeFile.read(file);
        TrainRun.Source source = new TrainRun.Source(YamlSource.text(file), Version.FULL);
        Path folder = output == null ? Path.of("runs", name(file)) : output;
        OutputPlace.checkFolder(folder);
        Results.TRAINING.claim(folder);
        Interrupts.install(terminal(), () -> "stopped; the same command goes on from the last state in " + folder);
        recipe.data().notices().forEach(this::say);
        Outcome outcome;
        try (Progress progress = new Progress(terminal(), talk())) {
            outcome = TrainRun.run(source, recipe, folder, done -> progress.show(line(done), fraction(done)));
        }
        outcome.notices().forEach(this::say);
        say(String.format(
                Locale.ROOT,
                "%s parameters, %s%s, %.1f %% of the steps' time spent on waiting for images; all of it is in %s",
                outcome.parameters(),
                Durations.text(outcome.seconds()),
                outcome.resumedAt() == 0 ? "" : " (went on from step " + outcome.resumedAt() + ")",
                100 * outcome.waitingShare(),
                folder));
        format.print(terminal(), width -> table(outcome.scores(), width), outcome.scores());
        return ExitCode.OK;
    }

    private static String name(Path file) {
        return String.valueOf(file.getFileName()).replaceFirst(EXTENSION, "");
    }

    private static String line(TrainRun.Progress done) {
        return String.format(
                Locale.ROOT,
                "epoch %d, step %d of %d, loss %.4f, accuracy %.2f %%",
                done.epoch(),
                done.step(),
                done.steps(),
                done.loss(),
                100 * done.accuracy());
    }

    private static double fraction(TrainRun.Progress done) {
        return (double) done.step() / done.steps();
    }

    private static String table(List<SplitScore> scores, int width) {
        TextTable table = new TextTable(1, "split", "images", "accuracy", "ECE", "NLL");
        for (SplitScore score : scores) {
            table.add(
                    score.split(),
                    Integer.toString(score.n()),
                    String.format(Locale.ROOT, "%.2f%%", 100 * score.accuracy()),
                    String.format(Locale.ROOT, "%.4f", score.ece()),
                    String.format(Locale.ROOT, "%.4f", score.nll()));
        }
        return String.join("\n", table.render(width, "--format json")) + "\n";
    }
}
