package eigensweep.lab.augment;

import eigensweep.app.terminal.ExitCode;
import eigensweep.app.terminal.Interrupts;
import eigensweep.app.terminal.LabCommand;
import eigensweep.app.terminal.OutputPlace;
import eigensweep.app.terminal.Progress;
import eigensweep.app.terminal.TalkingCommand;
import eigensweep.app.terminal.UsageException;
import eigensweep.files.WholeFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `eigensweep augment`: what each augmentation does to some images.
@Command(
        name = "augment",
        sortOptions = false,
        description = {
            "A contact sheet (PNG) of what each augmentation does to images of yours: a row an augmentation, a column"
                    + " an image, or a random draw for one image. Below, the elementary operations from one end of"
                    + " their range to the other.",
            "",
            "The names are those of studies; + does one after the other."
        },
        exitCodeList = {
            "0:written; the file's name is on stdout",
            "1:failed: an image that cannot be used",
            "2:usage",
            "130:interrupted (Ctrl-C); 143: terminated"
        },
        footer = {
            "  eigensweep augment digits                         the data set in the box",
            "  eigensweep augment cat.jpg dog.png -o pets.png    two photos, by turns",
            "  eigensweep augment cifar10 --count 12 --seed 3    twelve images of a data set",
            "  eigensweep augment photos/ --only randaugment,elastic+noise-0.1,rotate",
            "",
            "docs/augmentation.md defines them all."
        })
public final class AugmentCommand extends TalkingCommand implements LabCommand {

    private static final int MOST_COLUMNS = 32;

    @Parameters(
            arity = "1..*",
            paramLabel = "IMAGE",
            description = "An image file, a folder of images, or a data set: digits, cifar10, ... Of several images a"
                    + " few are shown, evenly spread.")
    private List<String> images = List.of();

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE",
            defaultValue = "augmentations.png",
            description = "Where the sheet is written. Default: ${DEFAULT-VALUE}.")
    private Path output = Path.of("augmentations.png");

    @Option(
            names = "--only",
            paramLabel = "NAME,...",
            split = ",",
            hideParamSyntax = true,
            description = "Some of the augmentations, or chains of them (hflip+noise-0.1), and elementary operations"
                    + " (shear-x, color, ...). Default: all.")
    private List<String> only = List.of();

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "0",
            description = "Seed of everything random. Default: ${DEFAULT-VALUE}.")
    private long seed;

    @Option(
            names = "--count",
            paramLabel = "N",
            defaultValue = "8",
            description = "Columns, at most " + MOST_COLUMNS + "; as many as images, if those are more. Default:"
                    + " ${DEFAULT-VALUE}.")
    private int count = 8;

    @Override
    public Integer call() throws IOException {
        int columns = Math.max(count, images.size());
        UsageException.when(
                count < 1 || columns > MOST_COLUMNS,
                "--count " + count + " with " + images.size() + " images: a sheet has 1 to " + MOST_COLUMNS
                        + " columns");
        UsageException.when(
                !output.toString().toLowerCase(Locale.ROOT).endsWith(".png"),
                "-o " + output + ": the sheet is a PNG; name it so");
        OutputPlace.checkFile(output);
        if (Files.exists(output)) {
            say("replacing " + output);
        }
        List<AugmentSheet.Shown> shown = only.isEmpty() ? AugmentSheet.everything() : AugmentSheet.named(only);
        Interrupts.install(terminal(), () -> "interrupted; nothing was written");
        AugmentSheet sheet = AugmentSheet.of(images, columns, seed, this::say);
        try (Progress progress = new Progress(terminal(), talk())) {
            ContactSheet contact = sheet.draw(shown, progress::show);
            WholeFile.write(output, contact.png());
        }
        say("a sheet of " + (shown.size() + 1) + " rows, " + columns + " columns");
        terminal().out().println(output);
        return ExitCode.OK;
    }
}
