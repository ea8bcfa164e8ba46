package eigensweep.sweep;

import eigensweep.linalg.Backend;
import eigensweep.linalg.GramSum;
import eigensweep.linalg.Solve;
import eigensweep.tensor.Matrix;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/// A backend that says of another that it computes on devices, and that the first matrix of a batch was done elsewhere.
///
/// @param asked how it was asked, call by call
record OnDevices(Backend backend, int lanes, Queue<Solve> asked) implements Backend {

    /// From this order on matrices are done in batches, of two.
    static final int LEAST_BATCHED = 50;

    /// From this order on several threads share half of the work on a matrix.
    static final int LEAST_SHARED = 1000;

    OnDevices(Backend backend, int lanes) {
        this(backend, lanes, new ConcurrentLinkedQueue<>());
    }

    @Override
    public String name() {
        return "devices";
    }

    @Override
    public String description() {
        return backend.description();
    }

    @Override
    public @Nullable String refusal(Solve solve) {
        return backend.refusal(solve);
    }

    @Override
    public List<double[]> gramEigenvalues(List<Matrix> batch, Solve solve) {
        asked.add(solve);
        return backend.gramEigenvalues(batch, solve);
    }

    @Override
    public List<Found> gramSpectra(List<Matrix> batch, Solve solve) {
        List<Found> found = new ArrayList<>();
        gramEigenvalues(batch, solve)
                .forEach(values -> found.add(new Found(values, found.isEmpty() ? backend.name() : name())));
        return found;
    }

    @Override
    public double[] symmetricEigenvalues(double[] a, int n, Solve solve) {
        return backend.symmetricEigenvalues(a, n, solve);
    }

    @Override
    public GramSum gramSum(int n, int threads) {
        return backend.gramSum(n, threads);
    }

    @Override
    public int batch(int rows, int columns, Solve solve) {
        return 2;
    }

    @Override
    public boolean isBatched(int order, Solve solve) {
        return order >= LEAST_BATCHED;
    }

    @Override
    public double sharedPart(int large, int small, Solve solve) {
        return small < LEAST_SHARED ? 0 : 0.5;
    }

    @Override
    public long workspaceBytes(int rows, int columns, Solve solve) {
        return backend.workspaceBytes(rows, columns, solve);
    }
}
