package eigensweep.checkpoint.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ModulePatternTest {

    private static final List<String> MODULES = List.of(
            "model.layers.0.q",
            "layers.0.q",
            "model.layers.10.q",
            "model.layers.1.k",
            "q",
            "model.q_proj",
            "xq",
            "layersx0xq",
            "model.blocks.12.q");

    /// What Python 3.11 says of `re.match(rf"(.*\.)?({key})$", module)`, which is what PEFT 0.21 asks, for
    /// each of the modules above, by their numbers.
    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '"',
            delimiter = ';',
            value = {
                "q; 0 1 2 4 8",
                "q_proj; 5",
                "0.q; 0 1",
                "^layers.0.q; 1 7",
                "layers.0.q; 0 1 7",
                "^model.layers.0.q; 0",
                "layers\\.0\\.q; 0 1",
                ".*10.*; 2",
                "layers\\.(0|1)\\.q; 0 1",
                "layers\\.\\d+\\.[qk]; 0 1 2 3",
                "(q|k); 0 1 2 3 4 8",
                "q|k; 0 1 2 3 4 8",
                "model.*; 0 2 3 5 8",
                "proj; \"\"",
                "^model$; \"\"",
                "[qk]_proj; 5",
                "layers.[0-9].q; 0 1 7",
                "(?:layers|blocks)\\.1\\d?\\.q; 2 8",
                "layers\\.(?!0)\\d+\\.q; 2",
                "\\w+\\.q; 0 1 2 8",
                "q.; \"\"",
            })
    void matchesWhatPythonMatches(String key, String numbers) {
        ModulePattern pattern = ModulePattern.of(key);
        ModulePattern.Budget budget = new ModulePattern.Budget(10_000);
        List<String> matched = MODULES.stream()
                .filter(module -> pattern.matches(module, budget))
                .map(module -> String.valueOf(MODULES.indexOf(module)))
                .toList();
        assertThat(String.join(" ", matched)).isEqualTo(numbers);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "(a+)+",
                "((a*)b)*",
                "(a?)*",
                "(?i)q",
                "(?P<x>q)",
                "(?x: q)",
                "a{3}",
                "a++",
                "[a&&b]",
                "[[a]]",
                "\\p{L}",
                "\\Qa\\E",
                "(",
                "[",
                "*"
            })
    void refusesWhatIsNotInBothLanguagesOrMayExplode(String key) {
        assertThatIllegalArgumentException().isThrownBy(() -> ModulePattern.of(key));
    }

    @Test
    void refusesKeysOfAnyLength() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ModulePattern.of("q".repeat(501)))
                .withMessageContaining("longer than 500");
    }

    /// The time these take grows with a power of the name's length.
    @ParameterizedTest
    @ValueSource(strings = {".*.*.*.*.*b", "[a.]*[a.]*[a.]*[a.]*b"})
    @Timeout(10)
    void stopsWhenItsBudgetIsSpent(String key) {
        ModulePattern.Budget budget = new ModulePattern.Budget(1_000_000);
        assertThatExceptionOfType(ModulePattern.ExhaustedException.class)
                .isThrownBy(() -> ModulePattern.of(key).matches("a".repeat(900), budget));
    }
}
