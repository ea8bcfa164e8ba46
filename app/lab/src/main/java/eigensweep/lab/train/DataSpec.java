package eigensweep.lab.train;

import eigensweep.data.DataException;
import eigensweep.lab.images.Image;
import eigensweep.lab.images.ImageDataset;
import eigensweep.lab.images.ImageDatasets;
import eigensweep.lab.images.ImageShape;
import eigensweep.lab.images.Labels;
import eigensweep.lab.images.Normalisation;
import eigensweep.lab.images.Resampling;
import eigensweep.lab.network.Seeds;
import eigensweep.table.Field;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.SequencedMap;
import java.util.SequencedSet;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Which data set is meant, as a recipe says it.
///
/// @param name a file, a folder, or a name that [ImageDatasets] knows; wherever the same data lie, results are the
///     same
/// @param split what is trained on, or null: the only split, or `train`
/// @param test the split that is tested on, or null: then `holdout` of the images is kept from the training
/// @param holdout the share that is kept, between 0 and 1, drawn by the seed
/// @param ood splits of other distributions, and `test+NAME`: the test images under an augmentation, always the same
/// @param size side of the square all images are scaled to, or null: as they are
/// @param normalisation how bytes become numbers
public record DataSpec(
        @Field(decides = false) String name,
        @Nullable String split,
        @Nullable String test,
        double holdout,
        List<String> ood,
        @Nullable Integer size,
        @Field(flat = true) Normalisation normalisation) {

    public static final DataSpec DEFAULT = new DataSpec("digits", null, null, 0.2, List.of(), null, Normalisation.UNIT);

    /// What the names of test images under an augmentation begin with.
    private static final String SHIFTED = "test+";

    /// Pixels; far more than any network of the lab is made for.
    private static final int LARGEST_SIDE = 4096;

    public DataSpec {
        ood = List.copyOf(ood);
        ood.forEach(DataSpec::shift);
        if (test == null && !(holdout > 0 && holdout < 1)) {
            throw new IllegalArgumentException("a holdout of " + holdout + ": it is a share, above 0 and below 1");
        }
        if (size != null && (size < 1 || size > LARGEST_SIDE)) {
            throw new IllegalArgumentException("images of size " + size + ": it is from 1 to " + LARGEST_SIDE);
        }
    }

    /// What people should know of the data, a line each: what of a folder is left out, of which file a checksum is
    /// another.
    ///
    /// @throws DataException if they cannot be opened
    public List<String> notices() {
        SequencedSet<@Nullable String> parts = new LinkedHashSet<>();
        parts.add(split);
        if (test != null) {
            parts.add(test);
        }
        ood.stream().filter(domain -> !domain.startsWith(SHIFTED)).forEach(parts::add);
        return parts.stream()
                .flatMap(part -> ImageDatasets.open(name, part).notices().stream())
                .distinct()
                .toList();
    }

    /// Opens the data set.
    ///
    /// @param seed of the holdout
    /// @throws DataException if it cannot be opened, has no labels, or its splits have other classes
    public LabData open(long seed) {
        ImageDataset first = labelled(split);
        Labels labels = Objects.requireNonNull(first.labels(), "opened with labels");
        ImageSet all = set(first);
        SequencedMap<String, ImageSet> others = new LinkedHashMap<>();
        for (String domain : ood) {
            if (!domain.startsWith(SHIFTED)) {
                others.put(domain, sameClasses(labels, domain));
            }
        }
        if (test != null) {
            return shifted(all, sameClasses(labels, test), others);
        }
        int[] order = ImageSet.shuffled(all.count(), new SplittableRandom(Seeds.of(seed, Seeds.HOLDOUT)));
        int kept = Math.toIntExact(Math.round(holdout * all.count()));
        if (kept < 1 || kept >= all.count()) {
            throw new DataException(
                    name, "has " + all.count() + " images: a holdout of " + holdout + " leaves none on one side", null);
        }
        int[] tested = Arrays.copyOf(order, kept);
        int[] trained = Arrays.copyOfRange(order, kept, order.length);
        Arrays.sort(tested);
        Arrays.sort(trained);
        return shifted(all.select(trained), all.select(tested), others);
    }

    /// All of it, the splits of other distributions in the order they were asked for.
    private LabData shifted(ImageSet train, ImageSet tested, SequencedMap<String, ImageSet> others) {
        SequencedMap<String, ImageSet> ordered = new LinkedHashMap<>();
        for (String domain : ood) {
            ImageSet found = others.get(domain);
            ordered.put(domain, found == null ? tested.changed(shift(domain)) : found);
        }
        return new LabData(train, tested, ordered);
    }

    /// What makes test images those of another distribution; nothing if they are a split of their own.
    private static Augmenting shift(String domain) {
        return domain.startsWith(SHIFTED) ? Augmenting.of(domain.substring(SHIFTED.length())) : Augmenting.NONE;
    }

    private ImageSet sameClasses(Labels labels, String other) {
        ImageDataset dataset = labelled(other);
        List<String> classes =
                Objects.requireNonNull(dataset.labels(), "opened with labels").classes();
        if (!classes.equals(labels.classes())) {
            throw new DataException(
                    dataset.name(),
                    "has the classes " + classes + " where those of the training, " + labels.classes()
                            + ", are expected",
                    null);
        }
        return set(dataset);
    }

    private ImageDataset labelled(@Nullable String part) {
        ImageDataset dataset = ImageDatasets.open(name, part);
        if (dataset.labels() == null) {
            throw new DataException(dataset.name(), "has no labels, so nothing can be learnt from it", null);
        }
        return dataset;
    }

    private ImageSet set(ImageDataset dataset) {
        int[] every = IntStream.range(0, dataset.count()).toArray();
        if (size != null) {
            int side = size;
            int channels = dataset.shape() == null ? 3 : dataset.shape().channels();
            UnaryOperator<Image> prepare =
                    image -> Resampling.BILINEAR.resize(channels == 3 ? image.rgb() : image, side, side);
            return new ImageSet(
                    dataset, every, new ImageShape(channels, side, side), prepare, Augmenting.NONE, normalisation);
        }
        if (dataset.shape() == null) {
            throw new DataException(
                    dataset.name(),
                    "has images of several shapes; name the side they are scaled to (data: size)",
                    null);
        }
        return new ImageSet(dataset, every, dataset.shape(), UnaryOperator.identity(), Augmenting.NONE, normalisation);
    }
}
