package eigensweep.bench;

import static java.lang.foreign.ValueLayout.JAVA_DOUBLE_UNALIGNED;

import eigensweep.linalg.Backend;
import eigensweep.linalg.Method;
import eigensweep.linalg.Precision;
import eigensweep.linalg.Solve;
import eigensweep.table.Json;
import eigensweep.tensor.Matrix;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The eigenvalues of one matrix in a process that is already running; `bench/peers` asks it and PyTorch in turn.
///
/// `WarmSpectra FOLDER f64|f32 THREADS` answers a line such as `eigenvalues 384` with the seconds that a call takes,
/// the median of as many as fill a tenth of a second; at the end of its input it says which eigenvalues it found last.
///
/// | line | call |
/// |---|---|
/// | `eigenvalues n` | of the symmetric matrix in `gram-n.bin`, by the backend that is the default without a GPU |
/// | `spectrum n` | of `W^T W`, the product with it, of the square matrix in `weight-n.bin` |
/// | `product n` | OpenBLAS's `dgemm` or `sgemm` of `4/3 n^3` operations |
public final class WarmSpectra {

    private static final long ENOUGH = 100_000_000;
    private static final int MOST = 1000;

    private final Path folder;
    private final Solve solve;
    private final Backend backend;
    private final Map<String, double[]> found = new LinkedHashMap<>();

    private WarmSpectra(Path folder, Precision precision, int threads) {
        this.folder = folder;
        this.solve = new Solve(precision, Method.GRAM, threads);
        this.backend = MatrixProduct.openBlas(threads);
    }

    /// Answers lines until there are no more.
    public static void main(String[] arguments) throws IOException {
        Precision precision = arguments[1].equals("f32") ? Precision.F32 : Precision.F64;
        WarmSpectra spectra = new WarmSpectra(Path.of(arguments[0]), precision, Integer.parseInt(arguments[2]));
        BufferedReader asked = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        System.out.println("ready");
        for (String line = asked.readLine(); line != null; line = asked.readLine()) {
            System.out.println(spectra.answer(line));
        }
        System.out.println(Json.text(spectra.found));
    }

    private double answer(String line) throws IOException {
        int split = line.indexOf(' ');
        int n = Integer.parseInt(line.substring(split + 1));
        return switch (line.substring(0, split)) {
            case "eigenvalues" -> {
                double[] a = read("gram-" + n + ".bin");
                yield seconds(() -> found.put(line, backend.symmetricEigenvalues(a, n, solve)));
            }
            case "spectrum" -> {
                List<Matrix> weight = List.of(Matrix.of(read("weight-" + n + ".bin"), n, n));
                yield seconds(() ->
                        found.put(line, backend.gramEigenvalues(weight, solve).getFirst()));
            }
            case "product" -> product(n);
            default -> throw new IllegalArgumentException("no such call: " + line);
        };
    }

    private double product(int n) {
        try (Arena arena = Arena.ofConfined()) {
            MatrixProduct product = MatrixProduct.likeEigenvalues(n, solve.precision(), arena);
            // The library has the threads that were asked for last: a solve takes one, however many solve it.
            backend.gramSum(1, solve.threads()).close();
            return seconds(product::run);
        }
    }

    private static double seconds(Runnable call) {
        double[] taken = new double[MOST];
        int count = 0;
        long begin = System.nanoTime();
        while (count == 0 || count < MOST && System.nanoTime() - begin < ENOUGH) {
            long start = System.nanoTime();
            call.run();
            taken[count++] = (System.nanoTime() - start) / 1e9;
        }
        double[] ascending = Arrays.copyOf(taken, count);
        Arrays.sort(ascending);
        return ascending[count / 2];
    }

    private double[] read(String name) throws IOException {
        try (FileChannel file = FileChannel.open(folder.resolve(name));
                Arena arena = Arena.ofConfined()) {
            MemorySegment numbers = file.map(FileChannel.MapMode.READ_ONLY, 0, file.size(), arena);
            return numbers.toArray(JAVA_DOUBLE_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN));
        }
    }
}
