package eigensweep.natives.gpu;

import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;

import eigensweep.linalg.GramKernel;
import eigensweep.linalg.GramKernel.Gaussian;
import eigensweep.linalg.GramKernel.Polynomial;
import eigensweep.linalg.Precision;
import eigensweep.natives.gpu.binding.CudaBlas.Placement;
import eigensweep.natives.gpu.binding.CudaBlas.Product;
import eigensweep.natives.gpu.binding.CudaBlas.RankTwo;
import eigensweep.natives.gpu.binding.CudaBlas.Scaling;
import eigensweep.natives.gpu.binding.CudaBlas.Sum;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.function.IntToDoubleFunction;

/// Kernels evaluated entry by entry on a GPU by cuBLAS alone, which has products of arrays entry by entry
/// (`dgmm` with one column), linear combinations (`geam`) and updates of rank one and two.
///
/// **Gaussian.** `z = (g_ij - (g_ii + g_jj) / 2) / s^2 <= 0`; wanted is `e^z`. With `t = z / 2^k`,
/// `|t| <= 1/8`, ten terms of its series give `e^t - 1` with a relative truncation of `t^10 / 11! < 3e-17`; then
/// `k` times `e^(2y) - 1 = x^2 + 2x` with `x = e^y - 1`; then 1 is added. What is squared is not `e^t`, whose
/// relative error would double each time to `2^k` roundings: of `x` in `[-1, 0]`, `x^2 + 2x` has the relative
/// error of `x` times `(2 + 2x) / (2 + x) <= 1`, and two roundings more. So the entry's error is at most
/// `(k + 3) 2^-52`, beside that of `z`, which is as on the CPU.
///
/// **Polynomial.** `m_ij = a_i g_ij a_j + v_i v_j` with `a = sqrt(g) / r`, `v = sqrt(c) / r`,
/// `r_i = sqrt(g g_ii + c)`, is between -1 and 1 and known to about `6 2^-53`; its power, by squaring from the
/// highest bit down, to about `8 p 2^-53`. The diagonal is 1.
///
/// @param lane where; its store `kernel` gets the result
/// @param n the order
/// @param gram the Gram matrix there: the lower triangle, column-major, and 0 above; not changed
record KernelEvaluation(Lane lane, int n, long gram) {

    /// Doublings: exponents down to `-2^61`; every one of them vanishes long before.
    private static final int MOST_DOUBLINGS = 64;

    /// Degrees with more are no more exact than 1e-10.
    private static final int HIGHEST_DEGREE = 1 << 16;

    /// `1 / k!`, from `k = 0`.
    private static final double[] SERIES = series(10);

    /// Entries evaluated at once: two arrays of 32 MiB beside the matrices.
    private static final int ELEMENTS = 1 << 22;

    private static double[] series(int terms) {
        double[] series = new double[terms + 1];
        series[0] = 1;
        for (int k = 1; k <= terms; k++) {
            series[k] = series[k - 1] / k;
        }
        return series;
    }

    /// Bytes of the device that an evaluation takes beside the Gram matrix: the kernel matrix, two blocks, and
    /// vectors, the ones among them.
    static long bytes(int n) {
        return Double.BYTES * ((long) n * n + 2L * columns(n) * n + 4L * n);
    }

    private static int columns(int n) {
        return Math.clamp(ELEMENTS / n, 1, n);
    }

    /// Whether a kernel's entries come out to 1e-10 here.
    static boolean isExact(GramKernel kernel) {
        return switch (kernel) {
            case Gaussian gaussian -> doublings(gaussian) <= MOST_DOUBLINGS;
            case Polynomial polynomial -> polynomial.function().degree() <= HIGHEST_DEGREE;
        };
    }

    /// `k`, from the largest distance that there can be: `-z <= 2 max g_ii / s^2`.
    private static int doublings(Gaussian kernel) {
        double largest = 2 * Arrays.stream(kernel.squares()).max().orElse(0) * perSquare(kernel);
        return largest <= 0.125 ? 0 : Math.getExponent(8 * largest) + 1;
    }

    /// `1 / s^2`.
    private static double perSquare(Gaussian kernel) {
        return 1 / (kernel.bandwidth() * kernel.bandwidth());
    }

    /// Evaluates a kernel, of which [#isExact] says that it can be, into [Lane#kernel]; above the diagonal is 0.
    ///
    /// @param exponent the result is divided by four to this power, exactly
    /// @return where it is
    long evaluate(GramKernel kernel, int exponent) {
        long to = lane.kernel.atLeast(Double.BYTES * (long) n * n);
        switch (kernel) {
            case Gaussian gaussian -> gaussian(gaussian, to);
            case Polynomial polynomial -> polynomial(polynomial, to);
        }
        double[] w = kernel.weights();
        if (w != null) {
            long factors = vector(2, i -> Math.scalb(w[i], -exponent));
            lane.scale(new Scaling(false, n, n, to, factors, to));
            lane.scale(new Scaling(true, n, n, to, factors, to));
        }
        return to;
    }

    private void gaussian(Gaussian kernel, long to) {
        long ones = lane.ones(n, Precision.F64);
        int doublings = doublings(kernel);
        double factor = Math.scalb(perSquare(kernel), -doublings);
        lane.add(new Sum(n, n, 1, gram, 0, gram, to));
        // On the diagonal exactly 0, in whichever order the terms are added.
        lane.rankTwo(new RankTwo(n, -0.5, vector(0, i -> kernel.squares()[i]), ones, to));
        forEachBlock(to, (at, columns) -> exponentials(at, columns, factor, doublings));
        lane.syrk(Precision.F64, new Product(false, n, 1, ones, n, 1, to));
    }

    /// `e^(2^k f z) - 1` in the place of `z`.
    private void exponentials(long z, int columns, double factor, int doublings) {
        long sum = first();
        long product = second();
        lane.add(new Sum(n, columns, factor, z, 0, z, z));
        int terms = SERIES.length - 1;
        lane.add(new Sum(n, columns, SERIES[terms], z, 0, sum, sum));
        for (int k = terms - 1; k >= 1; k--) {
            multiply(columns, z, sum, product);
            // The last of all goes to where the block is.
            lane.add(new Sum(n, columns, SERIES[k], z, 1, product, k == 1 && doublings == 0 ? z : sum));
        }
        for (int k = 1; k <= doublings; k++) {
            multiply(columns, sum, sum, product);
            lane.add(new Sum(n, columns, 2, sum, 1, product, k == doublings ? z : sum));
        }
    }

    private void polynomial(Polynomial kernel, long to) {
        Polynomial.Power power = kernel.function();
        double[] lengths = new double[n];
        Arrays.setAll(lengths, i -> Math.sqrt(power.factor() * kernel.squares()[i] + power.offset()));
        long factors = vector(0, i -> Math.sqrt(power.factor()) / lengths[i]);
        lane.scale(new Scaling(false, n, n, gram, factors, to));
        lane.scale(new Scaling(true, n, n, to, factors, to));
        if (power.offset() > 0) {
            long offsets = vector(1, i -> Math.sqrt(power.offset()) / lengths[i]);
            lane.syrk(Precision.F64, new Product(false, n, 1, offsets, n, 1, to));
        }
        forEachBlock(to, (at, columns) -> powers(at, columns, power.degree()));
        lane.place(Precision.F64, new Placement(false, 1, n, lane.ones(n, Precision.F64), 1, to, n + 1));
    }

    /// `x^p` in the place of `x`.
    private void powers(long x, int columns, int degree) {
        long power = x;
        long free = first();
        long other = second();
        for (int bit = Integer.highestOneBit(degree) >> 1; bit > 0; bit >>= 1) {
            boolean isOdd = (degree & bit) != 0;
            multiply(columns, power, power, free);
            long before = power == x ? other : power;
            power = free;
            free = before;
            if (isOdd) {
                multiply(columns, x, power, free);
                before = power;
                power = free;
                free = before;
            }
        }
        if (power != x) {
            lane.add(new Sum(n, columns, 1, power, 0, power, x));
        }
    }

    /// `c = a b`, entry by entry.
    private void multiply(int columns, long a, long b, long c) {
        lane.scale(new Scaling(false, n * columns, 1, a, b, c));
    }

    /// What is done with some columns.
    private interface Block {
        void at(long address, int columns);
    }

    private void forEachBlock(long matrix, Block block) {
        int step = columns(n);
        for (int from = 0; from < n; from += step) {
            block.at(matrix + Double.BYTES * (long) n * from, Math.min(step, n - from));
        }
    }

    private long first() {
        return lane.temporaries.atLeast(2L * Double.BYTES * n * columns(n));
    }

    private long second() {
        return first() + Double.BYTES * (long) n * columns(n);
    }

    /// A vector on the device.
    ///
    /// @param place which of three: what is computed may still need the others
    private long vector(int place, IntToDoubleFunction entry) {
        long bytes = (long) n * Double.BYTES;
        long to = lane.vectors.atLeast(3 * bytes) + place * bytes;
        return lane.upload().send(bytes, host -> fill(host, entry), to);
    }

    private void fill(MemorySegment host, IntToDoubleFunction entry) {
        for (int i = 0; i < n; i++) {
            host.setAtIndex(JAVA_DOUBLE, i, entry.applyAsDouble(i));
        }
    }
}
