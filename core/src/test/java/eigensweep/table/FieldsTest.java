package eigensweep.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import eigensweep.testing.Changed;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// What keys are made of: options as words ([Fields#words]) and records as YAML ([YamlText#key]).
class FieldsTest {

    private enum Kind {
        LINEAR_LAYER
    }

    private record Options(
            Kind kind,
            @Field(value = "conv", off = "0") int width,
            boolean exact,
            @Field(decides = false) int threads,
            @Field(flag = "split-all") Way way) {}

    private enum Way {
        WHOLE,
        SPLIT,
        HALVED
    }

    @Test
    void optionsAreTheWordsOfACommandLine() {
        assertThat(Fields.words(new Options(Kind.LINEAR_LAYER, 3, true, 8, Way.SPLIT), Field::decides))
                .containsExactly("--kind linear_layer", "--conv 3", "--exact", "--split-all");
        assertThat(Fields.words(new Options(Kind.LINEAR_LAYER, 0, false, 8, Way.WHOLE), Field::decides))
                .containsExactly("--kind linear_layer");
    }

    @Test
    void aFlagStandsForTheSecondValueAloneAndOthersAreNamed() {
        Options halved = new Options(Kind.LINEAR_LAYER, 0, false, 8, Way.HALVED);
        assertThat(Fields.words(halved, Field::decides)).containsExactly("--kind linear_layer", "--split-all halved");
        assertThat(Fields.options(Options.class, Field::decides))
                .containsExactly("--kind", "--conv", "--exact", "--split-all");
    }

    private record Collected(Set<Way> ways, Set<String> names, double[] ends, float[] means) {}

    /// A set of the JDK has another order in every process, and an array another identity.
    @Test
    void equalRecordsHaveOneKey() {
        Collected one = new Collected(
                new LinkedHashSet<>(List.of(Way.SPLIT, Way.HALVED)),
                new LinkedHashSet<>(List.of("b", "a")),
                new double[] {0.5, 1},
                new float[] {0.25f});
        assertThat(YamlText.key(one))
                .isEqualTo("ways: [halved, split]\nnames: [\"a\", \"b\"]\nends: [0.5, 1.0]\nmeans: [0.25]\n")
                .isEqualTo(YamlText.key(Changed.copy(one)));
    }

    private record Ends(Set<Way> ways, double[] ends) {}

    @Test
    void equalOptionsAreTheSameWords() {
        Ends one = new Ends(new LinkedHashSet<>(List.of(Way.SPLIT, Way.HALVED)), new double[] {0.5, 1});
        assertThat(Fields.words(one, Field::decides))
                .containsExactly("--ways halved,split", "--ends 0.5,1.0")
                .isEqualTo(Fields.words(Changed.copy(one), Field::decides));
    }

    private record Odd(Object what) {}

    @Test
    void aTypeOfWhichNothingSaysHowItIsWrittenIsRefusedByName() {
        Odd odd = new Odd(new Object());
        for (Runnable write : List.<Runnable>of(
                () -> YamlText.key(odd), () -> Json.text(odd), () -> Fields.words(odd, Field::decides))) {
            assertThatIllegalArgumentException()
                    .isThrownBy(write::run)
                    .withMessage("nothing says how class java.lang.Object is written");
        }
    }
}
