package eigensweep.bench.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import eigensweep.bench.gate.Case.Limit;
import eigensweep.bench.gate.Case.Yardstick;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The options of `scripts/bench-gate`: whatever would measure nothing, or tolerate anything, is refused in a sentence.
class OptionsTest {

    private static final List<Case> CASES = List.of(
            Case.timed("dot", Yardstick.DGEMM, Limit.VECTORS, () -> 1),
            Case.timed("tail-distance", Yardstick.DGEMM, Limit.VECTORS, () -> 1),
            Case.untimed("two-stages", Limit.VECTORS, () -> 1));

    private static Options options(String... arguments) {
        List<String> all = new ArrayList<>(List.of("baseline.json"));
        all.addAll(List.of(arguments));
        return Options.of(all);
    }

    @Test
    void withoutOptionsTheToleranceIsWideAndAllCasesAreMeasured() {
        Options none = options();
        assertThat(none.tolerance()).isEqualTo(0.75);
        assertThat(none.chosen(CASES)).isEqualTo(CASES);
        assertThat(options("--strict").tolerance()).isEqualTo(0.15);
        assertThat(options("--tolerance", "0.3").tolerance()).isEqualTo(0.3);
    }

    @ParameterizedTest
    @ValueSource(strings = {"NaN", "-2", "-0.1", "Infinity", "x", ""})
    void aToleranceThatIsNoPartIsRefusedByName(String value) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> options("--tolerance", value))
                .withMessageStartingWith("--tolerance ")
                .withMessageContaining("a part is wanted, such as 0.3");
    }

    @Test
    void anOptionWithoutItsValueAndAnUnknownOneAreRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> options("--tolerance"))
                .withMessage("--tolerance wants a value");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> options("--fast"))
                .withMessageStartingWith("no option '--fast'");
    }

    @Test
    void whatIsPlantedHasToBeMeasured() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> options("--only", "dot", "--plant", "tail-distance"))
                .withMessageEndingWith("add --only tail-distance");
        Options both = options("--only", "dot", "--only", "tail-distance", "--plant", "tail-distance");
        assertThat(Case.names(both.chosen(CASES))).containsExactly("dot", "tail-distance");
        assertThat(options("--plant", "tail-distance").chosen(CASES)).isEqualTo(CASES);
    }

    @Test
    void whatIsPlantedHasToBeTimed() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> options("--plant", "two-stages").chosen(CASES))
                .withMessageContaining("its time is not measured");
    }

    @Test
    void aCaseThatIsNotThereIsRefusedWithThoseThatAre() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> options("--only", "det").chosen(CASES))
                .withMessage("no case 'det'; there are dot, tail-distance, two-stages");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> options("--plant", "det").chosen(CASES));
    }

    @Test
    void aBaselineIsOfAllCasesAsTheyAre() {
        assertThat(options("--refresh").refresh()).isTrue();
        assertThatIllegalArgumentException().isThrownBy(() -> options("--refresh", "--only", "dot"));
        assertThatIllegalArgumentException().isThrownBy(() -> options("--refresh", "--plant", "dot"));
    }

    @Test
    void timesOfARevisionThatTakesTurnsMayBeAnEighthLonger() {
        assertThat(options().against()).isNull();
        Options turns = options("--against", "revisions/0123456789ab");
        assertThat(turns.against()).isEqualTo(Path.of("revisions/0123456789ab"));
        assertThat(turns.tolerance()).isEqualTo(0.12);
        assertThat(options("--tolerance", "0.3", "--against", "x").tolerance()).isEqualTo(0.3);
        assertThat(options("--against", "x", "--strict").tolerance()).isEqualTo(0.15);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> options("--refresh", "--against", "x"))
                .withMessageStartingWith("--refresh with --against");
    }
}
