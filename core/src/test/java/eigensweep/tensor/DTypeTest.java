package eigensweep.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DTypeTest {

    @Test
    void floatingPointNumbersAndOnlyTheyCanBeWeights() {
        assertThat(Arrays.stream(DType.values()).filter(DType::isFloating).map(DType::name))
                .allMatch(name -> name.matches("F64|F32|B?F16|F8_E[45]M[32](FNUZ)?"))
                .hasSize(8);
    }

    @Test
    void whatCanBeAWeightCanBeWidened() {
        assertThat(Arrays.stream(DType.values()).filter(DType::isFloating)).allMatch(DType::isWidenable);
    }

    @ParameterizedTest
    @CsvSource({"F64, 8", "F32, 4", "F16, 2", "BF16, 2", "F8_E4M3, 1", "F8_E5M2, 1", "I64, 8", "BOOL, 1", "C128, 16"})
    void elementsTakeAsManyBytesAsTheirNameSays(DType dtype, int bytes) {
        assertThat(dtype.bytes()).isEqualTo(bytes);
        assertThat(dtype.bits()).isEqualTo(8 * bytes);
    }
}
