package eigensweep.bench.gate;

import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;

import eigensweep.bench.Inputs;
import eigensweep.bench.MatrixProduct;
import eigensweep.bench.gate.Case.Limit;
import eigensweep.bench.gate.Case.Work;
import eigensweep.bench.gate.Case.Yardstick;
import eigensweep.checkpoint.Checkpoint;
import eigensweep.checkpoint.Checkpoints;
import eigensweep.checkpoint.LayerOptions;
import eigensweep.checkpoint.Layers;
import eigensweep.checkpoint.SafetensorsWriter;
import eigensweep.checkpoint.SafetensorsWriter.Entry;
import eigensweep.diversity.FourierFeatures;
import eigensweep.diversity.Run;
import eigensweep.diversity.Similarity;
import eigensweep.diversity.VectorSamples;
import eigensweep.diversity.Vectors;
import eigensweep.diversity.VendiScore;
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
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/// What the gate watches: the kernels and stages of a sweep and of a score. Not in it: float16 and 8-bit floats, whose
/// widening has no kernel but a loop that the compiler makes ten times faster in some JVMs and not in others; the first
/// of two stages, which is the library's products; the route by singular values.
///
/// @param all the cases
/// @param yardsticks what their times are divided by
record Cases(List<Case> all, Map<Yardstick, Work> yardsticks) {

    private static final Solve F32 = new Solve(Precision.F32, Method.GRAM, 1);

    private static final int PRODUCT = 192;
    private static final int STREAM_BYTES = 1 << 17;
    private static final int CHAIN = 100_000;
    private static final int WIDENED = 1 << 14;
    private static final int TENSORS = 100;

    /// Says of a matrix that it is large enough for the vector twins, of whatever part of it is widened.
    private static final int MANY_ROWS = 1 << 16;

    /// Prepares every case.
    ///
    /// @param folder for the file that is opened
    /// @param arena whose memory the inputs are in
    static Cases in(Path folder, Arena arena) throws IOException {
        Backend openBlas = MatrixProduct.openBlas(1);
        Backend java = new JavaBackend();
        Path model = model(folder);
        double[] panel = Inputs.gaussian(256 * 192, 3);
        List<Case> all = new ArrayList<>(List.of(
                new Case("widen-bf16", Yardstick.STREAM, Limit.VECTORS, widen(DType.BF16, arena)),
                new Case("widen-f32", Yardstick.STREAM, Limit.VECTORS, widen(DType.F32, arena)),
                new Case("dot", Yardstick.DGEMM, Limit.VECTORS, dot()),
                new Case("gram-java", Yardstick.DGEMM, Limit.VECTORS, gram(java, panel, 96)),
                new Case("gram-openblas", Yardstick.DGEMM, Limit.CODE, gram(openBlas, panel, 192)),
                new Case("eigen-java", Yardstick.DGEMM, Limit.VECTORS, eigenvalues(java, 96, Solve.DEFAULT)),
                new Case("eigen-openblas", Yardstick.DGEMM, Limit.CODE, eigenvalues(openBlas, 96, Solve.DEFAULT)),
                new Case("eigen-f32", Yardstick.DGEMM, Limit.VECTORS, eigenvalues(openBlas, 112, F32)),
                new Case("eigen-batched", Yardstick.DGEMM, Limit.VECTORS, batched(openBlas, 16, 64)),
                new Case("tail-distance", Yardstick.DGEMM, Limit.VECTORS, tailDistance(8192)),
                new Case("power-law", Yardstick.SCALAR, Limit.CODE, powerLaw(1024)),
                new Case("layer-metrics", Yardstick.SCALAR, Limit.CODE, metrics(768)),
                new Case("vendi", Yardstick.DGEMM, Limit.CODE, vendi(openBlas, 512, 96)),
                new Case("open-model", Yardstick.SCALAR, Limit.SYSTEM, () -> open(model))));
        if (BandEigen.isFast()) {
            all.add(new Case("eigen-band", Yardstick.DGEMM, Limit.VECTORS, bandEigenvalues(arena)));
        }
        Map<Yardstick, Work> yardsticks = new EnumMap<>(Yardstick.class);
        yardsticks.put(Yardstick.DGEMM, MatrixProduct.of(PRODUCT, PRODUCT, PRODUCT, arena)::run);
        yardsticks.put(Yardstick.STREAM, stream(arena));
        yardsticks.put(Yardstick.SCALAR, Cases::chain);
        return new Cases(all, yardsticks);
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
        MemorySegment data = arena.allocate((long) WIDENED * dtype.bytes());
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
        double[] x = Inputs.gaussian(1024, 5);
        double[] y = Inputs.gaussian(1024, 6);
        // From every position in a line of the cache: where the heap puts an array makes a difference of a fifth.
        return () -> {
            double sum = 0;
            for (int i = 0; i < 1024; i++) {
                sum += kernels.dot(x, i & 15, y, i >> 4 & 15, 1000);
            }
            return sum;
        };
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

    private static Work bandEigenvalues(Arena arena) {
        int width = BandEigen.width();
        int n = 2 * width;
        MemorySegment band = arena.allocateFrom(JAVA_DOUBLE, Inputs.gaussian(n * (width + 1), 12));
        return () -> BandEigen.eigenvalues(band, n, Precision.F64)[n - 1];
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

    private static Work vendi(Backend backend, int samples, int dimension) {
        Vectors vectors =
                new Vectors("samples", Matrix.of(Inputs.gaussian(samples * dimension, 11), samples, dimension));
        VectorSamples all = VectorSamples.of(vectors, new Similarity.Cosine(), FourierFeatures.Options.DEFAULT);
        Run run = new Run(backend, 1);
        return () -> VendiScore.of(all, null, run).score();
    }

    private static Path model(Path folder) throws IOException {
        List<Entry> entries = new ArrayList<>();
        for (int i = 0; i < TENSORS; i++) {
            long[] shape = {16, 16};
            entries.add(new Entry("layers." + i + ".weight", DType.F32, shape, data -> data.fill((byte) 0)));
        }
        Path file = folder.resolve("model.safetensors");
        SafetensorsWriter.write(file, entries);
        return file;
    }

    private static double open(Path model) {
        try (Checkpoint checkpoint = Checkpoints.open(model)) {
            return Layers.of(checkpoint, LayerOptions.DEFAULT).size();
        }
    }
}
