package eigensweep.linalg;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class JavaBackendTest implements BackendContract {

    private final JavaBackend backend = new JavaBackend();

    @Override
    public Backend backend() {
        return backend;
    }

    @Test
    void refusesFloat32AndNamesWhoDoesIt() {
        assertThat(backend.refusal(new Solve(Precision.F32, Method.GRAM, 1))).contains("float64", "openblas");
        assertThat(backend.refusal(new Solve(Precision.F64, Method.SVD, 3))).isNull();
    }

    @Test
    void isAlwaysThere() {
        assertThat(new JavaBackend.Provider().probe()).isInstanceOf(BackendProvider.Availability.Present.class);
    }
}
