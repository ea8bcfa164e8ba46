package eigensweep.lab.augment;

import eigensweep.files.Suggestion;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.SplittableRandom;

/// The augmentations by the names that studies and the command line use: the one list of them.
public final class Augmentations {

    /// What stands between the names of augmentations that are done one after the other.
    public static final String THEN = "+";

    private static final long GOLDEN_GAMMA = 0x9e3779b97f4a7c15L;
    private static final SequencedMap<String, Augmentation> NAMED = named();

    private Augmentations() {}

    private static SequencedMap<String, Augmentation> named() {
        SequencedMap<String, Augmentation> named = new LinkedHashMap<>();
        Augmentation autoAugment = new AutoAugment(AutoAugmentPolicy.IMAGENET);
        Augmentation horizontal = new RandomFlip(RandomFlip.Axis.HORIZONTAL);
        Augmentation vertical = new RandomFlip(RandomFlip.Axis.VERTICAL);
        Augmentation noise = new GaussianNoise(0.5);
        named.put("autoaugment-cifar10", new AutoAugment(AutoAugmentPolicy.CIFAR10));
        named.put("autoaugment-imagenet", autoAugment);
        named.put("randaugment", RandAugment.DEFAULT);
        named.put("trivialaugment", new TrivialAugmentWide());
        named.put("augmix", AugMix.DEFAULT);
        named.put("noise-0.1", new GaussianNoise(0.1));
        named.put("noise-0.3", new GaussianNoise(0.3));
        named.put("noise-0.5", noise);
        named.put("hflip", horizontal);
        named.put("vflip", vertical);
        named.put("elastic", ElasticTransform.DEFAULT);
        named.put("auto-v1", new Chain(List.of(autoAugment, noise)));
        named.put("auto-v2", new Chain(List.of(autoAugment, noise, horizontal, vertical)));
        named.put("auto-v3", new Chain(List.of(autoAugment, noise, ElasticTransform.DEFAULT)));
        return Collections.unmodifiableSequencedMap(named);
    }

    /// Every name, in the order of the paper.
    public static List<String> names() {
        return List.copyOf(NAMED.keySet());
    }

    /// The augmentation of a name, or of several with `+` between them: the first comes first.
    ///
    /// @throws IllegalArgumentException if there is none of that name; the message lists those there are
    public static Augmentation named(String name) {
        List<Augmentation> links = new ArrayList<>();
        int start = 0;
        while (start <= name.length()) {
            int end = name.indexOf(THEN, start);
            String link = name.substring(start, end < 0 ? name.length() : end).strip();
            Augmentation augmentation = NAMED.get(link);
            if (augmentation == null) {
                throw new IllegalArgumentException("no augmentation is called '" + link + "'; there are "
                        + String.join(", ", NAMED.keySet()) + ", and chains of them, as hflip+noise-0.1"
                        + Suggestion.after(link, NAMED.keySet()));
            }
            links.add(augmentation);
            start = end < 0 ? name.length() + 1 : end + 1;
        }
        return links.size() == 1 ? links.getFirst() : new Chain(links);
    }

    /// The random numbers of an image in an epoch of a run: the same for any number of threads and any order.
    ///
    /// @param seed of the run
    /// @param index of the image in its data set
    public static SplittableRandom random(long seed, int epoch, int index) {
        return new SplittableRandom(mixed(mixed(mixed(seed) + epoch) + index));
    }

    /// A permutation of the 64-bit numbers that leaves neighbours far apart (Stafford's variant 13 of
    /// MurmurHash3's).
    private static long mixed(long number) {
        long z = number + GOLDEN_GAMMA;
        z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }
}
