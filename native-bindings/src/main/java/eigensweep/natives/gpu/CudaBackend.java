package eigensweep.natives.gpu;

import eigensweep.linalg.Backend;
import eigensweep.linalg.Blocks;
import eigensweep.linalg.Method;
import eigensweep.linalg.Solve;
import eigensweep.natives.gpu.CudaDevices.Lease;
import eigensweep.natives.gpu.CudaDevices.LeaseException;
import eigensweep.natives.gpu.CudaSpectra.Spectrum;
import eigensweep.tensor.Matrix;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.DoubleStream;
import org.jspecify.annotations.Nullable;

/// Spectra on GPUs. What a GPU cannot do (no memory for it, a result that fails its check, a call that fails, no GPU
/// left) the CPU does, and people are told, a line each time.
public final class CudaBackend implements Backend, AutoCloseable {

    /// Blocks are made smaller down to this many elements before a layer is given up as too large.
    private static final int FEWEST_ELEMENTS = 1 << 16;

    /// A batch's Gram matrices have at most so many entries together, and there are at most so many.
    private static final int BATCH_ENTRIES = 1 << 25;

    private static final int LARGEST_BATCH = 256;

    private final CudaApi cuda;
    private final CudaDevices devices;
    private final Backend cpu;
    private final Consumer<String> say;
    private final String description;

    /// @param indices the devices to use
    /// @param cpu who does what they cannot
    /// @param say told, in a line, of everything that they could not
    /// @throws CudaException if a device cannot be used at all
    CudaBackend(CudaApi cuda, List<Integer> indices, Backend cpu, Consumer<String> say) {
        this.cuda = cuda;
        this.devices = new CudaDevices(cuda, indices);
        this.cpu = cpu;
        this.say = say;
        this.description = "CUDA " + version(cuda.runtimeVersion()) + ", " + devices.names();
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
        return cpu.refusal(solve);
    }

    @Override
    public List<double[]> gramEigenvalues(List<Matrix> batch, Solve solve) {
        Map<Integer, List<Integer>> together = new TreeMap<>();
        for (int i = 0; i < batch.size(); i++) {
            int side = batch.get(i).smallSide();
            boolean alone = solve.method() == Method.SVD || side > Route.LARGEST_BATCHED;
            together.computeIfAbsent(alone ? -1 - i : side, none -> new ArrayList<>())
                    .add(i);
        }
        double[][] eigenvalues = new double[batch.size()][];
        together.values().forEach(places -> {
            List<Matrix> matrices = places.stream().map(batch::get).toList();
            List<double[]> found = spectra(matrices, solve);
            for (int k = 0; k < found.size(); k++) {
                eigenvalues[places.get(k)] =
                        DoubleStream.of(found.get(k)).map(v -> Math.max(0.0, v)).toArray();
            }
        });
        return List.of(eigenvalues);
    }

    /// The spectra of matrices of one smaller side.
    private List<double[]> spectra(List<Matrix> matrices, Solve solve) {
        Matrix first = matrices.getFirst();
        String what = first.rows() + " x " + first.columns()
                + (matrices.size() > 1 ? " and " + (matrices.size() - 1) + " more of its side" : "");
        if (first.smallSide() > CudaSpectra.LARGEST) {
            say.accept(what + ": too large for cuBLAS; computed on the CPU");
            return cpu.gramEigenvalues(matrices, solve);
        }
        Optional<List<Spectrum>> found = onDevice(
                what,
                solve,
                spectra -> solve.method() == Method.SVD ? List.of(spectra.svd(first)) : spectra.grams(matrices));
        if (found.isEmpty()) {
            return cpu.gramEigenvalues(matrices, solve);
        }
        List<double[]> eigenvalues = new ArrayList<>();
        for (int i = 0; i < matrices.size(); i++) {
            Spectrum spectrum = found.get().get(i);
            Matrix matrix = matrices.get(i);
            if (spectrum.doubt().isEmpty()) {
                eigenvalues.add(spectrum.eigenvalues());
            } else {
                say.accept(matrix.rows() + " x " + matrix.columns() + ": " + spectrum.doubt() + "; redone on the CPU");
                eigenvalues.add(cpu.gramEigenvalues(List.of(matrix), solve).getFirst());
            }
        }
        return eigenvalues;
    }

    @Override
    public double[] symmetricEigenvalues(double[] a, int n, Solve solve) {
        double largest = Blocks.largestEntry(a, n);
        if (largest == 0) {
            return new double[n];
        }
        // A power of two: scaling by it, and back, is exact, and no square on the way overflows or vanishes.
        int exponent = Math.getExponent(largest);
        Optional<Spectrum> found = onDevice(n + " x " + n, solve, spectra -> spectra.symmetric(a, n, exponent));
        if (found.isEmpty()) {
            return cpu.symmetricEigenvalues(a, n, solve);
        }
        if (found.get().doubt().isEmpty()) {
            return found.get().eigenvalues();
        }
        say.accept(n + " x " + n + ": " + found.get().doubt() + "; redone on the CPU");
        return cpu.symmetricEigenvalues(a, n, solve);
    }

    /// Does work on whichever GPU is free. Where its memory is short, first alone on the GPU, then in smaller blocks.
    ///
    /// @return nothing if no GPU can do it, which people were told
    private <T> Optional<T> onDevice(String what, Solve solve, Function<CudaSpectra, T> work) {
        boolean whole = false;
        int elements = CudaSpectra.ELEMENTS;
        while (true) {
            Optional<Lease> leased;
            try {
                leased = devices.lease(whole);
            } catch (LeaseException e) {
                retire(e.gpu(), e.failure());
                continue;
            }
            if (leased.isEmpty()) {
                return Optional.empty();
            }
            Lease lease = leased.get();
            try {
                return Optional.of(work.apply(new CudaSpectra(lease.lane(), solve, elements, lease.budget())));
            } catch (DeviceMemoryException e) {
                if (whole && elements <= FEWEST_ELEMENTS) {
                    say.accept(what + ": does not fit GPU " + lease.gpu() + " (" + e.getMessage()
                            + "); computed on the CPU");
                    return Optional.empty();
                }
                elements = whole ? elements / 4 : elements;
                whole = true;
            } catch (CudaException e) {
                boolean works = settles(lease, e);
                if (!works) {
                    retire(lease.gpu(), e);
                } else if (!e.isOutOfMemory() || (whole && elements <= FEWEST_ELEMENTS)) {
                    say.accept(what + ": " + e.getMessage() + " on GPU " + lease.gpu() + "; computed on the CPU");
                    return Optional.empty();
                } else {
                    elements = whole ? elements / 4 : elements;
                    whole = true;
                }
            } finally {
                devices.release(lease);
            }
        }
    }

    /// After a failed call: whether the GPU still works. Work that was queued is over then.
    private static boolean settles(Lease lease, CudaException failure) {
        try {
            lease.lane().settle();
            if (failure.isOutOfMemory()) {
                lease.lane().trim();
            }
            return true;
        } catch (CudaException e) {
            failure.addSuppressed(e);
            return false;
        }
    }

    private void retire(int gpu, CudaException failure) {
        if (devices.retire(gpu)) {
            int left = devices.working();
            say.accept("GPU " + gpu + " is taken out: " + failure.getMessage() + "; its layers go to "
                    + (left == 0 ? "the CPU" : left == 1 ? "the other GPU" : "the other " + left + " GPUs"));
        }
    }

    @Override
    public int batch(int rows, int columns, Solve solve) {
        long side = Math.min(rows, columns);
        if (solve.method() == Method.SVD || side > Route.LARGEST_BATCHED) {
            return 1;
        }
        return Math.clamp(BATCH_ENTRIES / (side * side), 1, LARGEST_BATCH);
    }

    /// What the CPU takes: any matrix may come to it.
    @Override
    public long workspaceBytes(int rows, int columns, Solve solve) {
        return cpu.workspaceBytes(rows, columns, solve);
    }

    /// What each GPU did so far.
    public List<DeviceUsage> usage() {
        return devices.usage();
    }

    @Override
    public void close() {
        devices.close();
    }
}
