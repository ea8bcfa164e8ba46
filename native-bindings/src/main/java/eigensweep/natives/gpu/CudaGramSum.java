package eigensweep.natives.gpu;

import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;

import eigensweep.linalg.DeviceLostException;
import eigensweep.linalg.GramSum;
import eigensweep.linalg.Precision;
import eigensweep.natives.gpu.CudaDevices.Lease;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// A Gram matrix summed up on a GPU, in a lane of its own until it is shown: then it comes to the host, where entries
/// are
/// changed, and goes back for its eigenvalues. Where a GPU cannot, the CPU goes on with what there is.
final class CudaGramSum implements GramSum {

    /// Elements sent at once: 32 MiB.
    private static final int ELEMENTS = 1 << 22;

    private final int n;
    private final DeviceWork work;
    private final Supplier<GramSum> cpu;
    private final Function<SymmetricMatrix, Optional<double[]>> solver;
    private final Arena arena = Arena.ofShared();
    private @Nullable Lease lease;
    private @Nullable MemorySegment host;
    private @Nullable GramSum onCpu;

    /// @param n the order
    /// @param work the GPUs
    /// @param cpu makes a sum there
    /// @param solver the eigenvalues of a symmetric matrix on a GPU, or nothing, which people were told
    CudaGramSum(int n, DeviceWork work, Supplier<GramSum> cpu, Function<SymmetricMatrix, Optional<double[]>> solver) {
        this.n = n;
        this.work = work;
        this.cpu = cpu;
        this.solver = solver;
    }

    @Override
    public int order() {
        return n;
    }

    @Override
    public void add(double[] values, int rows) {
        if (onCpu == null && lease == null) {
            begin();
        }
        Lease gpu = lease;
        int done = 0;
        if (gpu != null) {
            try {
                int most = Math.max(1, ELEMENTS / n);
                while (done < rows) {
                    int count = Math.min(most, rows - done);
                    send(gpu.lane(), values, done, count);
                    done += count;
                    gpu.lane().upload().consumed();
                }
                // Nobody waits for these products now, so nobody can time them.
                gpu.lane().clock.forget();
                return;
            } catch (CudaException e) {
                rescue(gpu, e);
            }
        }
        GramSum rest = continued();
        rest.add(done == 0 ? values : Arrays.copyOfRange(values, done * n, rows * n), rows - done);
    }

    /// Row-major rows are columns there: `G += A A^T`, `n x count`.
    private void send(Lane lane, double[] values, int from, int count) {
        long bytes = (long) count * n * Double.BYTES;
        long sent = lane.upload()
                .send(bytes, staged -> MemorySegment.copy(values, from * n, staged, JAVA_DOUBLE, 0, count * n), 0);
        lane.syrk(Precision.F64, new CudaBlas.Product(false, n, count, sent, n, 1, lane.matrices.atLeast(bytes())));
    }

    /// Finds a place on a GPU. What was shown is on the host, and the CPU goes on with it.
    private void begin() {
        if (host == null) {
            lease = work.hold(n + " x " + n, gpu -> {
                        // Two blocks beside the matrix.
                        long blocks = 2L * Math.max(ELEMENTS, n) * Double.BYTES;
                        gpu.lane().plan(bytes() + blocks + (1 << 16), gpu.budget());
                        gpu.lane().clear(gpu.lane().matrices.atLeast(bytes()), bytes());
                    })
                    .orElse(null);
        }
    }

    /// The sum on the CPU, with all that there is.
    private GramSum continued() {
        GramSum sum = onCpu;
        if (sum == null) {
            sum = cpu.get();
            onCpu = sum;
            MemorySegment known = host;
            if (known != null) {
                sum.map((i, row) -> MemorySegment.copy(known, JAVA_DOUBLE, at(i, i), row, i, n - i));
                host = null;
            }
        }
        return sum;
    }

    /// After a failed call: what was summed up comes to the host, if the GPU still works.
    ///
    /// @throws DeviceLostException if it does not
    private void rescue(Lease gpu, CudaException failure) {
        try {
            if (DeviceWork.works(failure, gpu.lane()::settle)) {
                host = fetched(gpu);
                work.say()
                        .accept(n + " x " + n + ": " + failure.getMessage() + " on GPU " + gpu.gpu()
                                + "; goes on on the CPU");
                return;
            }
        } catch (CudaException e) {
            failure.addSuppressed(e);
        } finally {
            release();
        }
        work.retire(gpu.gpu(), failure);
        throw new DeviceLostException("GPU " + gpu.gpu() + " failed: " + failure.getMessage(), failure);
    }

    @Override
    public double[] diagonal() {
        if (onCpu != null) {
            return onCpu.diagonal();
        }
        Lease gpu = lease;
        if (gpu != null) {
            try {
                Lane lane = gpu.lane();
                long to = lane.values.atLeast((long) n * Double.BYTES);
                // Every n + 1st entry, as a row.
                lane.place(
                        Precision.F64,
                        new CudaBlas.Placement(false, 1, n, lane.matrices.atLeast(bytes()), n + 1, to, 1));
                return lane.numbers(to, n, Precision.F64);
            } catch (CudaException e) {
                rescue(gpu, e);
            }
        }
        MemorySegment upper = onHost();
        double[] diagonal = new double[n];
        Arrays.setAll(diagonal, i -> upper.get(JAVA_DOUBLE, at(i, i)));
        return diagonal;
    }

    @Override
    public void map(RowChange change) {
        if (onCpu != null) {
            onCpu.map(change);
            return;
        }
        MemorySegment upper = onHost();
        double[] row = new double[n];
        for (int i = 0; i < n; i++) {
            MemorySegment.copy(upper, JAVA_DOUBLE, at(i, i), row, i, n - i);
            change.apply(i, row);
            MemorySegment.copy(row, i, upper, JAVA_DOUBLE, at(i, i), n - i);
        }
    }

    @Override
    public double[] eigenvalues() {
        if (onCpu != null) {
            return onCpu.eigenvalues();
        }
        return solver.apply(new SymmetricMatrix(onHost(), n, false))
                .orElseGet(() -> continued().eigenvalues());
    }

    /// The upper triangle, row-major, in the host's memory from now on.
    private MemorySegment onHost() {
        MemorySegment upper = host;
        Lease gpu = lease;
        if (upper == null && gpu != null) {
            try {
                upper = fetched(gpu);
                release();
            } catch (CudaException e) {
                rescue(gpu, e);
                upper = host;
            }
        }
        if (upper == null) {
            upper = arena.allocate(JAVA_DOUBLE, (long) n * n);
        }
        host = upper;
        return upper;
    }

    private MemorySegment fetched(Lease gpu) {
        MemorySegment to = arena.allocate(JAVA_DOUBLE, (long) n * n);
        gpu.lane().fetch(gpu.lane().matrices.atLeast(bytes()), to);
        return to;
    }

    private long at(int i, int j) {
        return ((long) i * n + j) * Double.BYTES;
    }

    private long bytes() {
        return (long) n * n * Double.BYTES;
    }

    private void release() {
        Lease gpu = lease;
        if (gpu != null) {
            lease = null;
            work.devices().release(gpu);
        }
    }

    @Override
    public void close() {
        release();
        if (onCpu != null) {
            onCpu.close();
        }
        arena.close();
    }
}
