package eigensweep.natives.gpu;

import eigensweep.linalg.Precision;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;

/// A place on one GPU where one matrix, or one batch, is worked on at a time: a stream for copies and one for
/// computing, the libraries' handles on it, and memory that is kept from one piece of work to the next. For one thread
/// at a time, with the device current.
final class Lane implements AutoCloseable {

    private static final String KERNELS = kernels();
    private static final int KERNEL_THREADS = 256;
    private static final int MOST_KERNEL_BLOCKS = 4096;
    private static final int ANCHOR_BYTES = 256;

    private final CudaApi cuda;
    private final Resources resources = new Resources();
    private final List<Store> stores = new ArrayList<>();
    private final long copies;
    private final long compute;
    private final long blas;
    private final long summing;
    private final long anchor;
    private final long solver;
    private final long parameters;
    private final long jacobi;
    private final Map<Encoding, Long> widenings = new EnumMap<>(Encoding.class);
    private final Slot[] slots = new Slot[2];
    private final Store wide;
    private final Store ones;
    private final Store scratch;
    private final Store hostScratch;
    private final Store results;
    private int next;
    private int onesCount;
    private Precision onesPrecision = Precision.F64;

    /// The Gram matrices, or the matrix whose singular values are sought.
    final Store matrices;

    /// Eigenvalues, codes and sums, on the device.
    final Store values;

    final Store info;
    final Store sums;
    final PhaseClock clock;

    /// @throws CudaException if something cannot be had; then nothing is kept
    Lane(CudaApi cuda) {
        this.cuda = cuda;
        try {
            copies = resources.make(cuda::createStream, cuda::destroyStream);
            compute = resources.make(cuda::createStream, cuda::destroyStream);
            blas = resources.make(cuda::createBlas, cuda::destroyBlas);
            cuda.setBlasStream(blas, compute);
            summing = resources.make(cuda::createBlas, cuda::destroyBlas);
            cuda.setBlasStream(summing, compute);
            cuda.setBlasPointersToDevice(summing);
            solver = resources.make(cuda::createSolver, cuda::destroySolver);
            cuda.setSolverStream(solver, compute);
            parameters = resources.make(cuda::createParameters, cuda::destroyParameters);
            jacobi = resources.make(cuda::createJacobi, cuda::destroyJacobi);
            long module = resources.make(() -> cuda.loadModule(KERNELS), cuda::unloadModule);
            widenings.put(Encoding.F32, cuda.function(module, "widen_f32"));
            widenings.put(Encoding.F16, cuda.function(module, "widen_f16"));
            widenings.put(Encoding.BF16, cuda.function(module, "widen_bf16"));
            anchor = resources.make(() -> cuda.allocate(ANCHOR_BYTES), cuda::free);
            clock = new PhaseClock(cuda, resources);
            for (int i = 0; i < slots.length; i++) {
                slots[i] = new Slot(event(), event(), store(false), store(true));
            }
            wide = store(true);
            ones = store(true);
            scratch = store(true);
            hostScratch = store(false);
            results = store(false);
            matrices = store(true);
            values = store(true);
            info = store(true);
            sums = store(true);
        } catch (CudaException e) {
            close(e);
            throw e;
        }
    }

    /// Staging memory and where it is copied to.
    ///
    /// @param uploaded happens when the staging memory may be filled again
    /// @param consumed happens when the block on the device may be overwritten
    private record Slot(long uploaded, long consumed, Store host, Store block) {}

    /// Memory of one purpose that only grows.
    final class Store {

        private final boolean onDevice;
        private long address;
        private long bytes;

        private Store(boolean onDevice) {
            this.onDevice = onDevice;
        }

        /// The address of at least so many bytes; what was in it is lost when it grows.
        long atLeast(long wanted) {
            if (bytes < wanted) {
                release();
                address = onDevice ? cuda.allocate(wanted) : cuda.allocateHost(wanted);
                bytes = wanted;
            }
            return address;
        }

        private MemorySegment segment(long wanted) {
            return MemorySegment.ofAddress(atLeast(wanted)).reinterpret(wanted);
        }

        private void release() {
            long old = address;
            if (bytes > 0) {
                bytes = 0;
                address = 0;
                if (onDevice) {
                    cuda.free(old);
                } else {
                    cuda.freeHost(old);
                }
            }
        }
    }

    private Store store(boolean onDevice) {
        Store store = new Store(onDevice);
        stores.add(store);
        resources.add(store::release);
        return store;
    }

    private long event() {
        return resources.make(cuda::createEvent, cuda::destroyEvent);
    }

    CudaApi cuda() {
        return cuda;
    }

    /// Memory of the device that this lane keeps.
    long deviceBytes() {
        return stores.stream()
                .filter(store -> store.onDevice)
                .mapToLong(store -> store.bytes)
                .sum();
    }

    /// Gives back all memory of the device.
    void trim() {
        stores.stream().filter(store -> store.onDevice).forEach(Store::release);
        onesCount = 0;
    }

    /// Sends bytes to the device while it computes; what is queued for computing afterwards sees them.
    ///
    /// @param fill writes them to staging memory
    /// @param to where they go, or 0 for a block of their own, which lasts until the next but one is sent
    /// @return where they are
    long send(long bytes, Consumer<MemorySegment> fill, long to) {
        Slot slot = slots[next];
        next = 1 - next;
        cuda.synchronizeEvent(slot.uploaded());
        MemorySegment host = slot.host().segment(bytes);
        fill.accept(host);
        long target = to;
        if (to == 0) {
            target = slot.block().atLeast(bytes);
            cuda.await(copies, slot.consumed());
        }
        clock.uploading(copies, bytes);
        cuda.copyToDevice(target, host.address(), bytes, copies);
        clock.uploaded(copies);
        cuda.record(slot.uploaded(), copies);
        cuda.await(compute, slot.uploaded());
        return target;
    }

    /// Says that what is queued for computing is all that needs the last block sent.
    void consumed() {
        cuda.record(slots[1 - next].consumed(), compute);
    }

    /// Elements in the precision of the arithmetic: where they are if they have it, or widened.
    long widened(long block, Encoding encoding, Precision precision, long count) {
        if (encoding == Encoding.of(precision)) {
            return block;
        }
        long to = wide.atLeast(Encoding.of(precision).bytes() * count);
        int blocks = (int) Math.min(MOST_KERNEL_BLOCKS, Math.ceilDiv(count, KERNEL_THREADS));
        long kernel = Objects.requireNonNull(widenings.get(encoding));
        cuda.launch(kernel, blocks, KERNEL_THREADS, compute, block, to, count);
        return to;
    }

    /// A vector of `n` ones on the device.
    long ones(int n, Precision precision) {
        Encoding encoding = Encoding.of(precision);
        long at = ones.atLeast((long) n * encoding.bytes());
        if (onesCount < n || onesPrecision != precision) {
            onesCount = 0;
            send(
                    (long) n * encoding.bytes(),
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

    void syrk(Precision precision, CudaApi.Product product) {
        cuda.syrk(blas, precision, product);
    }

    void gemm(Encoding halves, CudaApi.Product product) {
        cuda.gemm(blas, halves, product);
    }

    void place(Precision precision, CudaApi.Placement placement) {
        cuda.place(blas, precision, placement);
    }

    void dot(Precision precision, CudaApi.Dot dot) {
        cuda.dot(summing, precision, dot);
    }

    /// A routine's workspaces, asked for and given.
    private CudaApi.Buffers buffers(CudaApi.Scratch wanted) {
        long device = scratch.atLeast(Math.max(1, wanted.device()));
        long host = hostScratch.atLeast(Math.max(1, wanted.host()));
        return new CudaApi.Buffers(device, wanted.device(), host, wanted.host());
    }

    CudaApi.Scratch scratch(Route route, CudaApi.Symmetric problem) {
        return switch (route) {
            case JACOBI -> cuda.jacobiScratch(solver, jacobi, problem);
            case BATCHED -> cuda.batchedScratch(solver, parameters, problem);
            case ONE_BY_ONE -> cuda.eigenvaluesScratch(solver, parameters, problem);
        };
    }

    void eigenvalues(Route route, CudaApi.Symmetric problem, CudaApi.Scratch wanted) {
        CudaApi.Buffers buffers = buffers(wanted);
        switch (route) {
            case JACOBI -> cuda.jacobi(solver, jacobi, problem, buffers);
            case BATCHED -> cuda.batched(solver, parameters, problem, buffers);
            case ONE_BY_ONE -> cuda.eigenvalues(solver, parameters, problem, buffers);
        }
    }

    CudaApi.Scratch scratch(CudaApi.General problem) {
        return cuda.singularValuesScratch(solver, parameters, problem);
    }

    void singularValues(CudaApi.General problem, CudaApi.Scratch wanted) {
        cuda.singularValues(solver, parameters, problem, buffers(wanted));
    }

    /// Numbers from the device, when all that was queued for computing is done.
    double[] numbers(long at, int n, Precision precision) {
        long bytes = (long) n * Encoding.of(precision).bytes();
        MemorySegment host = results.segment(bytes);
        cuda.copyToHost(host.address(), at, bytes, compute);
        cuda.synchronize(compute);
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
        MemorySegment host = results.segment(4L * n);
        cuda.copyToHost(host.address(), at, 4L * n, compute);
        cuda.synchronize(compute);
        return host.toArray(ValueLayout.JAVA_INT);
    }

    /// The clock's phase ends when what is queued for computing is done.
    void mark(PhaseClock.Phase phase, boolean begins) {
        clock.mark(phase, begins, compute);
    }

    /// Waits for everything, whatever became of it, and finds out whether the device still works.
    void settle() {
        cuda.synchronize(copies);
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
        try {
            resources.close();
        } catch (CudaException e) {
            failure.addSuppressed(e);
        }
    }

    private static String kernels() {
        try (InputStream in = Objects.requireNonNull(Lane.class.getResourceAsStream("widen.ptx"))) {
            return new String(in.readAllBytes(), StandardCharsets.US_ASCII);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
