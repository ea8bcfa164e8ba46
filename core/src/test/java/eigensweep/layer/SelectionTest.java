package eigensweep.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import eigensweep.checkpoint.file.Bytes;
import eigensweep.checkpoint.file.Checkpoint;
import eigensweep.layer.LayerOptions.Convolution;
import eigensweep.layer.LayerOptions.FusedQkv;
import eigensweep.tensor.DType;
import eigensweep.tensor.Meaning;
import eigensweep.tensor.Tensor;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SelectionTest {

    private static Tensor tensor(String name, long... shape) {
        float[] values = new float[(int) Tensor.count(shape)];
        return Tensor.of(name, DType.F32, shape, MemorySegment.ofArray(Bytes.floats(values)))
                .meaning(Meaning.OUT_FIRST);
    }

    private static final List<Tensor> MODEL = List.of(
            tensor("embed.weight", 8, 4),
            tensor("conv.weight", 4, 4, 3, 3),
            tensor("mlp.experts.up", 2, 4, 4),
            tensor("fc.weight", 4, 4),
            tensor("odd[0].weight", 4, 4));

    private static List<String> chosen(String names, String excluded, Set<Layer.Type> types, String ids) {
        Checkpoint checkpoint = new Checkpoint(Path.of("model"), "test", MODEL, List.of(), Arena.ofAuto());
        Selection selection = new Selection(names, excluded, types, ids, false);
        return Layers.of(checkpoint, new LayerOptions(selection, 1, 1000, Convolution.POOLED, FusedQkv.WHOLE)).stream()
                .filter(Layer::isSwept)
                .map(Layer::longName)
                .toList();
    }

    @Test
    void namesAndTheirExceptions() {
        assertThat(chosen("{conv,fc}", "", Set.of(), "")).containsExactly("conv", "fc");
        assertThat(chosen("*", "*.experts.*", Set.of(), "")).containsExactly("embed", "conv", "fc", "odd[0]");
        assertThat(chosen("*c*", "fc", Set.of(), "")).containsExactly("conv");
    }

    @Test
    void aNameThatIsWrittenOutMatchesItself() {
        assertThat(chosen("odd[0]", "", Set.of(), "")).containsExactly("odd[0]");
        assertThat(chosen("*", "odd[0]", Set.of(), "")).doesNotContain("odd[0]").hasSize(5);
    }

    @Test
    void anExpertIsChosenByItsNameOrThatOfAll() {
        assertThat(chosen("mlp.experts.up.1", "", Set.of(), "")).containsExactly("mlp.experts.up.1");
        assertThat(chosen("mlp.experts.up", "", Set.of(), "")).containsExactly("mlp.experts.up.0", "mlp.experts.up.1");
    }

    @Test
    void typesAreThoseOfTheColumn() {
        assertThat(chosen("*", "", Selection.types("conv2d, expert"), ""))
                .containsExactly("conv", "mlp.experts.up.0", "mlp.experts.up.1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Selection.types("dense,convolution"))
                .withMessageContaining("'convolution'")
                .withMessageContaining("conv3d, expert, recurrent");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {"0,3;embed fc", "1-3;conv mlp.experts.up.0 mlp.experts.up.1 fc", " 4 , 0-0;embed odd[0]", "7-9;"})
    void idsAreNumbersAndRanges(String ids, @Nullable String expected) {
        assertThat(String.join(" ", chosen("*", "", Set.of(), ids))).isEqualTo(expected == null ? "" : expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a", "1,,2", "3-1", "-1", "1-2-3", "99999999999"})
    void otherIdsAreRefused(String ids) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Selection.Ids.parse(ids))
                .withMessageStartingWith("--ids " + ids + ": ");
    }
}
