package eigensweep.bench.suite;

import eigensweep.bench.MatrixProduct;
import eigensweep.linalg.Backend;
import eigensweep.linalg.BackendProvider.Availability;
import eigensweep.linalg.Backends;
import eigensweep.linalg.DeviceOptions;
import java.util.Arrays;
import java.util.Optional;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.infra.BenchmarkParams;

/// Which LAPACK library a benchmark has. A process has one of them, and JMH forks one for every method: those called
/// `mkl` have Intel's, where a user has installed it, and all others OpenBLAS.
final class LapackOf {

    /// What JMH takes to leave these methods out: the end of their full names.
    static final String MKL_METHODS = "\\." + LapackOf.MKL + "$";

    private static final String MKL = "mkl";

    private LapackOf() {}

    /// The backend on the library that a method has, on one thread.
    static Backend method(BenchmarkParams benchmark) {
        if (!benchmark.getBenchmark().endsWith("." + MKL)) {
            return MatrixProduct.openBlas(1);
        }
        Backend mkl = Backends.open(MKL).backend();
        mkl.gramSum(1, 1).close();
        return mkl;
    }

    /// Whether a suite compares with MKL.
    static boolean hasMkl(Class<?> suite) {
        return Arrays.stream(suite.getDeclaredMethods())
                .anyMatch(method -> method.isAnnotationPresent(Benchmark.class)
                        && method.getName().equals(MKL));
    }

    /// What MKL is here: where it was found, or why it was not.
    static Availability mkl() {
        Optional<Backends.Found> found = Backends.survey(DeviceOptions.DEFAULT).stream()
                .filter(each -> each.name().equals(MKL))
                .findFirst();
        return found.map(Backends.Found::availability)
                .orElseGet(() -> new Availability.Absent("this build has no backend " + MKL));
    }
}
