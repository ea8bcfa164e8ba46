package eigensweep.natives.gpu;

import eigensweep.linalg.Precision;
import eigensweep.natives.gpu.PhaseClock.Phase;
import eigensweep.natives.gpu.PhaseClock.Span;
import eigensweep.natives.gpu.binding.CudaApi;
import eigensweep.natives.gpu.binding.CudaBlas;
import eigensweep.natives.gpu.binding.CudaException;
import eigensweep.natives.gpu.binding.CudaRuntime;
import eigensweep.natives.gpu.binding.CudaSolver;
import eigensweep.natives.gpu.binding.CudaSolver.Buffers;
import eigensweep.natives.gpu.binding.CudaSolver.Eigensolver;
import eigensweep.natives.gpu.binding.CudaSolver.General;
import eigensweep.natives.gpu.binding.CudaSolver.Handles;
import eigensweep.natives.gpu.binding.CudaSolver.Scratch;
import eigensweep.natives.gpu.binding.CudaSolver.Symmetric;
import eigensweep.natives.gpu.binding.Encoding;
import eigensweep.natives.gpu.binding.Route;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Objects;
import java.util.Set;

/// A place on one GPU where one matrix, or one batch, is worked on at a time: a stream for copies and one for
/// computing, the libraries' handles on it, and memory that is kept from one piece of work to the next. For one
/// thread at a time, with the device current.
final class Lane implements AutoCloseable {

    private static final int ANCHOR_BYTES = 256;
    private static final long FETCHED_AT_ONCE = 1 << 25;

    private final CudaRuntime cuda;
    private final CudaBlas blas;
    private final CudaSolver solver;
    private final Resources resources = new Resources();
    private final Stores stores;
    private final Upload upload;
    private final Widening widening;
    private final long compute;
    private final long products;
    private final long summing;
    private final Handles handles;
    private final long anchor;
    private final Store wide;
    private final Store ones;
    private final Store scratch;
    private final Store hostScratch;
    private final Store results;
    private int onesCount;
    private Precision onesPrecision = Precision.F64;

    /// The Gram matrices, or the matrix whose singular values are sought.
    final Store matrices;

    /// Eigenvalues, codes and sums, on the device.
    final Store values;

    /// A second matrix: a kernel that is evaluated, the copy that an eigensolver destroys.
    final Store kernel;

    /// What a kernel's evaluation needs beside it, see [KernelEvaluation].
    final Store vectors;

    final Store temporaries;

    final Store info;
    final Store sums;
    final PhaseClock clock;

    /// @param device the clock of the device, which is current
    /// @throws CudaException if something cannot be had; then nothing is kept
    Lane(CudaApi api, DeviceClock device) {
        cuda = api.runtime();
        blas = api.blas();
        solver = api.solver();
        try {
            stores = new Stores(cuda, resources);
            clock = new PhaseClock(cuda, resources, device);
            compute = resources.make(cuda::createStream, cuda::destroyStream);
            upload = new Upload(cuda, resources, stores, clock, compute);
            widening = new Widening(cuda, resources, compute);
            products = resources.make(blas::create, blas::destroy);
            blas.setStream(products, compute);
            summing = resources.make(blas::create, blas::destroy);
            blas.setStream(summing, compute);
            blas.setPointersToDevice(summing);
            handles = handles();
            anchor = resources.make(() -> cuda.allocate(ANCHOR_BYTES), cuda::free);
        } catch (CudaException e) {
            resources.close(e);
            throw e;
        }
        wide = stores.onDevice();
        ones = stores.onDevice();
        scratch = stores.onDevice();
        matrices = stores.onDevice();
        kernel = stores.onDevice();
        vectors = stores.onDevice();
        temporaries = stores.onDevice();
        values = stores.onDevice();
        info = stores.onDevice();
        sums = stores.onDevice();
        hostScratch = stores.pinned();
        results = stores.pinned();
    }

    private Handles handles() {
        long made = resources.make(solver::create, solver::destroy);
        solver.setStream(made, compute);
        return new Handles(
                made,
                resources.make(solver::createParameters, solver::destroyParameters),
                resources.make(solver::createJacobi, solver::destroyJacobi));
    }

    /// The eigensolvers there are.
    Set<Route> routes() {
        return solver.eigensolvers().keySet();
    }

    /// Makes sure, before anything is allocated, that work fits.
    ///
    /// @param needed bytes of the device
    /// @param budget bytes that may be taken there
    void plan(long needed, long budget) {
        if (needed > budget) {
            throw new DeviceMemoryException(needed, budget);
        }
        if (stores.deviceBytes() + needed > budget) {
            trim();
        }
    }

    /// Gives back all memory of the device.
    void trim() {
        stores.trim();
        onesCount = 0;
    }

    Upload upload() {
        return upload;
    }

    /// Elements in the precision of the arithmetic: where they are if they have it, or widened.
    long widened(long block, Encoding encoding, Precision precision, long count) {
        if (encoding == Encoding.of(precision)) {
            return block;
        }
        long to = wide.atLeast(Encoding.of(precision).bytes() * count);
        widening.widen(encoding, precision, block, to, count);
        return to;
    }

    /// A vector of `n` ones on the device.
    long ones(int n, Precision precision) {
        long bytes = (long) n * Encoding.of(precision).bytes();
        long at = ones.atLeast(bytes);
        if (onesCount < n || onesPrecision != precision) {
            onesCount = 0;
            upload.send(
                    bytes,
                    host -> {
                        for (int i = 0; i < n; i++) {
                            set(host, precision, i, 1);
                        }
                    },
                    at);
            onesCount = n;
            onesPrecision = precision;
        }
        return at;
    }

    void clear(long at, long bytes) {
        cuda.clear(at, bytes, compute);
    }

    void syrk(Precision precision, CudaBlas.Product product) {
        blas.syrk(products, precision, product);
    }

    void place(Precision precision, CudaBlas.Placement placement) {
        blas.place(products, precision, placement);
    }

    void scale(CudaBlas.Scaling scaling) {
        blas.scale(products, scaling);
    }

    void add(CudaBlas.Sum sum) {
        blas.add(products, sum);
    }

    void rankTwo(CudaBlas.RankTwo update) {
        blas.rankTwo(products, update);
    }

    void dot(Precision precision, CudaBlas.Dot dot) {
        blas.dot(summing, precision, dot);
    }

    /// A routine's workspaces, asked for and given. That on the host is used by the host, whose copies from it may
    /// still be queued when a routine returns: it is given away again when they are done.
    private Buffers buffers(Scratch wanted) {
        if (wanted.host() > 0) {
            cuda.synchronize(compute);
        }
        long device = scratch.atLeast(Math.max(1, wanted.device()));
        long host = hostScratch.atLeast(Math.max(1, wanted.host()));
        return new Buffers(device, wanted.device(), host, wanted.host());
    }

    private Eigensolver eigensolver(Route route) {
        return Objects.requireNonNull(solver.eigensolvers().get(route));
    }

    Scratch scratch(Route route, Symmetric problem) {
        return eigensolver(route).scratch(handles, problem);
    }

    void eigenvalues(Route route, Symmetric problem, Scratch wanted) {
        eigensolver(route).solve(handles, problem, buffers(wanted));
    }

    Scratch scratch(General problem) {
        return solver.singularValuesScratch(handles, problem);
    }

    void singularValues(General problem, Scratch wanted) {
        solver.singularValues(handles, problem, buffers(wanted));
    }

    /// Numbers from the device, when all that was queued for computing is done.
    double[] numbers(long at, int n, Precision precision) {
        MemorySegment host = fetched(at, (long) n * Encoding.of(precision).bytes());
        double[] numbers = new double[n];
        for (int i = 0; i < n; i++) {
            numbers[i] = precision == Precision.F64
                    ? host.getAtIndex(ValueLayout.JAVA_DOUBLE, i)
                    : host.getAtIndex(ValueLayout.JAVA_FLOAT, i);
        }
        return numbers;
    }

    /// Codes from the device, likewise.
    int[] codes(long at, int n) {
        return fetched(at, 4L * n).toArray(ValueLayout.JAVA_INT);
    }

    /// Bytes from the device, likewise, as many as there are places for.
    void fetch(long at, MemorySegment to) {
        for (long from = 0; from < to.byteSize(); from += FETCHED_AT_ONCE) {
            long bytes = Math.min(FETCHED_AT_ONCE, to.byteSize() - from);
            MemorySegment.copy(fetched(at + from, bytes), 0, to, from, bytes);
        }
    }

    private MemorySegment fetched(long at, long bytes) {
        MemorySegment host = results.segment(bytes);
        cuda.copyToHost(host.address(), at, bytes, compute);
        cuda.synchronize(compute);
        return host;
    }

    /// A phase of what is queued for computing.
    void timed(Phase phase, Runnable work) {
        Span span = clock.begin(phase, compute);
        work.run();
        clock.end(span, compute);
    }

    /// Waits for everything, whatever became of it, and finds out whether the device still works.
    void settle() {
        clock.forget();
        upload.synchronize();
        cuda.synchronize(compute);
        clear(anchor, ANCHOR_BYTES);
        cuda.synchronize(compute);
    }

    /// An address on the device, for those who ask for one before there is anything.
    long anchor() {
        return anchor;
    }

    static void set(MemorySegment array, Precision precision, long index, double value) {
        switch (precision) {
            case F64 -> array.setAtIndex(ValueLayout.JAVA_DOUBLE, index, value);
            case F32 -> array.setAtIndex(ValueLayout.JAVA_FLOAT, index, (float) value);
        }
    }

    @Override
    public void close() {
        resources.close();
    }

    /// Closes after a failure, which is what is told.
    void close(Throwable failure) {
        resources.close(failure);
    }
}
