package eigensweep.simd;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class KernelsTest {

    /// The build starts every JVM with the incubator module; scalar kernels here would mean that it no longer does.
    @Test
    void areTheVectorTwinWhereTheModuleIsThere() {
        assertThat(ModuleLayer.boot().findModule("jdk.incubator.vector")).isPresent();
        if (VectorKernels.LANES >= 2) {
            assertThat(Kernels.get()).isInstanceOf(VectorKernels.class);
        }
    }

    @Test
    void areScalarForWorkThatIsOverBeforeVectorsHaveStarted() {
        assertThat(Kernels.forWork(1000)).isInstanceOf(ScalarKernels.class);
        assertThat(Kernels.forWork(1L << 40)).isSameAs(Kernels.get());
    }

    @Test
    void sayWhatTheyAreAndWhy() {
        assertThat(new VectorKernels().describe())
                .isEqualTo("vector, %d bit (%d doubles)", 64 * VectorKernels.LANES, VectorKernels.LANES);
        assertThat(new ScalarKernels("no vectors here").describe()).isEqualTo("scalar (no vectors here)");
    }
}
