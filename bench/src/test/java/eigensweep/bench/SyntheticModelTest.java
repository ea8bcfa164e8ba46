package eigensweep.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import eigensweep.tensor.DType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The shapes are those of the models they are named after.
class SyntheticModelTest {

    @ParameterizedTest
    @CsvSource({
        "bert-base, 74, 108965376, F32",
        "gpt2-medium, 98, 354501632, F32",
        "vit-b-32, 74, 88061952, F32",
        "tinyllama-1b, 156, 1099956224, BF16",
        "llama-7b-block, 7, 202375168, BF16",
    })
    void aShapeHasTheMatricesOfItsModel(String shape, int matrices, long weights, DType dtype) {
        SyntheticModel model = SyntheticModel.of(shape);

        assertThat(model.matrices()).isEqualTo(matrices);
        assertThat(model.weights()).isEqualTo(weights);
        assertThat(model.dtype()).isEqualTo(dtype);
    }

    @Test
    void anUnknownShapeIsRefused() {
        assertThatThrownBy(() -> SyntheticModel.of("bert")).hasMessage("no shape bert");
    }
}
