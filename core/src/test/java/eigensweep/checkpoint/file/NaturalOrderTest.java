package eigensweep.checkpoint.file;

import static org.assertj.core.api.Assertions.assertThat;

import eigensweep.tensor.DType;
import eigensweep.tensor.Tensor;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NaturalOrderTest {

    private static List<String> ordered(String... names) {
        return NaturalOrder.of(Stream.of(names)
                        .map(name -> Tensor.of(name, DType.F32, new long[0], MemorySegment.NULL))
                        .toList())
                .stream()
                .map(Tensor::name)
                .toList();
    }

    @Test
    void numbersCountInWhatWasSortedAsTexts() {
        assertThat(ordered("h.0.w", "h.1.w", "h.10.w", "h.11.w", "h.2.w", "h.9.w"))
                .containsExactly("h.0.w", "h.1.w", "h.2.w", "h.9.w", "h.10.w", "h.11.w");
    }

    @Test
    void anOrderOfTheWritersOwnIsTheModels() {
        assertThat(ordered("embed", "layer.10", "layer.2", "conv", "fc"))
                .containsExactly("embed", "layer.10", "layer.2", "conv", "fc");
    }

    @ParameterizedTest
    @CsvSource({
        "layer.2, layer.10, -1",
        "layer.02, layer.2, -1",
        "a, a.b, -1",
        "a1b2, a1b10, -1",
        "b1, a2, 1",
        "x99999999999999999999, x100000000000000000000, -1",
        "same, same, 0"
    })
    void comparesPartByPart(String a, String b, int sign) {
        assertThat(Integer.signum(NaturalOrder.compare(a, b))).isEqualTo(sign);
        assertThat(Integer.signum(NaturalOrder.compare(b, a))).isEqualTo(-sign);
    }
}
