package eigensweep.simd;

import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;
import static org.assertj.core.api.Assertions.assertThat;

import eigensweep.simd.Kernels.Rank2Symv;
import java.lang.foreign.Arena;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class VectorKernelsTest {

    private static final int ARRAYS = 64;
    private static final int LENGTH = 63;
    private static final int ORDER = 56;

    /// Interpreted at first, compiled later. A lane reduction of the Vector API may add in another order then,
    /// and with it the same command would give other bytes.
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
        Rank2Symv step = Rank2Symv.zeros(kernels.packing(), ORDER);
        System.arraycopy(x, 0, step.v(), 0, ORDER);
        System.arraycopy(a, 0, step.w(), 0, ORDER);
        System.arraycopy(x, 0, step.x(), 0, ORDER);
        double[] panel = new double[Kernels.ROWS * ORDER];
        Arrays.setAll(panel, i -> a[i % a.length]);
        kernels.rank2Symv(Arena.ofAuto().allocateFrom(JAVA_DOUBLE, panel), 0, ORDER - Kernels.ROWS, step);
        return step.y()[ORDER - 1];
    }

    /// Cheap, unlike an assertion object a call.
    private static void assertSame(double actual, double expected) {
        if (actual != expected) {
            assertThat(actual).isEqualTo(expected);
        }
    }
}
