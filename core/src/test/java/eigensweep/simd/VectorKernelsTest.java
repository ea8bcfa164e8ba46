package eigensweep.simd;

import static org.assertj.core.api.Assertions.assertThat;

import eigensweep.simd.Kernels.Rank2Symv;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class VectorKernelsTest {

    private static final int ARRAYS = 64;
    private static final int LENGTH = 63;
    private static final int ORDER = 56;

    /// Interpreted at first, compiled later. A lane reduction of the Vector API may add in another order
    /// then, and with it the same command would give other bytes.
    @Test
    void sumsAreTheSameBeforeAndAfterCompilation() {
        Kernels kernels = new VectorKernels();
        SplittableRandom random = new SplittableRandom(1);
        double[][] a = new double[ARRAYS][];
        double[][] b = new double[ARRAYS][];
        double[] dots = new double[ARRAYS];
        double[] rows = new double[ARRAYS];
        for (int k = 0; k < ARRAYS; k++) {
            a[k] = random.doubles(LENGTH, -1, 1).toArray();
            b[k] = random.doubles(LENGTH, -1, 1).toArray();
            dots[k] = kernels.dot(a[k], 0, b[k], 0, LENGTH);
            rows[k] = row(kernels, a[k], b[k]);
        }

        for (int repetition = 0; repetition < 2000; repetition++) {
            for (int k = 0; k < ARRAYS; k++) {
                assertSame(kernels.dot(a[k], 0, b[k], 0, LENGTH), dots[k]);
                assertSame(row(kernels, a[k], b[k]), rows[k]);
            }
        }
    }

    /// The last rows of a matrix that repeats an array.
    private static double row(Kernels kernels, double[] a, double[] x) {
        Rank2Symv step = Rank2Symv.zeros(kernels.packing(), ORDER, Kernels.ROWS * ORDER);
        double[] t = step.t();
        System.arraycopy(x, 0, t, step.layout().v(), ORDER);
        System.arraycopy(a, 0, t, step.layout().w(), ORDER);
        System.arraycopy(x, 0, t, step.layout().x(), ORDER);
        for (int i = 0; i < Kernels.ROWS * ORDER; i++) {
            t[step.layout().a() + i] = a[i % a.length];
        }
        kernels.rank2Symv(step, step.layout().a(), ORDER - Kernels.ROWS);
        return t[step.layout().y() + ORDER - 1];
    }

    /// Cheap, unlike an assertion object a call.
    private static void assertSame(double actual, double expected) {
        if (actual != expected) {
            assertThat(actual).isEqualTo(expected);
        }
    }
}
