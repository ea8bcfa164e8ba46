package eigensweep.bench.gate;

import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import eigensweep.bench.Inputs;
import eigensweep.bench.MatrixProduct;
import eigensweep.bench.gate.Case.Limit;
import eigensweep.bench.gate.Case.Work;
import eigensweep.bench.gate.Case.Yardstick;
import eigensweep.checkpoint.Checkpoints;
import eigensweep.checkpoint.file.Checkpoint;
import eigensweep.checkpoint.safetensors.SafetensorsWriter;
import eigensweep.checkpoint.safetensors.SafetensorsWriter.Entry;
import eigensweep.diversity.FourierFeatures;
import eigensweep.diversity.Run;
import eigensweep.diversity.Similarity;
import eigensweep.diversity.VectorSamples;
import eigensweep.diversity.Vectors;
import eigensweep.diversity.VendiScore;
import eigensweep.layer.LayerOptions;
import eigensweep.layer.Layers;
import eigensweep.linalg.Backend;
import eigensweep.linalg.BandEigen;
import eigensweep.linalg.GramSum;
import eigensweep.linalg.JavaBackend;
import eigensweep.linalg.Method;
import eigensweep.linalg.Precision;
import eigensweep.linalg.Solve;
import eigensweep.simd.Kernels;
import eigensweep.spectrum.LayerMetrics;
import eigensweep.spectrum.MetricOptions;
import eigensweep.spectrum.PowerLaw;
import eigensweep.spectrum.Spectrum;
import eigensweep.tensor.DType;
import eigensweep.tensor.Matrix;
import eigensweep.tensor.Widen;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/// What the gate watches: every kernel of [Kernels] and every routine that is called of a library, in the stages of a
/// sweep and of a score. Not in it: float16 and 8-bit floats, whose widening has no kernel but a loop that the compiler
/// makes ten times faster in some JVMs and not in others; GPUs.
///
/// @param all the cases
/// @param yardsticks what their times are divided by
record Cases(List<Case> all, Map<Yardstick, Work> yardsticks) {

    /// The file that is opened.
    static final String MODEL = "model.safetensors";

    private static final int PRODUCT = 192;
    private static final int STREAM_BYTES = 1 << 17;
    private static final int CHAIN = 100_000;
    private static final int WIDENED = 1 << 14;
    private static final int TENSORS = 100;

    /// Diagonals below the main one, no more than the narrowest band has.
    private static final int BAND_WIDTH = 32;

    private static final int BAND_ORDER = 128;

    /// The least order that goes through our reduction in one stage.
    private static final int ONE_STAGE = 512;

    /// Calls of a kernel that is a case by itself, the elements of each, and room for them wherever they start.
    private static final int CALLS = 1024;

    private static final int LENGTH = 1000;
    private static final int ARRAY = 1024;

    /// Where the second of two arrays begins that a kernel writes to. Both are one to the heap: where two lie at
    /// nearly the same place in a page, the processor takes a load for one of what has just been stored, and waits.
    private static final int APART = ARRAY + 256;

    /// Says of a matrix that it is large enough for the vector twins, of whatever part of it is widened.
    private static final int MANY_ROWS = 1 << 16;

    /// Every case. None asks for anything of the code but [Backend] before it is prepared: this class is run over the
    /// code of other revisions, too, and what one lacks is missed by the cases that need it, and by no other.
    ///
    /// @param folder for the file that is opened
    /// @param arena whose memory the inputs are in
    static Cases in(Path folder, Arena arena) {
        Supplier<Backend> openBlas = Case.once(() -> MatrixProduct.openBlas(1));
        Supplier<Backend> java = Case.once(JavaBackend::new);
        Supplier<double[]> panel = Case.once(() -> Inputs.gaussian(256 * 192, 3));
        List<Case> all = new ArrayList<>(List.of(
                timed("widen-bf16", Yardstick.STREAM, Limit.VECTORS, () -> widen(DType.BF16, arena)),
                timed("widen-f32", Yardstick.STREAM, Limit.VECTORS, () -> widen(DType.F32, arena)),
                timed("dot", Yardstick.DGEMM, Limit.VECTORS, Cases::dot),
                timed("axpy", Yardstick.DGEMM, Limit.VECTORS, Cases::axpy),
                timed("rotate", Yardstick.DGEMM, Limit.VECTORS, Cases::rotate),
                timed("signs", Yardstick.DGEMM, Limit.VECTORS, Cases::signs),
                timed("gram-java", Yardstick.DGEMM, Limit.VECTORS, () -> gram(java.get(), panel.get(), 96)),
                timed("gram-openblas", Yardstick.DGEMM, Limit.CODE, () -> gram(openBlas.get(), panel.get(), 192)),
                timed("eigen-java", Yardstick.DGEMM, Limit.VECTORS, () -> eigenvalues(java.get(), 96, Solve.DEFAULT)),
                timed(
                        "eigen-openblas",
                        Yardstick.DGEMM,
                        Limit.CODE,
                        () -> eigenvalues(openBlas.get(), 96, Solve.DEFAULT)),
                timed("eigen-f32", Yardstick.DGEMM, Limit.CODE, () -> eigenvalues(openBlas.get(), 112, f32()))
                        .inFloat32(112, 112),
                timed("eigen-batched", Yardstick.DGEMM, Limit.CODE, () -> batched(openBlas.get(), 16, 64)),
                timed(
                        "svd-java",
                        Yardstick.DGEMM,
                        Limit.VECTORS,
                        () -> singularValues(java.get(), 48, svd(Precision.F64))),
                timed(
                        "svd-openblas",
                        Yardstick.DGEMM,
                        Limit.CODE,
                        () -> singularValues(openBlas.get(), 64, svd(Precision.F64))),
                timed("tail-distance", Yardstick.DGEMM, Limit.VECTORS, () -> tailDistance(8192)),
                timed("power-law", Yardstick.SCALAR, Limit.CODE, () -> powerLaw(1024)),
                timed("layer-metrics", Yardstick.SCALAR, Limit.CODE, () -> metrics(768)),
                timed("vendi", Yardstick.DGEMM, Limit.CODE, () -> Scores.vendi(openBlas.get(), 512, 96)),
                timed("open-model", Yardstick.SCALAR, Limit.SYSTEM, () -> open(folder))));
        all.addAll(wide(openBlas, arena));
        all.addAll(routes(openBlas));
        Map<Yardstick, Work> yardsticks = new EnumMap<>(Yardstick.class);
        yardsticks.put(Yardstick.DGEMM, Work.prepared(() -> product(openBlas.get(), arena)));
        yardsticks.put(Yardstick.STREAM, stream(arena));
        yardsticks.put(Yardstick.SCALAR, Cases::chain);
        return new Cases(all, yardsticks);
    }

    /// Makes what all of it works on.
    void prepare() {
        all.forEach(one -> one.work().prepare());
        yardsticks.values().forEach(Work::prepare);
    }

    private static Case timed(String name, Yardstick yardstick, Limit limit, Supplier<Work> preparation) {
        return Case.timed(name, yardstick, limit, Work.prepared(preparation));
    }

    private static Case untimed(String name, Limit limit, Supplier<Work> preparation) {
        return Case.untimed(name, limit, Work.prepared(preparation));
    }

    private static Solve f32() {
        return new Solve(Precision.F32, Method.GRAM, 1);
    }

    private static Solve svd(Precision precision) {
        return new Solve(precision, Method.SVD, 1);
    }

    /// Solvers of ours, and matrices with a band, where vectors are wide enough for them.
    private static List<Case> wide(Supplier<Backend> openBlas, Arena arena) {
        try {
            if (!BandEigen.isFast()) {
                return List.of();
            }
        } catch (LinkageError e) {
            return List.of(); // a revision that has none
        }
        return List.of(
                timed(
                        "eigen-one-stage",
                        Yardstick.DGEMM,
                        Limit.VECTORS,
                        () -> eigenvalues(openBlas.get(), ONE_STAGE, Solve.DEFAULT)),
                timed(
                                "eigen-one-stage-f32",
                                Yardstick.DGEMM,
                                Limit.VECTORS,
                                () -> eigenvalues(openBlas.get(), ONE_STAGE, f32()))
                        .inFloat32(ONE_STAGE, ONE_STAGE),
                timed("eigen-band", Yardstick.DGEMM, Limit.VECTORS, () -> bandEigenvalues(Precision.F64, arena)),
                timed("eigen-band-f32", Yardstick.DGEMM, Limit.VECTORS, () -> bandEigenvalues(Precision.F32, arena))
                        .inFloat32(BAND_ORDER, BAND_ORDER));
    }

    /// Ways through the library that no other case takes: large matrices, and float32.
    private static List<Case> routes(Supplier<Backend> openBlas) {
        return List.of(
                untimed("two-stages", Limit.VECTORS, () -> large(openBlas.get(), 2000, Solve.DEFAULT)),
                untimed("two-stages-f32", Limit.VECTORS, () -> large(openBlas.get(), 2000, f32()))
                        .inFloat32(2000, 2000),
                untimed("two-stages-sum", Limit.CODE, () -> largeSum(openBlas.get(), 2000)),
                untimed("gram-f32", Limit.VECTORS, () -> singularValues(openBlas.get(), 160, f32()))
                        .inFloat32(1280, 160),
                untimed("svd-f32", Limit.CODE, () -> singularValues(openBlas.get(), 64, svd(Precision.F32)))
                        .inFloat32(512, 64));
    }

    /// @param library that is to be there
    private static Work product(Backend library, Arena arena) {
        return MatrixProduct.of(PRODUCT, PRODUCT, PRODUCT, arena)::run;
    }

    private static Work stream(Arena arena) {
        MemorySegment from = arena.allocate(STREAM_BYTES).fill((byte) 1);
        MemorySegment to = arena.allocate(STREAM_BYTES);
        return () -> {
            to.copyFrom(from);
            return to.get(ValueLayout.JAVA_BYTE, STREAM_BYTES - 1);
        };
    }

    private static double chain() {
        double x = 1;
        for (int i = 1; i <= CHAIN; i++) {
            x = 1 + i / (x + i);
        }
        return x;
    }

    private static Work widen(DType dtype, Arena arena) {
        MemorySegment data = arena.allocate(dtype.bytesOf(WIDENED));
        Inputs.fill(data, dtype, 4);
        MemorySegment wide = arena.allocate(JAVA_DOUBLE, WIDENED);
        Matrix matrix = new Matrix(data, dtype, 0, MANY_ROWS, 512, 512, 1, 1.0);
        return () -> {
            Widen.toF64(matrix, 0, 0, WIDENED, wide, 0);
            return wide.getAtIndex(JAVA_DOUBLE, WIDENED - 1) + wide.getAtIndex(JAVA_DOUBLE, 1);
        };
    }

    private static Work dot() {
        Kernels kernels = Kernels.get();
        double[] x = Inputs.gaussian(ARRAY, 5);
        double[] y = Inputs.gaussian(ARRAY, 6);
        return () -> {
            double sum = 0;
            for (int i = 0; i < CALLS; i++) {
                sum += kernels.dot(x, first(i), y, second(i), LENGTH);
            }
            return sum;
        };
    }

    /// Each addition is so small that what is added to stays finite for years.
    private static Work axpy() {
        Kernels kernels = Kernels.get();
        double[] both = Inputs.gaussian(APART + ARRAY, 13);
        return () -> {
            for (int i = 0; i < CALLS; i++) {
                kernels.axpy(1e-3, both, first(i), both, APART + second(i), LENGTH);
            }
            return Inputs.checksum(both);
        };
    }

    /// Rotations change no length.
    private static Work rotate() {
        Kernels kernels = Kernels.get();
        double[] both = Inputs.gaussian(APART + ARRAY, 15);
        return () -> {
            for (int i = 0; i < CALLS; i++) {
                kernels.rotate(both, first(i), both, APART + second(i), LENGTH, 0.6, 0.8);
            }
            return Inputs.checksum(both);
        };
    }

    private static Work signs() {
        Kernels kernels = Kernels.get();
        double[] v = new double[LENGTH];
        return () -> {
            double sum = 0;
            for (int i = 0; i < CALLS; i++) {
                kernels.signs(i, v, LENGTH);
                sum += v[i % LENGTH];
            }
            return sum + Inputs.checksum(v);
        };
    }

    // From every position in a line of the cache: where the heap puts an array makes a difference of a fifth.
    private static int first(int call) {
        return call & 15;
    }

    private static int second(int call) {
        return call >> 4 & 15;
    }

    private static Work gram(Backend backend, double[] panel, int order) {
        GramSum gram = backend.gramSum(order, 1);
        return () -> {
            gram.add(panel, panel.length / order);
            return Inputs.checksum(gram.diagonal());
        };
    }

    private static Work eigenvalues(Backend backend, int n, Solve solve) {
        double[] a = Inputs.symmetric(n, 7);
        return () -> backend.symmetricEigenvalues(a, n, solve)[n - 1];
    }

    /// Made anew each time: not every JVM wants it.
    private static Work large(Backend backend, int n, Solve solve) {
        return () -> backend.symmetricEigenvalues(Inputs.symmetric(n, 17), n, solve)[n - 1];
    }

    /// The largest eigenvalue of a sum.
    private static Work largeSum(Backend backend, int n) {
        return () -> {
            try (GramSum gram = backend.gramSum(n, 1)) {
                gram.add(Inputs.gaussian(64 * n, 17), 64);
                return gram.eigenvalues()[n - 1];
            }
        };
    }

    private static Work singularValues(Backend backend, int n, Solve solve) {
        List<Matrix> tall = List.of(Matrix.of(Inputs.gaussian(8 * n * n, 18), 8 * n, n));
        return () -> Inputs.checksum(backend.gramEigenvalues(tall, solve).getFirst());
    }

    /// The same matrix however wide a band is: what is stored beyond its own diagonals is 0.
    private static Work bandEigenvalues(Precision precision, Arena arena) {
        int rows = BandEigen.width() + 1;
        double[] entries = Inputs.gaussian(BAND_ORDER * (BAND_WIDTH + 1), 12);
        double[] band = new double[BAND_ORDER * rows];
        for (int j = 0; j < BAND_ORDER; j++) {
            System.arraycopy(entries, j * (BAND_WIDTH + 1), band, j * rows, BAND_WIDTH + 1);
        }
        MemorySegment stored;
        if (precision == Precision.F64) {
            stored = arena.allocateFrom(JAVA_DOUBLE, band);
        } else {
            stored = arena.allocate(JAVA_FLOAT, band.length);
            for (int i = 0; i < band.length; i++) {
                stored.setAtIndex(JAVA_FLOAT, i, (float) band[i]);
            }
        }
        return () -> BandEigen.eigenvalues(stored, BAND_ORDER, precision)[BAND_ORDER - 1];
    }

    private static Work batched(Backend backend, int n, int count) {
        List<Matrix> batch = new ArrayList<>();
        IntStream.range(0, count).forEach(i -> batch.add(Matrix.of(Inputs.gaussian(2 * n * n, i), 2 * n, n)));
        return () -> backend.gramEigenvalues(batch, Solve.DEFAULT).stream()
                .mapToDouble(Inputs::checksum)
                .sum();
    }

    private static Work tailDistance(int points) {
        double[] logs = Inputs.spectrum(points, 3, 8);
        for (int i = 0; i < points; i++) {
            logs[i] = Math.log(logs[i]);
        }
        Kernels kernels = Kernels.get();
        return () -> {
            double sum = 0;
            for (int i = 0; i < 16; i++) {
                sum += kernels.ksDistance(logs, i, i, points, -1.5, 1.0 / (points - i), 0);
            }
            return sum;
        };
    }

    private static Work powerLaw(int points) {
        double[] spectrum = Inputs.spectrum(points, 3, 9);
        return () -> PowerLaw.fit(spectrum).orElseThrow().alpha();
    }

    private static Work metrics(int points) {
        Spectrum spectrum = new Spectrum(Inputs.spectrum(points, 3, 10), 4 * points, points, 1e-12, false);
        return () -> {
            LayerMetrics metrics = LayerMetrics.of(spectrum, MetricOptions.DEFAULT);
            return metrics.entropyPaper() + metrics.lambdaMax();
        };
    }

    private static Work open(Path folder) {
        Path model = model(folder);
        return () -> {
            try (Checkpoint checkpoint = Checkpoints.open(model)) {
                return Layers.of(checkpoint, LayerOptions.DEFAULT).size();
            }
        };
    }

    private static Path model(Path folder) {
        List<Entry> entries = new ArrayList<>();
        for (int i = 0; i < TENSORS; i++) {
            long[] shape = {16, 16};
            entries.add(new Entry("layers." + i + ".weight", DType.F32, shape, data -> data.fill((byte) 0)));
        }
        Path file = folder.resolve(MODEL);
        try {
            SafetensorsWriter.write(file, entries);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return file;
    }

    /// A class by itself: where one is passed for another, the JVM looks at both before it lets any of a class run.
    private static final class Scores {

        private static Work vendi(Backend backend, int samples, int dimension) {
            Vectors vectors =
                    new Vectors("samples", Matrix.of(Inputs.gaussian(samples * dimension, 11), samples, dimension));
            VectorSamples all = VectorSamples.of(vectors, new Similarity.Cosine(), FourierFeatures.Options.DEFAULT);
            Run run = new Run(backend, 1);
            return () -> VendiScore.of(all, null, run).score();
        }
    }
}
