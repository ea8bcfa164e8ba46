package eigensweep.natives;

import eigensweep.linalg.Backend;
import eigensweep.linalg.BackendContractTest;
import eigensweep.linalg.Backends;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/// `-Deigensweep.test.mkl` runs the contract on a user's MKL, and OpenBLAS's tests not: a process has one LAPACK.
@EnabledIfSystemProperty(named = MklBackendTest.PROPERTY, matches = ".*")
class MklBackendTest extends BackendContractTest {

    static final String PROPERTY = "eigensweep.test.mkl";

    @Override
    protected Backend backend() {
        return Backends.open("mkl").backend();
    }
}
