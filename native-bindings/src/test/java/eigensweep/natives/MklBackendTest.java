package eigensweep.natives;

import eigensweep.linalg.Backend;
import eigensweep.linalg.BackendContract;
import eigensweep.linalg.Backends;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/// `-Deigensweep.test.mkl` runs the contract on a user's MKL, and OpenBLAS's tests not: a process has one LAPACK.
@EnabledIfSystemProperty(named = MklBackendTest.PROPERTY, matches = ".*")
class MklBackendTest implements BackendContract {

    static final String PROPERTY = "eigensweep.test.mkl";

    @Override
    public Backend backend() {
        return Backends.open("mkl").backend();
    }
}
