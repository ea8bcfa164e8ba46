package eigensweep.bench.suite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import eigensweep.bench.Inputs;
import eigensweep.bench.LapackRoutine;
import eigensweep.bench.MatrixProduct;
import eigensweep.linalg.Backend;
import eigensweep.linalg.Solve;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// Which library a benchmark's process has, and what it is compared with.
class LapackOfTest {

    private static boolean isLeftOut(String method) {
        return Pattern.compile(LapackOf.MKL_METHODS).matcher(method).find();
    }

    @Test
    void suitesThatRestOnLapackCompareWithMkl() {
        assertThat(LapackOf.hasMkl(EigensolveBenchmark.class)).isTrue();
        assertThat(LapackOf.hasMkl(GramBenchmark.class)).isTrue();
        assertThat(LapackOf.hasMkl(VendiBenchmark.class)).isTrue();
        assertThat(LapackOf.hasMkl(KernelsBenchmark.class)).isFalse();
    }

    @Test
    void withoutMklItsMethodsAreLeftOutAndNoOthers() {
        assertThat(isLeftOut("eigensweep.bench.suite.GramBenchmark.mkl")).isTrue();
        assertThat(isLeftOut("eigensweep.bench.suite.GramBenchmark.openBlas")).isFalse();
        assertThat(isLeftOut("eigensweep.mkl.GramBenchmark.product")).isFalse();
    }

    @Test
    void theLibrarysOwnRoutineFindsTheEigenvaluesThatTheBackendFinds() {
        int n = 40;
        double[] a = Inputs.symmetric(n, 1);
        Backend openBlas = MatrixProduct.openBlas(1);

        double[] found = LapackRoutine.eigenvalues(a, n);

        double[] expected = openBlas.symmetricEigenvalues(a, n, Solve.DEFAULT);
        assertThat(found).containsExactly(expected, within(1e-12 * expected[n - 1]));
    }
}
