package eigensweep.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The golden set is complete in a plain checkout.
class GoldenTest {

    /// The SHA-256 in `arrays.csv` is that of the file `numpy.save` wrote (NumPy 2.4.6, and 1.24.2 before).
    @ParameterizedTest
    @ValueSource(
            strings = {
                "gauss_512x512",
                "gauss_1024x256",
                "student_t3_1000x800",
                "rankdef_600x400_r150",
                "conv_3x3x64x128",
                "tiny_10x10",
                "embed_500x384",
                "embed_aug_500x384"
            })
    void arraysAreDrawnAsNumPyDrewThem(String name) throws IOException {
        assertThat(GoldenArrays.npy(Golden.folder(), name)).startsWith(0x93, 'N', 'U', 'M', 'P', 'Y');
    }

    @Test
    void whatIsAbsentFails() {
        assertThatThrownBy(() -> Golden.file("no_such_table.csv")).hasMessageContaining("no_such_table");
        assertThat(Files.isRegularFile(Golden.file("ww_synth_default.csv"))).isTrue();
    }
}
