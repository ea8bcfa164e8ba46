package eigensweep.natives.gpu;

import eigensweep.linalg.Blocks;
import eigensweep.linalg.Precision;
import eigensweep.linalg.Solve;
import eigensweep.natives.gpu.PhaseClock.Phase;
import eigensweep.natives.gpu.binding.CudaBlas.Dot;
import eigensweep.natives.gpu.binding.CudaBlas.Placement;
import eigensweep.natives.gpu.binding.CudaBlas.Product;
import eigensweep.natives.gpu.binding.CudaSolver.General;
import eigensweep.natives.gpu.binding.CudaSolver.Scratch;
import eigensweep.natives.gpu.binding.CudaSolver.Symmetric;
import eigensweep.natives.gpu.binding.Encoding;
import eigensweep.natives.gpu.binding.Route;
import eigensweep.tensor.Matrix;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/// Spectra on a GPU: weights cross the bus block by block in the type they are stored in, their Gram matrices
/// are summed there, and eigenvalues come back. Nothing that comes out is believed before it agrees with the
/// trace and the Frobenius norm of what went in.
///
/// @param lane where
/// @param budget bytes that may be taken on the device
/// @param solve how
/// @param attempt in pieces of which size
record CudaSpectra(Lane lane, long budget, Solve solve, Attempt attempt) {

    /// The largest order whose entries an `int` counts, as cuBLAS does.
    static final int LARGEST = 46_340;

    /// The Gram spectra of matrices that all have the same smaller side.
    List<Spectrum> grams(List<Matrix> batch) {
        int n = batch.getFirst().smallSide();
        int most = route(n).isOfFixedSize(n) ? Route.places(n) : freely(n);
        List<Spectrum> spectra = new ArrayList<>();
        for (int from = 0; from < batch.size(); from += most) {
            spectra.addAll(piece(batch.subList(from, Math.min(batch.size(), from + most)), n));
        }
        return spectra;
    }

    /// As many of an order as there is room for, where their number makes no difference. cuSOLVER counts the entries of
    /// a batch by an int.
    private int freely(int n) {
        long square = (long) n * n;
        return Math.clamp(Math.min(budget / 2 / bytes(square), Integer.MAX_VALUE / square), 1, attempt.batch());
    }

    private List<Spectrum> piece(List<Matrix> batch, int n) {
        int count = batch.size();
        Route route = route(n);
        int places = route.isOfFixedSize(n) ? Route.places(n) : count;
        Precision precision = precision();
        Scratch scratch = scratch(route, true, n, route == Route.ONE_BY_ONE ? 1 : places);
        long depth = batch.stream()
                .mapToInt(m -> Chunks.depth(m, attempt.elements()))
                .max()
                .orElse(1);
        plan(bytes((long) n * n * places) + bytes(n) * (places + 1) + scratch.device(), depth * n);

        long grams = lane.matrices.atLeast(bytes((long) n * n * places));
        long sums = lane.sums.atLeast(bytes(3L * count));
        long ones = lane.ones(n, precision);
        for (int i = 0; i < count; i++) {
            long gram = grams + bytes((long) n * n) * i;
            gram(batch.get(i), gram);
            long sum = sums + bytes(3L * i);
            sum(gram, n, ones, sum);
        }
        double[] read = lane.numbers(sums, 3 * count, precision);
        List<Invariants> invariants = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            // An eigensolver that meets NaN may never end: it gets none.
            Blocks.checkTrace(batch.get(i), read[3 * i], precision);
            Invariants known = invariants(read, 3 * i);
            invariants.add(known);
            if (!known.isInRange()) {
                // Nor one whose squares are none: it gets zeros instead.
                lane.clear(grams + bytes((long) n * n) * i, bytes((long) n * n));
            }
        }
        if (invariants.stream().noneMatch(Invariants::isInRange)) {
            return Collections.nCopies(count, Spectrum.outOfRange(n));
        }
        if (places > count) {
            lane.clear(grams + bytes((long) n * n) * count, bytes((long) n * n) * (places - count));
        }
        List<Spectrum> spectra = eigenvalues(route, grams, true, n, places, scratch);
        List<Spectrum> checked = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            checked.add(checked(spectra.get(i), invariants.get(i), batch.get(i).largeSide()));
        }
        return checked;
    }

    /// Trace, the squares of the diagonal, and those of all entries.
    private void sum(long matrix, int n, long ones, long to) {
        lane.dot(precision(), new Dot(n, matrix, n + 1, ones, 1, to));
        lane.dot(precision(), new Dot(n, matrix, n + 1, matrix, n + 1, to + bytes(1)));
        lane.dot(precision(), new Dot(n * n, matrix, 1, matrix, 1, to + bytes(2)));
    }

    /// Of a matrix of which one triangle is valid, and the other 0.
    private static Invariants invariants(double[] sums, int at) {
        return new Invariants(sums[at], 2 * sums[at + 2] - sums[at + 1]);
    }

    /// The eigenvalues of a symmetric matrix that is on the device already, and is destroyed: in [Lane#kernel],
    /// the lower triangle, 0 above.
    ///
    /// @return nothing where an entry is not finite
    Optional<Spectrum> resident(int n) {
        Route route = route(n);
        Scratch scratch = scratch(route, true, n, 1);
        long matrix = lane.kernel.atLeast(bytes((long) n * n));
        long sums = lane.sums.atLeast(bytes(3));
        sum(matrix, n, lane.ones(n, precision()), sums);
        Invariants known = invariants(lane.numbers(sums, 3, precision()), 0);
        if (!Double.isFinite(known.trace()) || !Double.isFinite(known.squares())) {
            return Optional.empty();
        }
        if (!known.isInRange()) {
            return Optional.of(Spectrum.outOfRange(n));
        }
        return Optional.of(
                checked(eigenvalues(route, matrix, true, n, 1, scratch).getFirst(), known, n));
    }

    /// Bytes of the device that [#resident] takes beside the matrix.
    long residentBytes(int n) {
        return scratch(route(n), true, n, 1).device() + bytes(2L * n) + (1 << 12);
    }

    /// Sums up the lower triangle of the Gram matrix of the smaller side; the other is 0. Never on tensor cores: those
    /// cut off what their float32 sums cannot hold, always downwards, which a sum of squares shows.
    private void gram(Matrix matrix, long to) {
        Chunks chunks = Chunks.of(matrix, Encoding.of(matrix, precision()), attempt.elements());
        int n = chunks.side();
        lane.clear(to, bytes((long) n * n));
        for (int b = 0; b < chunks.count(); b++) {
            int block = b;
            int extent = chunks.extent(b);
            long count = chunks.elements(b);
            long sent = lane.upload().send(count * chunks.encoding().bytes(), host -> chunks.stage(block, host), 0);
            int lda = chunks.isTall() ? n : extent;
            double beta = b == 0 ? 0 : 1;
            lane.timed(Phase.GRAM, () -> {
                long a = lane.widened(sent, chunks.encoding(), precision(), count);
                lane.syrk(precision(), new Product(!chunks.isTall(), n, extent, a, lda, beta, to));
            });
            lane.upload().consumed();
        }
    }

    /// The eigenvalues of a symmetric matrix of finite entries.
    ///
    /// @param exponent entries are divided by two to this power on their way, and eigenvalues multiplied on
    ///     theirs
    Spectrum symmetric(SymmetricMatrix host, int exponent) {
        int n = host.n();
        Route route = route(n);
        // What is row-major here is column-major there: the lower triangle is the upper one.
        boolean lower = !host.lower();
        Scratch scratch = scratch(route, lower, n, 1);
        plan(bytes((long) n * n) + bytes(n) + scratch.device(), 0);

        long matrix = lane.matrices.atLeast(bytes((long) n * n));
        int rows = Math.max(1, attempt.elements() / n);
        for (int from = 0; from < n; from += rows) {
            int first = from;
            int last = Math.min(n, from + rows);
            lane.upload()
                    .send(
                            bytes((long) n * (last - first)),
                            staged -> host.stage(first, last, exponent, precision(), staged),
                            matrix + bytes((long) n * first));
        }
        Spectrum found =
                checked(eigenvalues(route, matrix, lower, n, 1, scratch).getFirst(), host.invariants(exponent), n);
        double[] values = found.eigenvalues();
        Arrays.setAll(values, i -> Math.scalb(values[i], exponent));
        return found;
    }

    private List<Spectrum> eigenvalues(Route route, long matrices, boolean lower, int n, int count, Scratch scratch) {
        long values = lane.values.atLeast(bytes((long) n * count));
        long info = lane.info.atLeast(4L * count);
        int step = route == Route.ONE_BY_ONE ? 1 : count;
        for (int i = 0; i < count; i += step) {
            long a = matrices + bytes((long) n * n) * i;
            Symmetric problem =
                    new Symmetric(precision(), lower, n, step, a, values + bytes((long) n * i), info + 4L * i);
            lane.timed(Phase.SOLVE, () -> lane.eigenvalues(route, problem, scratch));
        }
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
        Chunks chunks = Chunks.of(matrix, Encoding.of(matrix, precision()), attempt.elements());
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
        for (int b = 0; b < chunks.count(); b++) {
            place(chunks, b, whole, m);
        }
        lane.dot(precision(), new Dot((int) count, whole, 1, whole, 1, sums));
        double trace = lane.numbers(sums, 1, precision())[0];
        Blocks.checkTrace(matrix, trace, precision());

        long values = lane.values.atLeast(bytes(n));
        long info = lane.info.atLeast(4);
        General problem = new General(precision(), m, n, whole, values, info);
        lane.timed(Phase.SOLVE, () -> lane.singularValues(problem, scratch));
        double[] descending = lane.numbers(values, n, precision());
        int code = lane.codes(info, 1)[0];
        lane.clock.read();
        double[] squares = new double[n];
        Arrays.setAll(squares, i -> descending[n - 1 - i] * descending[n - 1 - i]);
        return new Spectrum(
                squares,
                code == 0
                        ? Invariants.doubtOfSum(squares, trace, m, precision())
                        : "the decomposition ended with code " + code);
    }

    /// Sends a block to its place in a matrix of `m` rows, column-major.
    private void place(Chunks chunks, int block, long whole, int m) {
        int n = chunks.side();
        int extent = chunks.extent(block);
        long size = chunks.elements(block);
        long sent = lane.upload().send(size * chunks.encoding().bytes(), host -> chunks.stage(block, host), 0);
        boolean tall = chunks.isTall();
        long to = whole + bytes((long) block * chunks.depth());
        lane.timed(Phase.GRAM, () -> {
            long a = lane.widened(sent, chunks.encoding(), precision(), size);
            lane.place(precision(), new Placement(tall, extent, n, a, tall ? n : extent, to, m));
        });
        lane.upload().consumed();
    }

    private Spectrum checked(Spectrum found, Invariants known, int large) {
        if (!known.isInRange()) {
            return Spectrum.outOfRange(found.eigenvalues().length);
        }
        return found.doubt().isEmpty()
                ? new Spectrum(found.eigenvalues(), known.doubt(found.eigenvalues(), large, precision()))
                : found;
    }

    private Route route(int n) {
        return Route.of(n, lane.routes(), solve.many());
    }

    /// Makes sure, before anything is allocated, that work fits.
    ///
    /// @param bytes beside the blocks
    /// @param blockElements of the largest block
    private void plan(long bytes, long blockElements) {
        // Two blocks at most as wide as the arithmetic, a widened one, and what allocations round up to.
        lane.plan(bytes + 3 * bytes(blockElements) + (1 << 16), budget);
    }

    private Precision precision() {
        return solve.precision();
    }

    private long bytes(long count) {
        return count * Encoding.of(precision()).bytes();
    }
}
