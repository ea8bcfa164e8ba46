package eigensweep.app.vendi;

import eigensweep.app.terminal.UsageException;
import eigensweep.data.DataSet;
import eigensweep.diversity.FourierFeatures;
import eigensweep.diversity.KernelSamples;
import eigensweep.diversity.NGrams;
import eigensweep.diversity.Samples;
import eigensweep.diversity.Similarity;
import eigensweep.diversity.TextSamples;
import eigensweep.diversity.VectorSamples;
import eigensweep.table.Fields;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// How similar two samples are: the options of the kernel.
final class KernelSettings {

    private static final int DEGREE = 3;
    private static final double OFFSET = 1;
    private static final int FEATURES = 2048;
    private static final int CHARACTERS = 3;
    private static final int WORDS = 1;

    /// What people choose.
    enum Kernel {
        COSINE,
        LINEAR,
        RBF,
        POLYNOMIAL,
        PIXEL,
        CHARACTERS,
        WORDS,
        PRECOMPUTED
    }

    @Option(
            names = "--kernel",
            paramLabel = "KERNEL",
            description = "cosine (of vectors; the default), linear, rbf, polynomial, pixel (cosine of images as they"
                    + " are), characters or words (cosine of the n-gram counts of texts), precomputed (DATA is"
                    + " the n x n matrix of similarities).")
    private @Nullable Kernel kernel;

    @Option(
            names = "--bandwidth",
            paramLabel = "S",
            description = "rbf: exp(-||x - y||^2 / (2 S^2)). Default: the median distance among 1000 samples.")
    private @Nullable Double bandwidth;

    @Option(
            names = "--degree",
            paramLabel = "P",
            description = "polynomial: (G <x, y> + C)^P, scaled to 1 on the diagonal. Default: " + DEGREE + ".")
    private @Nullable Integer degree;

    @Option(names = "--gamma", paramLabel = "G", description = "polynomial. Default: one over the dimensions.")
    private @Nullable Double gamma;

    @Option(names = "--offset", paramLabel = "C", description = "polynomial. Default: " + OFFSET + ".")
    private @Nullable Double offset;

    @Option(
            names = "--ngram",
            paramLabel = "N",
            description = "characters, words: how many make an n-gram. Default: " + CHARACTERS + " characters, " + WORDS
                    + " word.")
    private @Nullable Integer ngram;

    @Option(
            names = "--features",
            paramLabel = "D",
            description = "rbf of more than " + Samples.LARGEST_KERNEL + " samples: how many random Fourier features"
                    + " stand in for the kernel; a similarity then errs by up to 1/sqrt(D). Default: " + FEATURES + ".")
    private @Nullable Integer features;

    /// Refuses what could only be ignored, and numbers that are none.
    ///
    /// @throws UsageException if an option belongs to another kernel, or its number is out of range
    void check() {
        belongs("--bandwidth", bandwidth, Kernel.RBF);
        belongs("--features", features, Kernel.RBF);
        belongs("--degree", degree, Kernel.POLYNOMIAL);
        belongs("--gamma", gamma, Kernel.POLYNOMIAL);
        belongs("--offset", offset, Kernel.POLYNOMIAL);
        belongs("--ngram", ngram, Kernel.CHARACTERS, Kernel.WORDS);
        positive("--bandwidth", bandwidth);
        positive("--gamma", gamma);
        positive("--ngram", ngram);
    }

    private void belongs(String option, @Nullable Number value, Kernel... of) {
        List<Kernel> kernels = List.of(of);
        UsageException.when(
                value != null && (kernel == null || !kernels.contains(kernel)),
                option + " belongs to --kernel "
                        + kernels.stream().map(KernelSettings::name).collect(Collectors.joining(" or ")));
    }

    private static void positive(String option, @Nullable Number value) {
        UsageException.when(
                value != null && !(value.doubleValue() > 0), option + " " + value + ": a positive number is expected");
    }

    /// The samples of a data set, with the similarity that was chosen.
    ///
    /// @param seed of random features
    /// @throws UsageException if they do not go together
    Samples samples(DataSet data, long seed) {
        return UsageException.of(() -> switch (data.content()) {
            case DataSet.Content.Texts texts -> TextSamples.of(data.name(), texts.texts(), grams(data.name()));
            case DataSet.Content.Rows rows
            when kernel == Kernel.PRECOMPUTED ->
                KernelSamples.of(data.name(), rows.vectors().matrix());
            case DataSet.Content.Rows rows ->
                VectorSamples.of(
                        rows.vectors(),
                        similarity(data.name()),
                        new FourierFeatures.Options(Objects.requireNonNullElse(features, FEATURES), seed));
        });
    }

    /// Whether samples are compared as texts.
    boolean isOfTexts() {
        return kernel == Kernel.CHARACTERS || kernel == Kernel.WORDS;
    }

    private NGrams grams(String name) {
        return switch (kernel) {
            case CHARACTERS -> new NGrams(NGrams.Unit.CHARACTERS, Objects.requireNonNullElse(ngram, CHARACTERS));
            case WORDS -> new NGrams(NGrams.Unit.WORDS, Objects.requireNonNullElse(ngram, WORDS));
            case null, default -> throw new IllegalStateException(name + " holds texts that were not embedded");
        };
    }

    private Similarity similarity(String name) {
        return switch (kernel) {
            case COSINE -> new Similarity.Cosine();
            case null -> new Similarity.Cosine();
            case PIXEL -> new Similarity.Pixel();
            case LINEAR -> new Similarity.Linear();
            case RBF -> new Similarity.Rbf(Objects.requireNonNullElse(bandwidth, Similarity.Rbf.MEDIAN));
            case POLYNOMIAL ->
                new Similarity.Polynomial(
                        Objects.requireNonNullElse(degree, DEGREE),
                        Objects.requireNonNullElse(gamma, Similarity.Polynomial.PER_DIMENSION),
                        Objects.requireNonNullElse(offset, OFFSET));
            default -> throw new UsageException(name + " holds vectors; --kernel " + name(kernel) + " takes texts");
        };
    }

    private static String name(Kernel kernel) {
        return kernel.name().toLowerCase(Locale.ROOT);
    }

    /// What the similarity of samples is called.
    static String name(Samples samples) {
        return switch (samples) {
            case VectorSamples vectors -> vectors.similarity().name();
            case TextSamples texts -> texts.grams().unit().name().toLowerCase(Locale.ROOT);
            case KernelSamples kernel -> "precomputed";
        };
    }

    /// The numbers that it takes, given and found.
    static Map<String, Double> parameters(Samples samples) {
        Map<String, Double> parameters = new LinkedHashMap<>();
        if (samples instanceof VectorSamples vectors) {
            Fields.each(
                    (Record) vectors.similarity(),
                    (name, value) -> parameters.put(name, ((Number) value).doubleValue()));
        } else if (samples instanceof TextSamples texts) {
            parameters.put("ngram", (double) texts.grams().n());
        }
        return parameters;
    }
}
