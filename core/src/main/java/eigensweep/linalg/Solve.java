package eigensweep.linalg;

import eigensweep.table.Field;

/// How eigenvalues are to be computed.
///
/// @param precision the arithmetic
/// @param method the route
/// @param threads threads the backend may use for one matrix, at least 1
/// @param many whether others of its order come with the matrix, for [Backend#isBatched]: a matter of each matrix and
///     not of what was asked for, so that the key of a layer has it beside its backend and not among the options
public record Solve(
        Precision precision,
        Method method,
        @Field(decides = false) int threads,
        @Field(written = false, decides = false) boolean many) {

    /// float64 Gram route on one thread.
    public static final Solve DEFAULT = new Solve(Precision.F64, Method.GRAM, 1);

    /// No machine has more processors; each takes memory before it does anything.
    public static final int MOST_THREADS = 1024;

    /// For a matrix by itself.
    public Solve(Precision precision, Method method, int threads) {
        this(precision, method, threads, false);
    }

    public Solve {
        if (threads < 1) {
            throw new IllegalArgumentException(threads + " threads; at least 1 is expected");
        }
    }

    /// The same on another number of threads.
    public Solve withThreads(int count) {
        return new Solve(precision, method, count, many);
    }

    /// The same in float64.
    public Solve inFloat64() {
        return new Solve(Precision.F64, method, threads, many);
    }

    /// The same for a matrix with which others of its order come.
    public Solve amongMany() {
        return new Solve(precision, method, threads, true);
    }

    /// The same for a matrix by itself.
    public Solve amongFew() {
        return new Solve(precision, method, threads, false);
    }

    /// The smallest eigenvalue of an `large x small` matrix's Gram matrix that this route can tell from zero,
    /// relative to the largest: what rounding in the Gram sums and the eigensolve leaves (`eps (M + sqrt N)`),
    /// or, where singular values are computed directly, the square of NumPy's rank threshold `eps N`.
    public double resolution(int large, int small) {
        double epsilon = precision.epsilon();
        if (method == Method.SVD) {
            return Math.pow(epsilon * large, 2);
        }
        return epsilon * (small + Math.sqrt(large));
    }
}
