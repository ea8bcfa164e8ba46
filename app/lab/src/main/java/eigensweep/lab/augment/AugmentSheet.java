package eigensweep.lab.augment;

import eigensweep.app.terminal.UsageException;
import eigensweep.files.Suggestion;
import eigensweep.lab.images.Image;
import eigensweep.lab.images.ImageDataset;
import eigensweep.lab.images.ImageDatasets;
import eigensweep.lab.images.ImageShape;
import eigensweep.lab.images.Normalisation;
import eigensweep.lab.images.Preprocessing;
import eigensweep.lab.images.Resampling;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.function.ObjDoubleConsumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// What a contact sheet of augmentations shows.
///
/// @param title the names of the images
/// @param originals an image a column
/// @param seed of everything random
record AugmentSheet(String title, List<Image> originals, long seed) {

    /// Larger photos are scaled to this side and cut to a square first, as for training.
    private static final int LARGEST = 224;

    private static final int BINS = 31;
    private static final String MIXUP = "mixup";

    /// A row of the sheet.
    sealed interface Shown {
        /// Random, drawn anew in each column.
        record Random(String name, Augmentation augmentation) implements Shown {}

        /// Each column with the one before it.
        record Mixed() implements Shown {}

        /// From one end of its range to the other.
        record Elementary(Operation operation) implements Shown {}
    }

    AugmentSheet {
        originals = List.copyOf(originals);
    }

    /// Everything there is.
    static List<Shown> everything() {
        List<Shown> rows = new ArrayList<>();
        Augmentations.names().forEach(name -> rows.add(named(name)));
        rows.add(new Shown.Mixed());
        for (Operation operation : Operation.values()) {
            if (operation != Operation.IDENTITY) {
                rows.add(new Shown.Elementary(operation));
            }
        }
        return rows;
    }

    /// What goes by these names, elementary operations last.
    static List<Shown> named(List<String> names) {
        List<Shown> rows =
                new ArrayList<>(names.stream().map(AugmentSheet::named).toList());
        rows.sort((a, b) -> Boolean.compare(a instanceof Shown.Elementary, b instanceof Shown.Elementary));
        return rows;
    }

    private static Shown named(String name) {
        if (name.equals(MIXUP)) {
            return new Shown.Mixed();
        }
        for (Operation operation : Operation.values()) {
            if (word(operation).equals(name)) {
                return new Shown.Elementary(operation);
            }
        }
        try {
            return new Shown.Random(name, Augmentations.named(name));
        } catch (IllegalArgumentException e) {
            List<String> elementary =
                    Arrays.stream(Operation.values()).map(AugmentSheet::word).toList();
            throw new UsageException("--only " + name + ": " + e.getMessage() + "; of elementary operations "
                    + String.join(", ", elementary) + Suggestion.after(name, elementary));
        }
    }

    private static String word(Operation operation) {
        return operation.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /// A sheet of images: by turns one of each source, evenly spread through those that hold several.
    ///
    /// @param names files, folders or data sets
    /// @param say told what of them is left out
    static AugmentSheet of(List<String> names, int columns, long seed, Consumer<String> say) {
        List<ImageDataset> sources =
                names.stream().map(ImageDatasets::openImages).toList();
        sources.forEach(source -> source.notices().forEach(say));
        List<Image> originals = new ArrayList<>();
        for (int column = 0; column < columns; column++) {
            int which = column % sources.size();
            int turns = (columns - which + sources.size() - 1) / sources.size();
            originals.add(
                    shown(sources.get(which), column / sources.size(), turns, originals, column - sources.size()));
        }
        String title = names.stream()
                .map(name -> String.valueOf(Path.of(name).getFileName()))
                .collect(Collectors.joining(", "));
        return new AugmentSheet(title, originals, seed);
    }

    /// The image of a source at its `turn`; where there are fewer than turns, an image is shown again.
    private static Image shown(ImageDataset source, int turn, int turns, List<Image> before, int last) {
        long count = source.count();
        boolean again = turn > 0 && turn * count / turns == (turn - 1) * count / turns;
        return again ? before.get(last) : small(source.image((int) (turn * count / turns)));
    }

    private static Image small(Image image) {
        int shorter = Math.min(image.shape().height(), image.shape().width());
        return shorter <= LARGEST
                ? image
                : new Preprocessing(LARGEST, LARGEST, Resampling.BILINEAR, Normalisation.UNIT).apply(image);
    }

    /// Draws the sheet.
    ///
    /// @param progress told what was done, and how much of the whole that makes
    ContactSheet draw(List<Shown> rows, ObjDoubleConsumer<String> progress) {
        ContactSheet sheet = new ContactSheet("Augmentations of " + title, "seed " + seed);
        sheet.row("original", shapes().size() == 1 ? shapes().getFirst() : shapes().size() + " sizes", distinct());
        boolean elementary = false;
        for (int i = 0; i < rows.size(); i++) {
            Shown row = rows.get(i);
            if (row instanceof Shown.Elementary != elementary || i == 0) {
                elementary = row instanceof Shown.Elementary;
                sheet.section(elementary ? "Elementary operations, over the range of RandAugment" : "Augmentations");
            }
            add(sheet, row);
            progress.accept((i + 1) + " of " + rows.size() + " rows", (i + 1.0) / rows.size());
        }
        return sheet;
    }

    /// The images, each once.
    private List<Image> distinct() {
        return originals.stream().distinct().toList();
    }

    private List<String> shapes() {
        return originals.stream()
                .map(image -> image.shape().toString())
                .distinct()
                .toList();
    }

    private void add(ContactSheet sheet, Shown row) {
        switch (row) {
            case Shown.Random random -> sheet.row(random.name(), words(random.augmentation()), drawn(random));
            case Shown.Mixed mixed
            when distinct().size() == 1 || shapes().size() > 1 ->
                sheet.row(MIXUP, "takes several images of one size", List.of());
            case Shown.Mixed mixed -> {
                Mixup mixup = Mixup.draw(1, Augmentations.random(seed, 0, 0));
                String share = String.format(Locale.ROOT, "%.2f, rest: left neighbour", mixup.lambda());
                sheet.row(MIXUP, share, mixed(mixup));
            }
            case Shown.Elementary(Operation operation) ->
                sheet.row(word(operation), range(operation), graded(operation));
        }
    }

    private List<Image> drawn(Shown.Random random) {
        return IntStream.range(0, originals.size())
                .mapToObj(column ->
                        random.augmentation().apply(originals.get(column), Augmentations.random(seed, 0, column)))
                .toList();
    }

    private List<Image> mixed(Mixup mixup) {
        ImageShape shape = originals.getFirst().shape();
        float[] batch = new float[originals.size() * shape.size()];
        for (int i = 0; i < batch.length; i++) {
            Image image = originals.get(i / shape.size());
            batch[i] = Byte.toUnsignedInt(image.pixels()[i % shape.size()]) * 255f / image.maxval();
        }
        float[] mixed = mixup.images(batch, originals.size());
        return IntStream.range(0, originals.size())
                .mapToObj(column -> {
                    byte[] pixels = new byte[shape.size()];
                    for (int i = 0; i < pixels.length; i++) {
                        pixels[i] = (byte) Math.round(mixed[column * pixels.length + i]);
                    }
                    return new Image(shape, 255, pixels);
                })
                .toList();
    }

    private List<Image> graded(Operation operation) {
        if (!operation.isGraded()) {
            return distinct().stream()
                    .map(image -> new Step(operation, 0).apply(image))
                    .toList();
        }
        int last = Math.max(originals.size() - 1, 1);
        return IntStream.range(0, originals.size())
                .mapToObj(column -> {
                    Image image = originals.get(column);
                    double along = (double) column / last;
                    double strength = operation.isSigned() ? 2 * along - 1 : along;
                    int bin = (int) Math.round(Math.abs(strength) * (BINS - 1));
                    double magnitude = MagnitudeSpace.STANDARD.magnitude(operation, bin, BINS, image.shape());
                    return new Step(operation, strength < 0 ? -magnitude : magnitude).apply(image);
                })
                .toList();
    }

    private static String range(Operation operation) {
        return switch (operation) {
            case IDENTITY -> "nothing";
            case SHEAR_X, SHEAR_Y -> "-0.3 to 0.3";
            case TRANSLATE_X, TRANSLATE_Y -> "-45 % to 45 % of the side";
            case ROTATE -> "-30 to 30 degrees";
            case BRIGHTNESS, COLOR, CONTRAST, SHARPNESS -> "factor 0.1 to 1.9";
            case POSTERIZE -> "8 to 4 bits";
            case SOLARIZE -> "from 255 on to from 0 on";
            case AUTO_CONTRAST -> "stretched, by channel";
            case EQUALIZE -> "even histogram, by channel";
            case INVERT -> "light and dark";
        };
    }

    private static String words(Augmentation augmentation) {
        return switch (augmentation) {
            case AutoAugment auto ->
                "25 pairs, learned on " + (auto.policy() == AutoAugmentPolicy.CIFAR10 ? "CIFAR-10" : "ImageNet");
            case RandAugment rand -> rand.operations() + " of 14, strength " + rand.bin() + " of 30";
            case TrivialAugmentWide trivial -> "1 of 14, any strength";
            case AugMix mix -> mix.width() + " chains mixed in";
            case GaussianNoise noise -> "deviation " + noise.ratio() + " of white";
            case RandomFlip flip ->
                (flip.axis() == RandomFlip.Axis.HORIZONTAL ? "left and right" : "top and bottom")
                        + ", every other time";
            case ElasticTransform elastic ->
                String.format(Locale.ROOT, "alpha %.0f, sigma %.0f", elastic.alpha(), elastic.sigma());
            case Chain chain -> chain.links().stream().map(AugmentSheet::brief).collect(Collectors.joining(" + "));
        };
    }

    private static String brief(Augmentation augmentation) {
        return switch (augmentation) {
            case AutoAugment auto -> "auto";
            case RandAugment rand -> "rand";
            case TrivialAugmentWide trivial -> "trivial";
            case AugMix mix -> "mix";
            case GaussianNoise noise -> "noise " + noise.ratio();
            case RandomFlip flip -> flip.axis() == RandomFlip.Axis.HORIZONTAL ? "hflip" : "vflip";
            case ElasticTransform elastic -> "elastic";
            case Chain chain -> words(chain);
        };
    }
}
