package eigensweep.natives.gpu;

import eigensweep.linalg.Backend;
import eigensweep.linalg.GramSum;
import eigensweep.linalg.Method;
import eigensweep.linalg.Rounding;
import eigensweep.linalg.Solve;
import eigensweep.natives.gpu.CudaDevices.Lease;
import eigensweep.natives.gpu.binding.CudaApi;
import eigensweep.natives.gpu.binding.CudaException;
import eigensweep.natives.gpu.binding.Encoding;
import eigensweep.natives.gpu.binding.Route;
import eigensweep.tensor.Matrix;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.DoubleStream;
import org.jspecify.annotations.Nullable;

/// Spectra on GPUs. What a GPU cannot do (no memory for it, a result that fails its check, a call that fails,
/// no GPU left) the CPU does, and people are told, a line each time.
public final class CudaBackend implements Backend {

    /// A batch's Gram matrices have at most so many entries together, and there are at most so many.
    private static final int BATCH_ENTRIES = 1 << 25;

    private static final int LARGEST_BATCH = 256;

    /// A batch takes at most so many times what its matrices take: they, the eigensolver's workspace, blocks. On an
    /// H200 three lanes of 16 matrices of order 4096 in float64 took 5.1 times.
    private static final int BATCH_ROOM = 6;

    private final CudaApi cuda;
    private final CudaDevices devices;
    private final DeviceWork work;
    private final StandIn cpu;
    private final String description;

    /// @param indices the devices to use
    /// @param cpu who does what they cannot
    /// @param say told, in a line, of everything that they could not
    /// @throws CudaException if a device cannot be used at all
    CudaBackend(CudaApi cuda, List<Integer> indices, Backend cpu, Consumer<String> say) {
        this.cuda = cuda;
        String version = version(cuda.runtime().runtimeVersion());
        this.devices = new CudaDevices(cuda, indices, say);
        this.work = new DeviceWork(devices, say);
        this.cpu = new StandIn(cpu);
        this.description = "CUDA " + version + ", " + devices.names();
    }

    /// `12.6`.
    static String version(int number) {
        return number / 1000 + "." + number % 1000 / 10;
    }

    @Override
    public String name() {
        return cuda.name();
    }

    @Override
    public String description() {
        return description;
    }

    @Override
    public @Nullable String refusal(Solve solve) {
        return cpu.cpu().refusal(solve);
    }

    /// cuSOLVER's eigenvalues were off by 27 epsilons of the largest in float64, and by 50 in float32
    /// (bench/gpu/nvidia-h200.md), where those of the CPU's libraries are by 2 or 3.
    @Override
    public Rounding rounding(Solve solve) {
        return new Rounding(
                solve.method(), solve.precision(), 16 * solve.precision().epsilon());
    }

    @Override
    public int lanes() {
        return devices.lanes();
    }

    @Override
    public List<double[]> gramEigenvalues(List<Matrix> batch, Solve solve) {
        return gramSpectra(batch, solve).stream().map(Found::eigenvalues).toList();
    }

    @Override
    public List<Found> gramSpectra(List<Matrix> batch, Solve solve) {
        Map<Integer, List<Integer>> together = new TreeMap<>();
        for (int i = 0; i < batch.size(); i++) {
            int side = batch.get(i).smallSide();
            boolean alone = solve.method() == Method.SVD || route(side, solve) == Route.ONE_BY_ONE;
            together.computeIfAbsent(alone ? -1 - i : side, none -> new ArrayList<>())
                    .add(i);
        }
        Found[] found = new Found[batch.size()];
        together.values().forEach(places -> {
            List<Found> own = spectra(places.stream().map(batch::get).toList(), solve);
            for (int k = 0; k < own.size(); k++) {
                found[places.get(k)] = own.get(k);
            }
        });
        return List.of(found);
    }

    /// The spectra of matrices of one smaller side.
    private List<Found> spectra(List<Matrix> matrices, Solve solve) {
        boolean anyGpu = devices.working() > 0;
        Matrix first = matrices.getFirst();
        String what = first.rows() + " x " + first.columns()
                + (matrices.size() > 1 ? " and " + (matrices.size() - 1) + " more of its side" : "");
        boolean isTooLarge = solve.method() == Method.SVD
                ? (long) first.rows() * first.columns() > Integer.MAX_VALUE
                : first.smallSide() > CudaSpectra.LARGEST;
        if (isTooLarge) {
            work.say().accept(what + ": too large for cuBLAS; computed on the CPU");
        }
        Optional<List<Spectrum>> found = isTooLarge
                ? Optional.empty()
                : onDevice(
                        what,
                        // Of a fixed size, fewer would take no less memory.
                        route(first.smallSide(), solve).isOfFixedSize(first.smallSide()) ? 1 : matrices.size(),
                        solve,
                        spectra ->
                                solve.method() == Method.SVD ? List.of(spectra.svd(first)) : spectra.grams(matrices));
        if (found.isEmpty()) {
            return cpu.compute(anyGpu, backend -> backend.gramSpectra(matrices, solve));
        }
        List<Found> all = new ArrayList<>();
        for (int i = 0; i < matrices.size(); i++) {
            all.add(believed(matrices.get(i), found.get().get(i), solve));
        }
        return all;
    }

    private Found believed(Matrix matrix, Spectrum spectrum, Solve solve) {
        if (spectrum.doubt().isEmpty()) {
            double[] eigenvalues = DoubleStream.of(spectrum.eigenvalues())
                    .map(v -> Math.max(0.0, v))
                    .toArray();
            return new Found(eigenvalues, name());
        }
        work.say().accept(matrix.rows() + " x " + matrix.columns() + ": " + spectrum.doubt() + "; redone on the CPU");
        return cpu.compute(true, backend -> backend.gramSpectra(List.of(matrix), solve))
                .getFirst();
    }

    @Override
    public double[] symmetricEigenvalues(double[] a, int n, Solve solve) {
        SymmetricMatrix matrix = new SymmetricMatrix(MemorySegment.ofArray(a), n, true);
        return eigenvalues(matrix, solve)
                .orElseGet(() -> cpu.compute(true, backend -> backend.symmetricEigenvalues(a, n, solve)));
    }

    /// @return nothing if no GPU can do it, which people were told
    private Optional<double[]> eigenvalues(SymmetricMatrix matrix, Solve solve) {
        int n = matrix.n();
        double largest = matrix.largest();
        if (largest == 0) {
            return Optional.of(new double[n]);
        }
        if (n > CudaSpectra.LARGEST) {
            work.say().accept(n + " x " + n + ": too large for cuBLAS; computed on the CPU");
            return Optional.empty();
        }
        // A power of two: scaling by it, and back, is exact, and no square on the way overflows or vanishes.
        int exponent = Math.getExponent(largest);
        Optional<Spectrum> found = onDevice(n + " x " + n, 1, solve, spectra -> spectra.symmetric(matrix, exponent));
        if (found.isPresent() && !found.get().doubt().isEmpty()) {
            work.say().accept(n + " x " + n + ": " + found.get().doubt() + "; redone on the CPU");
            return Optional.empty();
        }
        return found.map(Spectrum::eigenvalues);
    }

    @Override
    public GramSum gramSum(int n, int threads) {
        if (n > CudaSpectra.LARGEST) {
            return cpu.cpu().gramSum(n, threads);
        }
        Solve solve = Solve.DEFAULT.withThreads(threads);
        return new CudaGramSum(
                n,
                work,
                () -> cpu.cpu().gramSum(n, threads),
                new CudaGramSum.Solvers(
                        lease -> spectra(lease, solve, Attempt.first(1)), matrix -> eigenvalues(matrix, solve)));
    }

    private <T> Optional<T> onDevice(String what, int batch, Solve solve, Function<CudaSpectra, T> spectra) {
        return work.run(what, batch, (lease, attempt) -> spectra.apply(spectra(lease, solve, attempt)));
    }

    private CudaSpectra spectra(Lease lease, Solve solve, Attempt attempt) {
        return new CudaSpectra(lease.lane(), lease.budget(), solve, attempt);
    }

    private Route route(int order, Solve solve) {
        return Route.of(order, cuda.solver().eigensolvers().keySet(), solve.many());
    }

    /// Where one fits into a lane of every GPU if nobody else has memory there: so it is a matter neither of which one
    /// is free nor of who is there, nor of how many matrices there are: one alone takes as long as a batch.
    @Override
    public boolean isBatched(int order, Solve solve) {
        long entries = (long) order * order * Route.places(order);
        return solve.method() == Method.GRAM
                && route(order, solve.amongMany()).isOfFixedSize(order)
                && BATCH_ROOM * Encoding.of(solve.precision()).bytes() * entries
                        <= devices.smallestMemory() / Gpu.LANES;
    }

    @Override
    public int batch(int rows, int columns, Solve solve) {
        int side = Math.min(rows, columns);
        if (solve.method() == Method.SVD || route(side, solve) == Route.ONE_BY_ONE) {
            return 1;
        }
        return route(side, solve).isOfFixedSize(side)
                ? Route.places(side)
                : Math.clamp(BATCH_ENTRIES / ((long) side * side), 1, LARGEST_BATCH);
    }

    /// What a layer's blocks take on their way to a GPU; or what the CPU takes, if it has to do it.
    @Override
    public long workspaceBytes(int rows, int columns, Solve solve) {
        long small = Math.min(rows, columns);
        long large = solve.method() == Method.SVD ? Math.max(rows, columns) : small;
        // The matrix, and about as much again for the solver.
        boolean fits = 2 * Double.BYTES * large * small <= devices.largestBudget() && small <= CudaSpectra.LARGEST;
        return devices.working() > 0 && fits
                ? Attempt.stagingBytes(rows, columns) + Double.BYTES * small
                : cpu.cpu().workspaceBytes(rows, columns, solve);
    }

    /// What each GPU did so far.
    public List<DeviceUsage> usage() {
        return devices.usage();
    }

    /// What was computed stands, even if a device does not give its memory back.
    @Override
    public void close() {
        try {
            devices.close();
        } catch (CudaException e) {
            work.say().accept("a GPU was not left in order: " + e.getMessage());
        }
    }
}
