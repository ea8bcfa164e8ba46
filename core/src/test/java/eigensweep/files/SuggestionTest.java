package eigensweep.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class SuggestionTest {

    private static final List<String> COMMANDS = List.of("sweep", "compare", "vendi", "stats", "study", "hessian");

    @Test
    void aSlipOfTheFingerIsUnderstood() {
        assertThat(Suggestion.near("swep", COMMANDS)).containsExactly("sweep");
        assertThat(Suggestion.near("stduy", COMMANDS))
                .as("neighbours changed places")
                .containsExactly("study");
        assertThat(Suggestion.near("Hesian", COMMANDS)).containsExactly("hessian");
    }

    @Test
    void signsBetweenWordsDoNotCount() {
        assertThat(Suggestion.near("weight-decay", List.of("weight_decay", "dropout")))
                .containsExactly("weight_decay");
        assertThat(Suggestion.near("--preciison", List.of("--precision", "--progress")))
                .containsExactly("--precision");
    }

    @Test
    void theBeginningOfAWordIsEnough() {
        assertThat(Suggestion.near("comp", COMMANDS)).containsExactly("compare");
    }

    /// 16,000 columns of 900 characters took half a minute.
    @Test
    void whatNobodyTypesIsNotGuessed() {
        String name = "n".repeat(101);
        assertThat(Suggestion.near(name + "m", List.of(name))).isEmpty();
        assertThat(Suggestion.near("swep", List.of(name, "sweep"))).containsExactly("sweep");
        assertThat(Suggestion.near(name, List.of(name + "x")))
                .as("as its beginning")
                .containsExactly(name + "x");
    }

    @Test
    void nothingIsGuessedFromAnotherWord() {
        assertThat(Suggestion.near("train", COMMANDS)).isEmpty();
        assertThat(Suggestion.near("", COMMANDS)).isEmpty();
        assertThat(Suggestion.after("xyz", COMMANDS)).isEmpty();
        assertThat(Suggestion.after("vend", COMMANDS)).isEqualTo("; did you mean vendi?");
    }
}
