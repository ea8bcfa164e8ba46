package eigensweep.natives.gpu;

import eigensweep.linalg.Blocks;
import eigensweep.linalg.Method;
import eigensweep.linalg.Precision;
import eigensweep.linalg.Solve;
import eigensweep.natives.gpu.CudaApi.Dot;
import eigensweep.natives.gpu.CudaApi.General;
import eigensweep.natives.gpu.CudaApi.Placement;
import eigensweep.natives.gpu.CudaApi.Product;
import eigensweep.natives.gpu.CudaApi.Scratch;
import eigensweep.natives.gpu.CudaApi.Symmetric;
import eigensweep.natives.gpu.PhaseClock.Phase;
import eigensweep.tensor.Matrix;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Spectra on a GPU: weights cross the bus block by block in the type they are stored in, their Gram matrices are
/// summed there, and eigenvalues come back. Nothing that comes out is believed before it agrees with the trace and the
/// Frobenius norm of what went in.
///
/// @param lane where
/// @param solve how
/// @param elements about how many a block has
/// @param budget bytes that may be taken on the device
record CudaSpectra(Lane lane, Solve solve, int elements, long budget) {

    /// 32 MiB of float64, 8 of bfloat16.
    static final int ELEMENTS = 1 << 22;

    /// The largest order whose entries an `int` counts, as cuBLAS does.
    static final int LARGEST = 46_340;

    /// How far a trace or a norm may be off, in units of what the route resolves.
    private static final double MARGIN = 16;

    /// Eigenvalues, ascending, or the reason to doubt them.
    ///
    /// @param doubt empty if they can be believed
    record Spectrum(double[] eigenvalues, String doubt) {}

    /// What of a matrix's eigenvalues is known without them.
    ///
    /// @param trace their sum
    /// @param squares the sum of their squares
    private record Invariants(double trace, double squares) {}

    /// The Gram spectra of matrices that all have the same smaller side.
    List<Spectrum> grams(List<Matrix> batch) {
        int n = batch.getFirst().smallSide();
        int most = (int) Math.max(1, budget / 2 / bytes((long) n * n));
        List<Spectrum> spectra = new ArrayList<>();
        for (int from = 0; from < batch.size(); from += most) {
            spectra.addAll(piece(batch.subList(from, Math.min(batch.size(), from + most)), n));
        }
        return spectra;
    }

    private List<Spectrum> piece(List<Matrix> batch, int n) {
        int count = batch.size();
        Route route = Route.of(n, lane.cuda().hasBatched());
        Precision precision = precision();
        Scratch scratch = scratch(route, true, n, route == Route.ONE_BY_ONE ? 1 : count);
        long depth =
                batch.stream().mapToInt(m -> Chunks.depth(m, elements)).max().orElse(1);
        plan(bytes((long) n * n * count) + bytes(n) * (count + 1) + scratch.device(), depth * n);

        long grams = lane.matrices.atLeast(bytes((long) n * n * count));
        long sums = lane.sums.atLeast(bytes(3L * count));
        long ones = lane.ones(n, precision);
        lane.mark(Phase.GRAM, true);
        boolean[] full = new boolean[count];
        for (int i = 0; i < count; i++) {
            long gram = grams + bytes((long) n * n) * i;
            full[i] = gram(batch.get(i), gram);
            long sum = sums + bytes(3L * i);
            lane.dot(precision, new Dot(n, gram, n + 1, ones, 1, sum));
            lane.dot(precision, new Dot(n, gram, n + 1, gram, n + 1, sum + bytes(1)));
            lane.dot(precision, new Dot(n * n, gram, 1, gram, 1, sum + bytes(2)));
        }
        lane.mark(Phase.GRAM, false);
        double[] read = lane.numbers(sums, 3 * count, precision);
        List<Invariants> invariants = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            // An eigensolver that meets NaN may never end: it gets none.
            Blocks.checkTrace(batch.get(i), read[3 * i], precision);
            double squares = full[i] ? read[3 * i + 2] : 2 * read[3 * i + 2] - read[3 * i + 1];
            invariants.add(new Invariants(read[3 * i], squares));
        }
        List<Spectrum> spectra = eigenvalues(route, grams, true, n, invariants, scratch);
        List<Spectrum> checked = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            checked.add(checked(spectra.get(i), invariants.get(i), batch.get(i).largeSide()));
        }
        return checked;
    }

    /// Sums up the Gram matrix of the smaller side.
    ///
    /// @return whether both triangles are valid, or the lower one and the other 0
    private boolean gram(Matrix matrix, long to) {
        Chunks chunks = Chunks.of(matrix, Encoding.of(matrix, precision(), true), elements);
        int n = chunks.side();
        boolean halves = chunks.encoding().isHalf() && precision() == Precision.F32;
        if (!halves) {
            lane.clear(to, bytes((long) n * n));
        }
        for (int b = 0; b < chunks.count(); b++) {
            int block = b;
            int extent = chunks.extent(b);
            long count = chunks.elements(b);
            long sent = lane.send(count * chunks.encoding().bytes(), host -> chunks.stage(block, host), 0);
            boolean tall = chunks.isTall();
            if (halves) {
                lane.gemm(
                        chunks.encoding(), new Product(!tall, n, extent, sent, tall ? n : extent, b == 0 ? 0 : 1, to));
            } else {
                long a = lane.widened(sent, chunks.encoding(), precision(), count);
                lane.syrk(precision(), new Product(!tall, n, extent, a, tall ? n : extent, b == 0 ? 0 : 1, to));
            }
            lane.consumed();
        }
        return halves;
    }

    /// The eigenvalues of a symmetric row-major matrix of finite entries, of which the lower triangle is read.
    ///
    /// @param exponent entries are divided by two to this power on their way, and eigenvalues multiplied on theirs
    Spectrum symmetric(double[] a, int n, int exponent) {
        Route route = Route.of(n, lane.cuda().hasBatched());
        Scratch scratch = scratch(route, false, n, 1);
        plan(bytes((long) n * n) + bytes(n) + scratch.device(), 0);

        long matrix = lane.matrices.atLeast(bytes((long) n * n));
        int rows = Math.max(1, elements / n);
        lane.mark(Phase.GRAM, true);
        for (int from = 0; from < n; from += rows) {
            int first = from;
            int last = Math.min(n, from + rows);
            lane.send(
                    bytes((long) n * (last - first)),
                    host -> {
                        host.fill((byte) 0);
                        for (int i = first; i < last; i++) {
                            for (int j = 0; j <= i; j++) {
                                double entry = Math.scalb(a[i * n + j], -exponent);
                                Lane.set(host, precision(), (long) (i - first) * n + j, entry);
                            }
                        }
                    },
                    matrix + bytes((long) n * first));
        }
        lane.mark(Phase.GRAM, false);
        double trace = 0;
        double squares = 0;
        for (int i = 0; i < n; i++) {
            for (int j = 0; j <= i; j++) {
                double entry = Math.scalb(a[i * n + j], -exponent);
                squares += (i == j ? 1 : 2) * entry * entry;
            }
            trace += Math.scalb(a[i * n + i], -exponent);
        }
        Invariants invariants = new Invariants(trace, squares);
        // Row-major, the lower triangle is a column-major upper one.
        Spectrum found = checked(
                eigenvalues(route, matrix, false, n, List.of(invariants), scratch)
                        .getFirst(),
                invariants,
                n);
        double[] values = found.eigenvalues();
        Arrays.setAll(values, i -> Math.scalb(values[i], exponent));
        return found;
    }

    private List<Spectrum> eigenvalues(
            Route route, long matrices, boolean lower, int n, List<Invariants> all, Scratch scratch) {
        int count = all.size();
        long values = lane.values.atLeast(bytes((long) n * count));
        long info = lane.info.atLeast(4L * count);
        lane.mark(Phase.SOLVE, true);
        int step = route == Route.ONE_BY_ONE ? 1 : count;
        for (int i = 0; i < count; i += step) {
            long a = matrices + bytes((long) n * n) * i;
            Symmetric problem =
                    new Symmetric(precision(), lower, n, step, a, values + bytes((long) n * i), info + 4L * i);
            lane.eigenvalues(route, problem, scratch);
        }
        lane.mark(Phase.SOLVE, false);
        double[] found = lane.numbers(values, n * count, precision());
        int[] codes = lane.codes(info, count);
        lane.clock.read();
        List<Spectrum> spectra = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            double[] own = Arrays.copyOfRange(found, n * i, n * (i + 1));
            spectra.add(new Spectrum(own, codes[i] == 0 ? "" : "the eigensolver ended with code " + codes[i]));
        }
        return spectra;
    }

    /// The workspaces of an eigensolver, asked for before there are matrices: it looks at their shape only.
    private Scratch scratch(Route route, boolean lower, int n, int batch) {
        long any = lane.anchor();
        return lane.scratch(route, new Symmetric(precision(), lower, n, batch, any, any, any));
    }

    /// Squared singular values by a singular value decomposition of the whole matrix, ascending.
    Spectrum svd(Matrix matrix) {
        Chunks chunks = Chunks.of(matrix, Encoding.of(matrix, precision(), precision() == Precision.F64), elements);
        int m = matrix.largeSide();
        int n = chunks.side();
        long count = (long) m * n;
        if (count > Integer.MAX_VALUE) {
            throw new DeviceMemoryException(Long.MAX_VALUE, budget);
        }
        long any = lane.anchor();
        Scratch scratch = lane.scratch(new General(precision(), m, n, any, any, any));
        plan(bytes(count) + bytes(n) + scratch.device(), (long) chunks.depth() * n);

        long sums = lane.sums.atLeast(64);
        long whole = lane.matrices.atLeast(bytes(count));
        lane.mark(Phase.GRAM, true);
        for (int b = 0; b < chunks.count(); b++) {
            int block = b;
            int extent = chunks.extent(b);
            long size = chunks.elements(b);
            long sent = lane.send(size * chunks.encoding().bytes(), host -> chunks.stage(block, host), 0);
            long a = lane.widened(sent, chunks.encoding(), precision(), size);
            boolean tall = chunks.isTall();
            long to = whole + bytes((long) b * chunks.depth());
            lane.place(precision(), new Placement(tall, extent, n, a, tall ? n : extent, to, m));
            lane.consumed();
        }
        lane.dot(precision(), new Dot((int) count, whole, 1, whole, 1, sums));
        lane.mark(Phase.GRAM, false);
        double trace = lane.numbers(sums, 1, precision())[0];
        Blocks.checkTrace(matrix, trace, precision());

        long values = lane.values.atLeast(bytes(n));
        long info = lane.info.atLeast(4);
        lane.mark(Phase.SOLVE, true);
        lane.singularValues(new General(precision(), m, n, whole, values, info), scratch);
        lane.mark(Phase.SOLVE, false);
        double[] descending = lane.numbers(values, n, precision());
        int code = lane.codes(info, 1)[0];
        lane.clock.read();
        double[] squares = new double[n];
        Arrays.setAll(squares, i -> descending[n - 1 - i] * descending[n - 1 - i]);
        double sum = Arrays.stream(squares).sum();
        String doubt = code != 0
                ? "the decomposition ended with code " + code
                : isClose(sum, trace, trace, m, n) ? "" : "the sum of its squares is off";
        return new Spectrum(squares, doubt);
    }

    /// Compares with the trace and the Frobenius norm, which cost nothing next to the eigenvalues.
    private Spectrum checked(Spectrum found, Invariants known, int large) {
        if (!found.doubt().isEmpty()) {
            return found;
        }
        double[] values = found.eigenvalues();
        double norm = Math.sqrt(known.squares());
        if (!(norm <= Double.MAX_VALUE) || (norm == 0 && known.trace() != 0)) {
            return new Spectrum(values, "its norm leaves the range of the arithmetic");
        }
        double sum = Arrays.stream(values).sum();
        double length = Math.sqrt(Arrays.stream(values).map(v -> v * v).sum());
        int n = values.length;
        if (!isClose(sum, known.trace(), norm * Math.sqrt(n), large, n)) {
            return new Spectrum(values, "the eigenvalues' sum is not the trace");
        }
        if (!isClose(length, norm, norm, large, n)) {
            return new Spectrum(values, "the eigenvalues' norm is not the matrix's");
        }
        return found;
    }

    private boolean isClose(double found, double known, double scale, int large, int small) {
        double resolution = new Solve(precision(), Method.GRAM, 1).resolution(large, small);
        return Math.abs(found - known) <= MARGIN * resolution * scale;
    }

    /// Makes sure, before anything is allocated, that work fits.
    ///
    /// @param bytes beside the blocks
    /// @param blockElements of the largest block
    private void plan(long bytes, long blockElements) {
        // Two blocks at most as wide as the arithmetic, a widened one, and what allocations round up to.
        long needed = bytes + 3 * bytes(blockElements) + (1 << 16);
        if (needed > budget) {
            throw new DeviceMemoryException(needed, budget);
        }
        if (lane.deviceBytes() + needed > budget) {
            lane.trim();
        }
    }

    private Precision precision() {
        return solve.precision();
    }

    private long bytes(long count) {
        return count * Encoding.of(precision()).bytes();
    }
}
