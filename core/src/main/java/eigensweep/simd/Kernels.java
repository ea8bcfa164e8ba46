package eigensweep.simd;

import java.lang.foreign.MemorySegment;

/// The inner loops of the tool: plain array operations whose speed decides how long a sweep takes.
///
/// Two twins implement them: [VectorKernels] on the Vector API, and [ScalarKernels], which is the fallback,
/// the tail of every vector loop and the oracle of the tests. Where the result of an element does not depend
/// on its neighbours (widening, Gram products, exponentials) the twins agree to the last bit; sums over an
/// array agree to rounding.
///
/// Offsets into arrays are in elements, offsets into segments in bytes. Callers check bounds; a kernel does
/// not.
public sealed interface Kernels permits VectorKernels, ScalarKernels {

    /// The kernels of this process, chosen once. `-Deigensweep.kernels=scalar` forces the scalar twin.
    static Kernels get() {
        return ChosenKernels.INSTANCE;
    }

    /// The kernels for a piece of work of so many elements. The vector twin starts slowly: until the compiler
    /// is done with it, half a second of processor time on a machine of 2025, every vector is an object. Work
    /// that is over before that is left to the scalar twin. Only for kernels on which the twins agree to the
    /// last bit.
    static Kernels forWork(long elements) {
        return elements < ChosenKernels.SHORT_WORK ? ChosenKernels.SCALAR : ChosenKernels.INSTANCE;
    }

    /// What runs and why, for people: `vector, 256 bit (4 doubles)`.
    String describe();

    /// How many bits a vector has; 0 where there are none.
    int vectorBits();

    /// `dst[i] = src[i]` for `n` little-endian float32 elements.
    void f32ToF64(MemorySegment src, long srcByte, MemorySegment dst, long dstByte, int n);

    /// `dst[i] = src[i]` for `n` little-endian bfloat16 elements, exact.
    void bf16ToF64(MemorySegment src, long srcByte, MemorySegment dst, long dstByte, int n);

    /// `dst[i] = src[i]` for `n` elements of an array.
    ///
    /// @param spare of `n` elements or more, for whatever is needed
    void f32ToF64(float[] src, MemorySegment dst, long dstByte, int n, double[] spare);

    /// A number of each byte of groups: `dst[g * n + i] = scales[g] * src[b + i]`, where `b` is the first
    /// byte of group `g`.
    void bytesToF32(byte[] src, Groups groups, float[] scales, float[] dst);

    /// Two numbers of each byte of groups, where `b` is the first byte of group `g` and `l` is `linear` from
    /// `4 * g` on: with `q` the lower four bits of `src[b + i]`, `dst[at + 2 * n * g + i] = l[0] * (q - zero)
    /// + l[1]`; with `q` its upper four, `dst[at + 2 * n * g + n + i] = l[2] * (q - zero) + l[3]`. Products
    /// are rounded before they are added to.
    void nibblesToF32(byte[] src, Groups groups, int zero, float[] linear, float[] dst, int at);

    /// Groups of `n` bytes in an array: group `g` begins at byte `first + g * stride`.
    record Groups(int first, int stride, int n, int count) {}

    /// Rows of a packed panel: the number of columns handled together by [#gramPanels].
    int panelWidth();

    /// Adds the products of two packed panels to a block of a row-major matrix:
    ///
    /// `c[cOff + i * ldc + j] += sum_k a[aOff + k * w + i] * b[bOff + k * w + j]`
    ///
    /// for `0 <= i, j < w` and `0 <= k < depth`, where `w` is [#panelWidth].
    void gramPanels(double[] a, int aOff, double[] b, int bOff, int depth, double[] c, int cOff, int ldc);

    /// `sum_i a[aOff + i] * b[bOff + i]`.
    double dot(double[] a, int aOff, double[] b, int bOff, int n);

    /// `y[yOff + i] += s * x[xOff + i]`.
    void axpy(double s, double[] x, int xOff, double[] y, int yOff, int n);

    /// The plane rotation `(x, y) <- (c x - s y, s x + c y)`, in place.
    void rotate(double[] x, int xOff, double[] y, int yOff, int n, double c, double s);

    /// Rows that [#rank2Symv] takes at once.
    int ROWS = 4;

    /// How [#rank2Symv] wants its matrix.
    PackedTriangle packing();

    /// [#ROWS] rows of a symmetric rank-2 update fused with as many rows of a symmetric matrix-vector
    /// product, so that a Householder tridiagonalisation passes over its matrix once a step. Here `a[k][i]`
    /// is row `r + k` of the matrix and `b` the first column of the block on the diagonal that these rows are
    /// in (see [PackedTriangle]):
    ///
    /// - `a[k][i] -= v[r + k] * w[i] + w[r + k] * v[i]` for every column up to the end of that block,
    /// - `y[i] += sum_k a[k][i] * x[r + k]` for `i < b`,
    /// - `y[r + k] += sum_i a[k][i] * x[i]` up to the end of the block, whose upper triangle therefore has to
    ///   be there.
    ///
    /// @param panel where the panel of these rows begins
    /// @param r a multiple of [#ROWS]
    void rank2Symv(Rank2Symv step, int panel, int r);

    /// A symmetric matrix, and the vectors of a symmetric rank-2 update and of the product with what it
    /// leaves; zeros wherever the matrix has been padded.
    ///
    /// @param packing of the matrix
    /// @param layout where each of them begins
    /// @param t the array that they are in
    /// @param sums room for the kernel to work in
    record Rank2Symv(PackedTriangle packing, PackedTriangle.Layout layout, double[] t, double[] sums) {

        /// Zeros for a matrix of order `n`.
        public static Rank2Symv zeros(PackedTriangle packing, int n) {
            return zeros(packing, n, packing.elements(n));
        }

        /// Zeros for vectors of `n` elements and a part of a matrix.
        ///
        /// @param elements of it
        public static Rank2Symv zeros(PackedTriangle packing, int n, long elements) {
            PackedTriangle.Layout layout = packing.layout(n, elements, Double.BYTES);
            return new Rank2Symv(packing, layout, new double[layout.length()], new double[ROWS * packing.lanes()]);
        }
    }

    /// The Kolmogorov-Smirnov distance between a power law that starts at point `i` and the points `from <= j
    /// < to`: the largest of `d0` and `|1 - exp((1 - alpha) (logX[j] - logX[i])) - (j - i) / n|` with
    /// `exponent = 1 - alpha <= 0` and `perPoint = 1 / n`.
    double ksDistance(double[] logX, int i, int from, int to, double exponent, double perPoint, double d0);

    /// `n` random signs, `+1` or `-1`: element `i` is negative where bit `i mod 64` of the `(i / 64)`-th
    /// number of SplitMix64 with this seed is set. The twins agree.
    void signs(long seed, double[] v, int n);
}
