package eigensweep.natives.gpu;

import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;

import eigensweep.linalg.DeviceLostException;
import eigensweep.linalg.GramKernel;
import eigensweep.linalg.GramSum;
import eigensweep.linalg.Precision;
import eigensweep.natives.gpu.CudaDevices.Lease;
import eigensweep.natives.gpu.binding.CudaBlas;
import eigensweep.natives.gpu.binding.CudaException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// A Gram matrix summed up on a GPU, in a lane of its own. A kernel is evaluated there into a second matrix, of
/// which the eigenvalues are found there, too; the sum stays as it is meanwhile, so that whatever goes wrong
/// the CPU goes on with it. Shown row by row, it comes to the host, and goes back for its eigenvalues.
final class CudaGramSum implements GramSum {

    /// Elements sent at once: 32 MiB.
    private static final int ELEMENTS = 1 << 22;

    private final int n;
    private final DeviceWork work;
    private final Supplier<GramSum> cpu;
    private final Solvers solvers;
    private final Arena arena = Arena.ofShared();
    private @Nullable Lease lease;
    private boolean staysThere;
    private @Nullable GramKernel pending;
    private @Nullable MemorySegment host;
    private @Nullable GramSum onCpu;

    /// Who finds eigenvalues on a GPU.
    ///
    /// @param there in a lane that is held
    /// @param sent of a matrix of the host, wherever there is room, or nothing, which people were told
    record Solvers(Function<Lease, CudaSpectra> there, Function<SymmetricMatrix, Optional<double[]>> sent) {}

    /// @param n the order
    /// @param work the GPUs
    /// @param cpu makes a sum there
    CudaGramSum(int n, DeviceWork work, Supplier<GramSum> cpu, Solvers solvers) {
        this.n = n;
        this.work = work;
        this.cpu = cpu;
        this.solvers = solvers;
    }

    @Override
    public int order() {
        return n;
    }

    @Override
    public void add(double[] values, int rows) {
        if (pending != null) {
            onHost();
        }
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
            lease = work.hold(n + " x " + n, this::begin).orElse(null);
        }
    }

    /// Room for the sum and all that becomes of it; in a GPU that has it for itself, for the sum at least.
    private void begin(Lease gpu) {
        Lane lane = gpu.lane();
        // Two blocks beside the matrix.
        long blocks = 2L * Math.max(ELEMENTS, n) * Double.BYTES;
        long sum = bytes() + blocks + (1 << 16);
        long all = sum + there(gpu).bytes();
        staysThere = all <= gpu.budget() || !gpu.whole();
        lane.plan(staysThere ? all : sum, gpu.budget());
        lane.clear(lane.matrices.atLeast(bytes()), bytes());
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
        if (gpu != null && pending == null) {
            try {
                return there(gpu).diagonal();
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

    /// On the GPU, when eigenvalues are asked for.
    @Override
    public void apply(GramKernel kernel) {
        boolean isExact = KernelEvaluation.isExact(kernel);
        if (lease != null && pending == null && staysThere && isExact) {
            pending = kernel;
            return;
        }
        if (lease != null) {
            work.say()
                    .accept(n + " x " + n + ": its kernel "
                            + (isExact ? "has no room on a GPU" : "is too steep for a GPU") + "; evaluated on the CPU");
        }
        GramSum.super.apply(kernel);
    }

    @Override
    public double[] eigenvalues() {
        if (onCpu != null) {
            return onCpu.eigenvalues();
        }
        Lease gpu = lease;
        if (gpu != null && staysThere) {
            try {
                Optional<Spectrum> found = there(gpu).of(pending);
                if (found.isPresent() && found.get().doubt().isEmpty()) {
                    return found.get().eigenvalues();
                }
                if (found.isPresent()) {
                    work.say().accept(n + " x " + n + ": " + found.get().doubt() + "; redone on the CPU");
                    onHost();
                    return continued().eigenvalues();
                }
            } catch (CudaException e) {
                rescue(gpu, e);
            }
        }
        return solvers.sent()
                .apply(new SymmetricMatrix(onHost(), n, false))
                .orElseGet(() -> continued().eigenvalues());
    }

    private GramSpectrum there(Lease gpu) {
        return new GramSpectrum(solvers.there().apply(gpu), n);
    }

    /// The upper triangle, row-major, in the host's memory from now on, and what a kernel makes of it.
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
        GramKernel kernel = pending;
        if (kernel != null) {
            pending = null;
            GramSum.super.apply(kernel);
        }
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
