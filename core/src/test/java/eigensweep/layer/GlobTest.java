package eigensweep.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GlobTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = ' ',
            value = {
                "layer.0 layer.0",
                "* layer.0/query",
                "layer.*.query layer.0.attention.query",
                "layer.? layer.7",
                "layer.[0-3] layer.2",
                "layer.[02] layer.2",
                "layer.[!0-3] layer.4",
                "layer.[a!] layer.!",
                "[\\] \\",
                "*.{query,key} layer.0.key",
                "{a,b{c,d},e} bd",
                "{a,b{c,d},e} e",
                "{a,}b b",
                "{*.query,layer.[01]} layer.1",
                "a,b a,b",
                "a(b)+$^|\\ a(b)+$^|\\",
            })
    void matchesWholeNames(String glob, String name) {
        assertThat(Glob.pattern(glob).matcher(name).matches()).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ' ',
            value = {
                "layer.0 layer-0",
                "layer layer.0",
                "layer.0 0",
                "layer.? layer.10",
                "layer.? layer.",
                "layer.[0-3] layer.4",
                "layer.[!0-3] layer.2",
                "layer.[!0-3] layer.",
                "*.{query,key} layer.0.value",
                "{a,b{c,d},e} b",
                "{a,b{c,d},e} bd,e",
                "Layer.* layer.0",
                "a+ aa",
            })
    void leavesOtherNamesAlone(String glob, String name) {
        assertThat(Glob.pattern(glob).matcher(name).matches()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"layer.[0-3", "[", "[!", "{query,key", "{a,{b,c}", "query}"})
    void refusesOpenBrackets(String glob) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Selection.named(glob))
                .withMessageStartingWith("--layers " + glob + ": ")
                .withMessageContaining("not closed");
    }

    @Test
    void lineBreaksInNamesAreCharactersLikeOthers() {
        assertThat(Glob.pattern("a*?c").matcher("a\n\nc").matches()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"[!]", "layer.[3-0]"})
    void refusesSetsThatAreNoneInOneLine(String glob) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Glob.pattern(glob))
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("\n"));
    }
}
