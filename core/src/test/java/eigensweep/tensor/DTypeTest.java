package eigensweep.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class DTypeTest {

    @Test
    void floatingPointNumbersAndOnlyTheyCanBeWeights() {
        assertThat(Arrays.stream(DType.values())
                        .filter(DType::isFloating)
                        .filter(dtype -> !dtype.isBlocks())
                        .map(DType::name))
                .allMatch(name -> name.matches("F64|F32|B?F16|F8_E[45]M[32](FNUZ)?"))
                .hasSize(8);
    }

    /// What ggml calls bits per weight: those of the codes in the name, and shares of the scales.
    @ParameterizedTest
    @CsvSource({
        "Q1_0, 128, 1.125",
        "Q2_0, 64, 2.25",
        "Q4_0, 32, 4.5",
        "Q4_1, 32, 5",
        "Q5_0, 32, 5.5",
        "Q5_1, 32, 6",
        "Q8_0, 32, 8.5",
        "Q2_K, 256, 2.625",
        "Q3_K, 256, 3.4375",
        "Q4_K, 256, 4.5",
        "Q5_K, 256, 5.5",
        "Q6_K, 256, 6.5625",
        "IQ1_S, 256, 1.5625",
        "IQ1_M, 256, 1.75",
        "IQ2_XXS, 256, 2.0625",
        "IQ2_XS, 256, 2.3125",
        "IQ2_S, 256, 2.5625",
        "IQ3_XXS, 256, 3.0625",
        "IQ3_S, 256, 3.4375",
        "IQ4_NL, 32, 4.5",
        "IQ4_XS, 256, 4.25",
        "TQ1_0, 256, 1.6875",
        "TQ2_0, 256, 2.0625",
        "MXFP4, 32, 4.25",
        "NVFP4, 64, 4.5",
        "F32, 1, 32",
        "I8, 1, 8"
    })
    void blocksHaveAsManyBitsAnElementAsGgmlSays(DType dtype, int elements, double bits) {
        assertThat(dtype.blockElements()).isEqualTo(elements);
        assertThat(8.0 * dtype.blockBytes() / elements).isEqualTo(bits);
        assertThat(dtype.isBlocks()).isEqualTo(elements > 1);
    }

    @Test
    void theElementsOfBlocksAreWeights() {
        assertThat(Arrays.stream(DType.values()).filter(DType::isBlocks))
                .hasSize(25)
                .allMatch(DType::isFloating);
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

    @ParameterizedTest
    @EnumSource(names = {"I4", "U4", "F4", "F6_E2M3", "Q4_0", "MXFP4", "STRING", "OTHER"})
    void anElementWithoutBytesOfItsOwnHasNoCountOfThem(DType dtype) {
        assertThat(dtype.hasOwnBytes()).isFalse();
        assertThatIllegalStateException()
                .isThrownBy(dtype::bytes)
                .withMessage("an element of " + dtype + " has no bytes of its own");
    }
}
