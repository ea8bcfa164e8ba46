package eigensweep.spectrum;

import static eigensweep.testing.Matrices.sequence;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import eigensweep.linalg.JavaBackend;
import eigensweep.linalg.Method;
import eigensweep.linalg.Precision;
import eigensweep.linalg.Rounding;
import eigensweep.linalg.Solve;
import eigensweep.tensor.Matrix;
import eigensweep.testing.Golden;
import eigensweep.testing.Matrices;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import org.assertj.core.data.Percentage;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

class LayerMetricsTest {

    static final List<String> OF_TWENTY_EIGENVALUES =
            Golden.NAMES.stream().filter(name -> !name.startsWith("tiny")).toList();

    private static final double RESOLUTION = 1e-13;

    private static Spectrum spectrum(double... eigenvalues) {
        return new Spectrum(eigenvalues, 100, eigenvalues.length, RESOLUTION, false);
    }

    private static LayerMetrics metrics(Spectrum spectrum) {
        return LayerMetrics.of(spectrum, MetricOptions.DEFAULT);
    }

    private static LayerMetrics paperMetrics(Spectrum spectrum) {
        return LayerMetrics.of(spectrum, MetricOptions.of(Convention.PAPER));
    }

    private static void assertClose(double actual, double golden, double relative) {
        assertThat(actual).isCloseTo(golden, Percentage.withPercentage(100 * relative));
    }

    private static double defined(@Nullable Double metric) {
        return Objects.requireNonNull(metric);
    }

    private static void assertEqualsRow(LayerMetrics metrics, Golden.Row row, double relative) {
        PowerLawFit fit = Objects.requireNonNull(metrics.fit());
        assertClose(fit.alpha(), row.number("alpha"), relative);
        assertClose(fit.d(), row.number("D"), relative);
        assertClose(fit.sigma(), row.number("sigma"), relative);
        assertClose(fit.xmin(), row.number("xmin"), relative);
        assertClose(fit.xmax(), row.number("xmax"), relative);
        assertThat(fit.numPlSpikes()).isEqualTo(row.count("num_pl_spikes"));
        assertClose(defined(metrics.alphaWeighted()), row.number("alpha_weighted"), relative);
        assertClose(defined(metrics.logAlphaNorm()), row.number("log_alpha_norm"), relative);
        assertClose(metrics.norms().norm(), row.number("norm"), relative);
        assertClose(defined(metrics.norms().logNorm()), row.number("log_norm"), relative);
        assertClose(metrics.norms().spectralNorm(), row.number("spectral_norm"), relative);
        assertClose(defined(metrics.norms().logSpectralNorm()), row.number("log_spectral_norm"), relative);
        assertClose(defined(metrics.norms().stableRank()), row.number("stable_rank"), relative);
        assertClose(defined(metrics.entropy()), row.number("entropy"), relative);
        assertClose(metrics.singularValues().svMax(), row.number("sv_max"), relative);
        assertClose(metrics.lambdaMax(), row.number("lambda_max"), relative);
        assertThat(metrics.numEvals()).isEqualTo(row.count("num_evals"));
        assertThat(metrics.matrixRank()).isEqualTo(row.count("matrix_rank"));
        assertThat(metrics.rankLoss()).isEqualTo(row.count("rank_loss"));
        assertThat(metrics.warning()).isEqualTo(row.text("warning"));
    }

    /// WeightWatcher 0.7.7 on the same eigenvalues; the kernel without its scale, whose spectrum is the one on file.
    @ParameterizedTest
    @FieldSource("eigensweep.testing.Golden#NAMES")
    void ofGoldenSpectraAreWeightWatchers(String name) {
        Matrix weight = Golden.weights(name, 1.0).getFirst();
        double resolution = Solve.DEFAULT.resolution(weight.largeSide(), weight.smallSide());
        Spectrum golden =
                new Spectrum(Golden.eigenvalues(name), weight.largeSide(), weight.smallSide(), resolution, false);
        String table = name.startsWith("conv") ? "ww_synth_conv2dnormFalse.csv" : "ww_synth.csv";

        assertEqualsRow(metrics(golden), Golden.row("0.7.7/" + table, name), 1e-12);
    }

    /// WeightWatcher 0.7.5.5 from the weights on: where there are 20 eigenvalues, which 10 are not. It scales the
    /// kernel in float32.
    @ParameterizedTest
    @FieldSource("OF_TWENTY_EIGENVALUES")
    void ofTwentyEigenvaluesAreTheOlderWeightWatchers(String name) {
        double relative = name.startsWith("conv") ? 1e-6 : 1e-9;

        assertEqualsRow(metricsOfWeights(name), Golden.row("ww_synth_default.csv", name), relative);
    }

    /// WeightWatcher 0.7.7 from the weights on, ours by the Gram route.
    @ParameterizedTest
    @FieldSource("eigensweep.testing.Golden#NAMES")
    void ofGoldenWeightsAreWeightWatchers(String name) {
        LayerMetrics metrics = metricsOfWeights(name);
        Double svMin = metrics.singularValues().svMin();
        Golden.Row row = Golden.row("0.7.7/ww_synth.csv", name);

        assertEqualsRow(metrics, row, 1e-12);
        if (name.startsWith("rankdef")) {
            assertThat(svMin).isNull();
        } else if (name.startsWith("conv")) {
            // WeightWatcher has the largest of the slices' smallest; here it is the smallest.
            assertClose(defined(svMin), Math.sqrt(GoldenSpectra.eigenvalues(name)[0]), 1e-9);
        } else {
            assertClose(defined(svMin), row.number("sv_min"), 1e-9);
        }
    }

    private static LayerMetrics metricsOfWeights(String name) {
        List<Matrix> weights = Golden.weights(name, Math.sqrt(0.5));
        Matrix first = weights.getFirst();
        double resolution = Solve.DEFAULT.resolution(first.largeSide(), first.smallSide());
        double[] pooled = GoldenSpectra.of(weights).eigenvalues();
        return metrics(new Spectrum(pooled, first.largeSide(), first.smallSide(), resolution, false));
    }

    /// What WeightWatcher has not: NumPy, from float64 singular values. From the Gram matrix the condition of two of
    /// the matrices has too few digits, and the one of rank 150 has lost all that depends on its 250
    /// smallest.
    @ParameterizedTest
    @FieldSource("eigensweep.testing.Golden#NAMES")
    void beyondWeightWatchersAreNumPys(String name) {
        Golden.Row row = Golden.row("0.7.7/numpy_synth.csv", name);
        LayerMetrics metrics = metricsOfWeights(name);
        SingularValues sigma = metrics.singularValues();

        assertClose(defined(metrics.effectiveRankLambda()), row.number("effective_rank_lambda"), 1e-12);
        assertClose(defined(metrics.participationRatio()), row.number("participation_ratio"), 1e-12);
        if (name.startsWith("rankdef")) {
            assertThat(metrics.hill()).isNull();
            assertThat(sigma).isEqualTo(new SingularValues(sigma.svMax(), null, null, null, null));
            return;
        }
        HillFit hill = Objects.requireNonNull(metrics.hill());
        assertClose(hill.alphaHill(), row.number("alpha_hill"), 1e-12);
        assertClose(hill.hillXmin(), row.number("hill_xmin"), 1e-12);
        assertClose(hill.hillD(), row.number("hill_D"), 1e-12);
        assertClose(defined(sigma.nuclearNorm()), row.number("nuclear_norm"), 1e-12);
        assertClose(defined(sigma.effectiveRank()), row.number("effective_rank"), 1e-12);
        assertClose(defined(sigma.condition()), row.number("condition"), name.equals("gauss_512x512") ? 1e-9 : 1e-12);
    }

    @Test
    void ofTheZeroMatrixSayThatItIsZero() {
        LayerMetrics metrics = metrics(spectrum(0, 0, 0, 0));

        assertThat(metrics.fit()).isNull();
        assertThat(metrics.entropy()).isNull();
        assertThat(metrics.norms()).isEqualTo(new Norms(0, null, 0, null, null));
        assertThat(metrics.matrixRank()).isZero();
        assertThat(metrics.rankLoss()).isEqualTo(4);
        assertThat(metrics.warning()).isEmpty();
        assertThat(metrics.undefined(spectrum(0, 0, 0, 0)))
                .containsExactly("all weights are zero: nothing is defined but counts, ranks and what is zero itself");
        assertThat(metrics.singularValues()).isEqualTo(new SingularValues(0, 0.0, null, 0.0, null));
    }

    @Test
    void ofRankOneSayWhatThatLeavesUndefined() {
        LayerMetrics metrics = metrics(spectrum(0, 0, 9));

        assertThat(metrics.fit()).isNull();
        assertThat(metrics.alphaWeighted()).isNull();
        assertThat(metrics.logAlphaNorm()).isNull();
        assertThat(metrics.entropy()).isNull();
        assertThat(metrics.singularValues().svMax()).isEqualTo(3);
        assertThat(metrics.singularValues().svMin()).isNull();
        assertThat(metrics.norms().stableRank()).isEqualTo(1);
        assertThat(metrics.undefined(spectrum(0, 0, 9)))
                .anySatisfy(reason -> assertThat(reason).contains("rank 1", "tail"))
                .anySatisfy(reason -> assertThat(reason).contains("entropy"))
                .anySatisfy(
                        reason -> assertThat(reason).contains("effective_rank: singular values below", "--method svd"));
    }

    /// An orthogonal matrix: WeightWatcher reports an infinite alpha.
    @Test
    void ofEqualEigenvaluesHaveNoTail() {
        Spectrum spectrum = spectrum(1 - 2e-15, 1 - 1e-15, 1, 1 + 3e-15);
        LayerMetrics metrics = metrics(spectrum);

        assertThat(metrics.fit()).isNull();
        assertThat(metrics.entropy()).isCloseTo(1, within(1e-7));
        assertThat(metrics.norms().stableRank()).isCloseTo(4, within(1e-13));
        assertThat(metrics.undefined(spectrum))
                .containsExactly("all eigenvalues are equal to the precision of the weights: no tail to fit (alpha,"
                        + " alpha_hill, null_alpha, detX and what follows from them)");
    }

    /// Rounding of float32 weights parts what is there several times; `powerlaw` on what is equal has the answers.
    @Test
    void ofRepeatedEigenvaluesAreThoseOfEqualOnes() {
        double[] levels = new double[100];
        double[] parted = new double[100];
        for (int i = 0; i < 100; i++) {
            levels[i] = i < 60 ? 1 : 4;
            parted[i] = levels[i] + 1e-9 * (i % 60);
        }
        Spectrum float32 = new Spectrum(parted, 100, 100, RESOLUTION, Rounding.of(Method.SVD, Precision.F64), 0x1p-24);
        PowerLawFit exact = Objects.requireNonNull(metrics(spectrum(levels)).fit());
        PowerLawFit found = Objects.requireNonNull(metrics(float32).fit());
        assertThat(exact.numPlSpikes()).isEqualTo(100);
        assertThat(found.numPlSpikes()).isEqualTo(100);
        assertThat(found.alpha()).isCloseTo(exact.alpha(), within(1e-7));
        assertThat(metrics(float32).undefined(float32)).noneMatch(reason -> reason.startsWith("alpha and"));
    }

    /// A layer of float16: what is equal lies as far apart as what is not may in a large one.
    @Test
    void ofATailThatStartsAmongWhatMayBeEqualSaySo() {
        double[] eigenvalues = new double[64];
        for (int i = 0; i < 64; i++) {
            eigenvalues[i] = i < 60 ? 1 + 2e-5 * i : Math.exp(i - 59);
        }
        Spectrum float16 =
                new Spectrum(eigenvalues, 64, 64, RESOLUTION, Rounding.of(Method.SVD, Precision.F64), 0x1p-12);
        LayerMetrics metrics = metrics(float16);
        assertThat(Objects.requireNonNull(metrics.fit()).numPlSpikes()).isBetween(5, 63);
        assertThat(metrics.undefined(float16))
                .contains("alpha and what follows from it: eigenvalues before xmin may be equal to it but for the"
                        + " rounding of the weights");
    }

    /// Whichever route found them equal: an exponent of `1e14` is rounding, not a tail.
    @Test
    void ofAnOrthogonalMatrixHaveNoTailByEitherRoute() {
        double[] orthogonal = Matrices.withSingularValues(3, 60, 40, sequence(40, i -> 1));
        for (Method method : Method.values()) {
            Solve solve = new Solve(Precision.F64, method, 1);
            double[] found = new JavaBackend()
                    .gramEigenvalues(List.of(Matrix.of(orthogonal, 60, 40)), solve)
                    .getFirst();
            LayerMetrics metrics = metrics(new Spectrum(found, 60, 40, solve.resolution(60, 40), method == Method.SVD));

            assertThat(metrics.fit()).as("by %s", method).isNull();
        }
    }

    @Test
    void leaveOutOfTheTailWhatIsZeroToRounding() {
        double[] tail = {1, 1.5, 2, 3, 4, 9};
        double[] withNoise = {0, 1e-17, 3e-16, 9 * RESOLUTION, 1, 1.5, 2, 3, 4, 9};

        assertThat(metrics(spectrum(withNoise)).fit())
                .isEqualTo(metrics(spectrum(tail)).fit());
        assertThat(metrics(spectrum(withNoise)).matrixRank()).isEqualTo(6);
        assertThat(metrics(spectrum(withNoise)).rankLoss()).isEqualTo(4);
    }

    @Test
    void haveASmallestSingularValueWhereItWasResolved() {
        double[] eigenvalues = {1e-20, 1, 2, 4};
        Spectrum lost = new Spectrum(eigenvalues, 10, 4, RESOLUTION, false);
        Spectrum resolved = new Spectrum(eigenvalues, 10, 4, 1e-28, true);
        Spectrum singular = new Spectrum(eigenvalues, 10, 4, RESOLUTION, true);

        assertThat(metrics(lost).singularValues().svMin()).isNull();
        assertThat(metrics(resolved).singularValues().svMin()).isCloseTo(1e-10, within(1e-24));
        assertThat(metrics(singular).singularValues().svMin()).isNull();
        assertThat(metrics(singular).undefined(singular))
                .singleElement()
                .asString()
                .startsWith("sv_min, condition: the rank is 1 below full");
    }

    @Test
    void readAlphaAsWeightWatcherDoes() {
        assertThat(metrics(spectrum(pareto(1.5))).warning()).isEqualTo("over-trained");
        assertThat(metrics(spectrum(pareto(4))).warning()).isEmpty();
        assertThat(metrics(spectrum(pareto(9))).warning()).isEqualTo("under-trained");
    }

    /// Quantiles of a power law.
    private static double[] pareto(double alpha) {
        return sequence(500, i -> Math.pow(1 - (i + 0.5) / 500, -1 / (alpha - 1)));
    }

    /// PAPER F3: `Sigma = (1/n) W^T W`, `n` the larger side.
    @Test
    void ofThePaperAreThoseOfTheMatrixOverItsLargerSide() {
        Spectrum spectrum = spectrum(pareto(3.3));
        LayerMetrics ww = metrics(spectrum);
        LayerMetrics paper = paperMetrics(spectrum);
        PowerLawFit wwFit = Objects.requireNonNull(ww.fit());
        PowerLawFit paperFit = Objects.requireNonNull(paper.fit());

        assertThat(paperFit.alpha()).isCloseTo(wwFit.alpha(), within(1e-13));
        assertThat(paperFit.d()).isCloseTo(wwFit.d(), within(1e-13));
        assertThat(paperFit.numPlSpikes()).isEqualTo(wwFit.numPlSpikes());
        assertThat(paperFit.xmin()).isCloseTo(wwFit.xmin() / 100, within(1e-15));
        assertThat(paper.norms().norm()).isCloseTo(ww.norms().norm() / 100, within(1e-12));
        assertThat(paper.norms().logNorm()).isCloseTo(defined(ww.norms().logNorm()) - 2, within(1e-14));
        assertThat(paper.norms().stableRank()).isCloseTo(defined(ww.norms().stableRank()), within(1e-12));
        SingularValues wwSigma = ww.singularValues();
        SingularValues paperSigma = paper.singularValues();
        assertThat(paperSigma.svMax()).isCloseTo(wwSigma.svMax() / 10, within(1e-14));
        assertThat(paperSigma.nuclearNorm()).isCloseTo(defined(wwSigma.nuclearNorm()) / 10, within(1e-12));
        assertThat(paperSigma.condition()).isCloseTo(defined(wwSigma.condition()), within(1e-12));
        assertThat(paperSigma.effectiveRank()).isCloseTo(defined(wwSigma.effectiveRank()), within(1e-11));
        assertThat(paper.effectiveRankLambda()).isCloseTo(defined(ww.effectiveRankLambda()), within(1e-11));
        assertThat(paper.participationRatio()).isCloseTo(defined(ww.participationRatio()), within(1e-11));
        HillFit wwHill = Objects.requireNonNull(ww.hill());
        HillFit paperHill = Objects.requireNonNull(paper.hill());
        assertThat(paperHill.alphaHill()).isCloseTo(wwHill.alphaHill(), within(1e-13));
        assertThat(paperHill.hillXmin()).isCloseTo(wwHill.hillXmin() / 100, within(1e-15));
        assertThat(paperHill.hillD()).isCloseTo(wwHill.hillD(), within(1e-13));
        assertThat(Objects.requireNonNull(paper.traceLog()).ergGap())
                .isEqualTo(Objects.requireNonNull(ww.traceLog()).ergGap());
        assertThat(paper.lambdaMax()).isCloseTo(ww.lambdaMax() / 100, within(1e-14));
        assertThat(paper.alphaWeighted()).isCloseTo(defined(ww.alphaWeighted()) - 2 * wwFit.alpha(), within(1e-11));
        assertThat(paper.logAlphaNorm()).isCloseTo(defined(ww.logAlphaNorm()) - 2 * wwFit.alpha(), within(1e-11));
        assertThat(paper.matrixRank()).isEqualTo(ww.matrixRank());
    }

    @Test
    void carryBothEntropiesWhateverTheConvention() {
        Spectrum spectrum = spectrum(pareto(3.3));
        LayerMetrics ww = metrics(spectrum);
        LayerMetrics paper = paperMetrics(spectrum);

        assertThat(ww.entropy()).isEqualTo(ww.entropyWw());
        assertThat(paper.entropy()).isEqualTo(paper.entropyPaper());
        assertThat(paper.entropyWw()).isEqualTo(ww.entropyWw());
        assertThat(paper.entropyPaper()).isEqualTo(ww.entropyPaper());
        assertThat(ww.entropyPaper()).isEqualTo(Entropy.unnormalised(spectrum.times(0.01)));
    }

    /// `log10(sum lambda^alpha)` must not be lost to overflow where the sum is.
    @Test
    void haveAnAlphaNormAtAnyScale() {
        Spectrum spectrum = spectrum(pareto(9));
        double plain = defined(metrics(spectrum).logAlphaNorm());
        double alpha = Objects.requireNonNull(metrics(spectrum).fit()).alpha();

        assertThat(metrics(spectrum.times(1e100)).logAlphaNorm()).isCloseTo(plain + 100 * alpha, within(1e-9));
        assertThat(metrics(spectrum.times(1e-100)).logAlphaNorm()).isCloseTo(plain - 100 * alpha, within(1e-9));
    }

    /// The house rule: a number or nothing, and nothing only with a reason.
    @Test
    void areNumbersOrHaveAReason() throws IllegalAccessException, InvocationTargetException {
        SplittableRandom random = new SplittableRandom(17);
        for (int repetition = 0; repetition < 400; repetition++) {
            double[] values = {0, 1e-290, 1e-17, 1e-9, 1, 1, 1 + 1e-15, 2, 1e9, 1e290};
            double[] eigenvalues = random.ints(1 + random.nextInt(6), 0, values.length)
                    .mapToDouble(i -> values[i])
                    .sorted()
                    .toArray();
            boolean resolvesZero = random.nextBoolean();
            Spectrum spectrum = new Spectrum(eigenvalues, 100, eigenvalues.length, RESOLUTION, resolvesZero);
            for (Convention convention : Convention.values()) {
                LayerMetrics plain = LayerMetrics.of(spectrum, MetricOptions.of(convention));
                assertThat(plain.undefined(spectrum).isEmpty())
                        .as("%s has reasons", Arrays.toString(eigenvalues))
                        .isEqualTo(assertNumbers(plain, List.of("marchenkoPastur", "randomized", "bootstrap")));

                MetricOptions all = new MetricOptions(convention, true, true, Bootstrap.LEAST_REPLICAS, 1);
                LayerMetrics metrics = LayerMetrics.of(spectrum, List.of(spectrum), all, 1);
                if (!assertNumbers(metrics, List.of())) {
                    assertThat(metrics.undefined(spectrum))
                            .as("%s has reasons", Arrays.toString(eigenvalues))
                            .isNotEmpty();
                }
            }
        }
    }

    /// Whether no component, of nested records included, is null, those aside that were not asked for; none may be NaN
    /// or infinite.
    private static boolean assertNumbers(Record metrics, List<String> notAskedFor)
            throws IllegalAccessException, InvocationTargetException {
        boolean complete = true;
        for (RecordComponent component : metrics.getClass().getRecordComponents()) {
            Object value = component.getAccessor().invoke(metrics);
            if (value == null) {
                complete &= notAskedFor.contains(component.getName());
            } else if (value instanceof Record nested) {
                complete &= assertNumbers(nested, List.of());
            } else if (value instanceof Double number) {
                assertThat(number).as(component.getName()).isFinite();
            }
        }
        return complete;
    }
}
