package eigensweep.sweep;

import static eigensweep.sweep.Sweeping.cells;
import static eigensweep.sweep.Sweeping.named;
import static eigensweep.sweep.Sweeping.options;
import static eigensweep.sweep.Sweeping.rows;
import static eigensweep.sweep.Sweeping.withMemory;
import static eigensweep.sweep.Sweeping.withMetrics;
import static eigensweep.testing.Models.gaussian;
import static eigensweep.testing.Models.tensor;
import static org.assertj.core.api.Assertions.assertThat;

import eigensweep.checkpoint.Checkpoints;
import eigensweep.checkpoint.file.Checkpoint;
import eigensweep.checkpoint.safetensors.SafetensorsWriter.Entry;
import eigensweep.linalg.Method;
import eigensweep.linalg.Precision;
import eigensweep.linalg.Solve;
import eigensweep.spectrum.Convention;
import eigensweep.spectrum.MetricOptions;
import eigensweep.spectrum.Randomized;
import eigensweep.sweep.Plan.Model;
import eigensweep.sweep.Row.Status;
import eigensweep.sweep.Sweep.Finished;
import eigensweep.tensor.DType;
import eigensweep.testing.Matrices;
import eigensweep.testing.Models;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SweepTest {

    private static final MetricOptions EVERYTHING = seeded(1);

    @TempDir
    private Path folder;

    private Path model;

    @BeforeEach
    void aModelOfLayersThatGrow() {
        model = Models.write(
                folder.resolve("model.safetensors"),
                gaussian("small.weight", 1, 24, 12),
                gaussian("middle.weight", 2, 30, 60),
                gaussian("large.weight", 3, 90, 70),
                gaussian("largest.weight", 4, 96, 96));
    }

    @Test
    void rowsComeInTheOrderOfTheFile() {
        List<Row> rows = rows(model, options(2));
        assertThat(rows).extracting(Row::longname).containsExactly("small", "middle", "large", "largest");
        assertThat(rows).extracting(Row::layerId).containsExactly(0, 1, 2, 3);
    }

    @Test
    void aRowSaysWhatTheLayerIs() {
        Row middle = named(rows(model), "middle");
        assertThat(middle.tensor()).isEqualTo("middle.weight");
        assertThat(middle.dtype()).isEqualTo("F32");
        assertThat(middle.layerType()).isEqualTo("dense");
        assertThat(middle.backend()).isEqualTo("java");
        assertThat(cells(List.of(middle)).getFirst())
                .containsEntry("N", 60)
                .containsEntry("M", 30)
                .containsEntry("Q", 2.0)
                .containsEntry("rf", 1)
                .containsEntry("num_evals", 30)
                .containsEntry("status", Status.SUCCESS)
                .containsEntry("reason", "");
    }

    @Test
    void metricsAreThoseOfTheWeights() {
        double[] diagonal = new double[12 * 12];
        IntStream.range(0, 12).forEach(i -> diagonal[13 * i] = i + 1);
        Path file = Models.write(folder.resolve("diagonal.safetensors"), tensor("d.weight", diagonal, 12, 12));
        assertThat(cells(rows(file)).getFirst())
                .containsEntry("norm", 650.0)
                .containsEntry("spectral_norm", 144.0)
                .containsEntry("sv_max", 12.0)
                .containsEntry("stable_rank", 650.0 / 144)
                .containsEntry("matrix_rank", 12);
    }

    @Test
    void aLayerThatHoldsNoNumberFailsAloneAndSaysWhere() {
        Path broken = Models.write(
                folder.resolve("broken.safetensors"),
                gaussian("first.weight", 1, 20, 15),
                gaussian("nan.weight", 2, 20, 15, 3, 2, Double.NaN),
                gaussian("infinite.weight", 3, 15, 20, 0, 19, Double.NEGATIVE_INFINITY),
                gaussian("last.weight", 4, 20, 15));
        List<Row> rows = rows(broken, options(2));
        assertThat(rows)
                .extracting(Row::status)
                .containsExactly(Status.SUCCESS, Status.FAILED, Status.FAILED, Status.SUCCESS);
        assertThat(named(rows, "nan").reason()).isEqualTo("holds NaN at row 3, column 2");
        assertThat(named(rows, "infinite").reason()).isEqualTo("holds -Infinity at row 0, column 19");
        assertThat(named(rows, "nan").metrics()).isNull();
        assertThat(named(rows, "nan").backend()).isEqualTo("java");
    }

    @Test
    void aSkippedMatrixIsARowThatSaysWhy() {
        Path odd = Models.write(
                folder.resolve("odd.safetensors"),
                gaussian("thin.weight", 1, 200, 3),
                tensor("bias", new double[20], 20),
                new Entry("position_ids", DType.I64, new long[] {1, 512}, data -> {}),
                tensor("six.weight", new double[64], 2, 2, 2, 2, 2, 2),
                gaussian("whole.weight", 2, 20, 15));
        List<Row> rows = rows(odd);
        assertThat(rows)
                .as("a vector is no matrix, and no row")
                .extracting(Row::longname)
                .containsExactly("thin", "position_ids", "six", "whole");
        assertThat(rows.subList(0, 3)).allSatisfy(row -> {
            assertThat(row.status()).isEqualTo(Status.SKIPPED);
            assertThat(row.metrics()).isNull();
            assertThat(row.backend()).isEmpty();
        });
        assertThat(named(rows, "thin").reason()).isEqualTo("3 eigenvalues, fewer than --min-evals 8");
        assertThat(named(rows, "position_ids").reason()).contains("a table of positions");
        assertThat(named(rows, "six").reason()).contains("6 dimensions", "2 x 2 x 2 x 2 x 2 x 2");
        assertThat(named(rows, "whole").status()).isEqualTo(Status.SUCCESS);
    }

    @Test
    void aZeroMatrixHasNoTailAndSaysSo() {
        Path zero = Models.write(folder.resolve("zero.safetensors"), tensor("z.weight", new double[400], 20, 20));
        Row row = rows(zero).getFirst();
        assertThat(row.status()).isEqualTo(Status.PARTIAL);
        assertThat(row.reason()).contains("all weights are zero");
        assertThat(cells(List.of(row)).getFirst())
                .containsEntry("norm", 0.0)
                .containsEntry("log_norm", null)
                .containsEntry("alpha", null);
    }

    @Test
    void threadsAndRunsGiveTheSameBits() {
        List<Row> once = rows(model, options(1));
        assertThat(cells(rows(model, options(1)))).isEqualTo(cells(once));
        assertThat(cells(rows(model, options(2)))).isEqualTo(cells(once));
    }

    @Test
    void whatIsDrawnDependsOnTheSeedAndTheLayerAlone() {
        SweepOptions one = withMetrics(options(1), EVERYTHING);
        SweepOptions two = withMetrics(options(2), EVERYTHING);
        List<Row> once = rows(model, one);
        assertThat(cells(rows(model, two))).isEqualTo(cells(once));

        Path alone = Models.write(folder.resolve("alone.safetensors"), gaussian("large.weight", 3, 90, 70));
        assertThat(rows(alone, one).getFirst().metrics())
                .isEqualTo(named(once, "large").metrics());
        assertThat(named(once, "large").metrics())
                .isNotEqualTo(named(rows(model, withMetrics(options(1), seeded(2))), "large")
                        .metrics());
    }

    @Test
    void whatIsNotAskedForIsEmpty() {
        assertThat(cells(rows(model)))
                .allSatisfy(cells -> assertThat(cells)
                        .containsKey("detX_num")
                        .containsEntry("num_spikes", null)
                        .containsEntry("rand_num_spikes", null)
                        .containsEntry("ww_softrank", null)
                        .containsEntry("alpha_low", null));
        assertThat(cells(rows(model, withMetrics(options(1), EVERYTHING))))
                .allSatisfy(cells -> assertThat(cells)
                        .containsEntry("replicas", 60)
                        .containsEntry("reason", "")
                        .doesNotContainEntry("num_spikes", null)
                        .doesNotContainEntry("rand_num_spikes", null)
                        .doesNotContainEntry("ww_softrank", null));
    }

    /// What sweeps of the same weights in another way have computed does not count.
    @Test
    void everyMetricIsPartOfTheWay() {
        MetricOptions plain = MetricOptions.DEFAULT;
        List<MetricOptions> all = List.of(
                plain,
                new MetricOptions(plain.convention(), true, false, 0, 0),
                new MetricOptions(plain.convention(), false, true, 0, 0),
                new MetricOptions(plain.convention(), false, false, 60, 0),
                EVERYTHING,
                seeded(2));
        assertThat(all)
                .extracting(metrics -> withMetrics(options(1), metrics).decisive())
                .doesNotHaveDuplicates();
        assertThat(withMetrics(options(1), new MetricOptions(plain.convention(), false, false, 0, 7))
                        .decisive())
                .as("a seed that nothing depends on")
                .isEqualTo(options(1).decisive());
    }

    private static MetricOptions seeded(long seed) {
        return new MetricOptions(Convention.WEIGHTWATCHER, true, true, 60, seed);
    }

    @Test
    void aLayerThatNeedsMoreThanMaxMemoryFailsWithTheFigure() {
        assertThat(rows(model, withMemory(options(2), 1000))).allSatisfy(row -> {
            assertThat(row.status()).isEqualTo(Status.FAILED);
            assertThat(row.reason()).isEqualTo("takes about 1 MiB of memory; 0 are allowed (--max-memory)");
        });
    }

    @Test
    void layersWaitForOneAnotherWhereMemoryIsShort() {
        SweepOptions enoughForOne = withMemory(options(2), 1 << 20);
        assertThat(cells(rows(model, enoughForOne))).isEqualTo(cells(rows(model, options(1))));
    }

    @Test
    void layersComputedTogetherFailByThemselves() {
        Path file = Models.write(
                folder.resolve("alike.safetensors"),
                gaussian("a.weight", 1, 20, 15),
                gaussian("b.weight", 2, 20, 15, 0, 0, Double.NaN),
                gaussian("c.weight", 3, 20, 15),
                gaussian("d.weight", 4, 20, 15));
        List<Row> rows = rows(file);
        assertThat(rows)
                .extracting(Row::status)
                .containsExactly(Status.SUCCESS, Status.FAILED, Status.SUCCESS, Status.SUCCESS);
        assertThat(rows.get(1).reason()).contains("NaN");
        Path good = Models.write(folder.resolve("good.safetensors"), gaussian("d.weight", 4, 20, 15));
        assertThat(named(rows, "d").metrics())
                .as("what comes out for a layer does not depend on those computed with it")
                .isEqualTo(rows(good).getFirst().metrics());
    }

    /// Two layers are handed over at once, and the first is done by somebody else; the kernel's nine slices
    /// in part.
    @Test
    void aRowSaysWhoComputedIt() {
        Path file = Models.write(
                folder.resolve("mixed.safetensors"),
                gaussian("a.weight", 1, 20, 15),
                gaussian("b.weight", 2, 20, 15),
                Models.tensor("c.weight", Matrices.gaussian(3, 12 * 11, 9), 12, 11, 3, 3));
        try (Checkpoint checkpoint = Checkpoints.open(file)) {
            Plan plan = Plan.of(List.of(new Model("mixed", checkpoint)), options(1));
            List<Row> rows = Sweep.run(plan, new OnDevices(Sweeping.JAVA, 1), options(1), Map.of(), finished -> {});
            assertThat(rows).extracting(Row::backend).containsExactly("java", "devices", "devices+java");
        }
    }

    /// The replicas of a layer are few, whatever the layer is one of.
    @Test
    void shuffledReplicasAreNotOneOfMany() {
        Path file = Models.write(
                folder.resolve("many.safetensors"),
                gaussian("a.weight", 1, 90, 60),
                gaussian("b.weight", 2, 80, 60),
                gaussian("c.weight", 3, 70, 60),
                gaussian("d.weight", 4, 60, 60));
        OnDevices devices = new OnDevices(Sweeping.JAVA, 1);
        SweepOptions options = withMetrics(options(1), new MetricOptions(Convention.WEIGHTWATCHER, false, true, 0, 0));
        try (Checkpoint checkpoint = Checkpoints.open(file)) {
            Plan plan = Plan.of(List.of(new Model("many", checkpoint)), options);
            Sweep.run(plan, devices, options, Map.of(), finished -> {});
        }
        assertThat(devices.asked()).filteredOn(Solve::many).hasSize(2);
        assertThat(devices.asked()).filteredOn(solve -> !solve.many()).hasSize(4 * Randomized.replicas(60));
    }

    @Test
    void theListenerHearsOfEveryLayerOnceAndOfAllTheWorkAtLast() {
        List<Finished> heard = new ArrayList<>();
        SweepOptions options = options(2);
        try (Checkpoint checkpoint = Checkpoints.open(model)) {
            Plan plan = Plan.of(List.of(new Model("model", checkpoint)), options);
            Sweep.run(plan, Sweeping.JAVA, options, Map.of(), heard::addAll);
            assertThat(heard).extracting(Finished::task).containsExactlyInAnyOrderElementsOf(plan.tasks());
        }
        assertThat(heard).extracting(Finished::done).containsExactly(1, 2, 3, 4);
        assertThat(heard).extracting(Finished::total).containsOnly(4);
        assertThat(heard).extracting(Finished::fraction).isSorted();
        assertThat(heard.getLast().fraction()).isBetween(1 - 1e-12, 1 + 1e-12);
        assertThat(heard)
                .allSatisfy(finished -> assertThat(finished.eigenvalues())
                        .isSorted()
                        .hasSize(finished.task().layer().smallSide()));
    }

    /// A rotation by random reflections, kept in float32: its eigenvalues differ by what that rounds.
    @Test
    void orthogonalLayersHaveNoTailWhateverTheirWeightsAreKeptIn() {
        double[] ones = Matrices.sequence(40, i -> 1);
        double[] rotation = Matrices.withSingularValues(3, 40, 40, ones);
        for (DType dtype : List.of(DType.F32, DType.F16, DType.BF16)) {
            Path file =
                    Models.write(folder.resolve(dtype + ".safetensors"), Models.encoded("q", dtype, rotation, 40, 40));

            Row row = rows(file).getFirst();

            assertThat(row.status()).as(dtype.name()).isEqualTo(Status.PARTIAL);
            assertThat(row.reason()).contains("all eigenvalues are equal to the precision of the weights");
        }
    }

    /// As `torch.nn.init.orthogonal_` leaves it: two factors whose product is rounded to float32 entry by entry.
    @Test
    void aSpreadOfFloat32RoundingIsNoTail() {
        double[] values = Matrices.sequence(64, i -> 1 + 2e-6 * i / 64);
        Path file = Models.write(
                folder.resolve("qr.safetensors"),
                Models.encoded("q", DType.F64, Matrices.withSingularValues(3, 64, 64, values), 64, 64));

        assertThat(rows(file).getFirst().reason()).contains("all eigenvalues are equal");
    }

    /// Of 24 eigenvalues 9 are left, which are fitted as few; with the lost ones they would not be.
    @Test
    void aTailOfFewThatMayBeManyIsInDoubt() {
        double[] values = Matrices.sequence(24, i -> i < 15 ? 0 : 1 + i);
        Path file = Models.write(
                folder.resolve("few.safetensors"),
                Models.encoded("w", DType.F64, Matrices.withSingularValues(6, 24, 24, values), 24, 24));

        assertThat(rows(file).getFirst().reason()).contains("alpha and what follows from it");
    }

    /// `sum x ln x` is beyond what the sum of the eigenvalues is.
    @Test
    void aMetricBeyondTheRangeOfNumbersHasAReason() {
        double[] huge = Arrays.stream(Matrices.gaussian(4, 30, 20))
                .map(x -> x * 1.2e152)
                .toArray();
        Path file = Models.write(folder.resolve("huge.safetensors"), Models.encoded("huge", DType.F64, huge, 30, 20));

        Row row = rows(file).getFirst();

        assertThat(Objects.requireNonNull(row.metrics()).entropyPaper()).isInfinite();
        assertThat(row.reason()).contains("entropy_paper: out of the range of float64");
    }

    /// 12 of 30 singular values are 1e-9 of the others: not zero, but lost in the Gram matrix.
    @Test
    void whatTheGramMatrixLosesIsNotTakenForZeroWithoutAWord() {
        double[] values = Matrices.sequence(30, i -> i < 12 ? 1e-9 : 1 + i);
        Path file = Models.write(
                folder.resolve("graded.safetensors"),
                Models.encoded("w", DType.F64, Matrices.withSingularValues(5, 30, 30, values), 30, 30));
        SweepOptions gram = options(1);
        SweepOptions svd =
                new SweepOptions(gram.layers(), new Solve(Precision.F64, Method.SVD, 1), gram.metrics(), gram.memory());

        Row lost = rows(file, gram).getFirst();
        Row resolved = rows(file, svd).getFirst();

        assertThat(Objects.requireNonNull(lost.metrics()).matrixRank()).isEqualTo(18);
        assertThat(lost.reason())
                .contains("matrix_rank, rank_loss, entropy: eigenvalues below")
                .contains("(12) are lost in the Gram matrix and count as zero; --method svd resolves them");
        assertThat(Objects.requireNonNull(resolved.metrics()).matrixRank()).isEqualTo(30);
        assertThat(resolved.reason()).isEmpty();
    }
}
