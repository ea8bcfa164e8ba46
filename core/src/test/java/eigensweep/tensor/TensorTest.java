package eigensweep.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.Test;

class TensorTest {

    private static Tensor of(long... shape) {
        return Tensor.of("layer.weight", DType.F32, shape, MemorySegment.NULL);
    }

    @Test
    void isRowMajorUnlessSaidOtherwise() {
        assertThat(of(2, 3, 5).strides()).containsExactly(15, 5, 1);
        assertThat(Tensor.columnMajor(new long[] {2, 3, 5})).containsExactly(1, 2, 6);
        assertThat(of().strides()).isEmpty();
    }

    @Test
    void countsElements() {
        assertThat(of(2, 3, 5).count()).isEqualTo(30);
        assertThat(of(4, 0).count()).isZero();
        assertThat(of().count()).isEqualTo(1);
        assertThat(of(1L << 20, 1L << 20).count()).isEqualTo(1L << 40);
    }

    @Test
    void refusesToCountWhatNoFileCanHold() {
        long[] tooMany = {1L << 32, 1L << 32};
        long[] negative = {3, -1};

        assertThatExceptionOfType(ArithmeticException.class).isThrownBy(() -> Tensor.count(tooMany));
        assertThatExceptionOfType(ArithmeticException.class)
                .isThrownBy(() -> Tensor.count(negative))
                .withMessageContaining("-1");
    }

    @Test
    void refusesStridesOfAnotherRank() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Tensor(
                        "layer.weight", "w", DType.F32, new long[] {2, 3}, new long[] {1}, MemorySegment.NULL))
                .withMessage("layer.weight: 2 dimensions but 1 strides");
    }

    @Test
    void keepsItsStoredNameUnderAReadableOne() {
        Tensor named = of(2, 3).named("encoder.weight");

        assertThat(named.name()).isEqualTo("encoder.weight");
        assertThat(named.storedName()).isEqualTo("layer.weight");
    }

    @Test
    void writesItsShapeForPeople() {
        assertThat(of(384, 1536).shapeText()).isEqualTo("384 x 1536");
        assertThat(of().shapeText()).isEqualTo("scalar");
    }
}
