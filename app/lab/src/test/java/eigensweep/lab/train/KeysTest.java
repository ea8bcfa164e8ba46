package eigensweep.lab.train;

import static org.assertj.core.api.Assertions.assertThat;

import eigensweep.lab.images.Normalisation;
import eigensweep.lab.network.ModelSpec;
import eigensweep.lab.study.Analysis;
import eigensweep.table.YamlText;
import eigensweep.testing.Changed;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// What the key of a trial is made of: everything in its recipe and its analysis, but for what is declared to decide
/// nothing.
class KeysTest {

    private static Recipe recipe(ModelSpec model, Optimizer.Rule rule) {
        DataSpec usual = DataSpec.DEFAULT;
        return new Recipe(
                new DataSpec(
                        usual.name(),
                        "train",
                        null,
                        usual.holdout(),
                        List.of("test+hflip"),
                        24,
                        new Normalisation(new float[] {0.5f}, new float[] {0.5f})),
                model,
                rule,
                Schedule.DEFAULT,
                Recipe.Length.DEFAULT,
                1,
                "hflip",
                0.4,
                Recipe.Machine.DEFAULT,
                Recipe.Curvature.DEFAULT);
    }

    static List<Record> records() {
        return List.of(
                recipe(ModelSpec.Mlp.DEFAULT, Optimizer.Rule.Sgd.DEFAULT),
                recipe(ModelSpec.Cnn.DEFAULT, Optimizer.Rule.AdamW.DEFAULT),
                recipe(ModelSpec.ResNet18.DEFAULT, Optimizer.Rule.Sgd.DEFAULT),
                recipe(ModelSpec.ResNet50.DEFAULT.withDropout(0.1), Optimizer.Rule.Sgd.DEFAULT),
                Analysis.DEFAULT);
    }

    static Stream<Arguments> changes() {
        return records().stream()
                .flatMap(record -> Changed.all(record).stream().map(change -> Arguments.of(record, change)));
    }

    @ParameterizedTest
    @MethodSource("changes")
    void aComponentDecidesOrSaysThatItDoesNot(Record record, Changed changed) {
        boolean same = YamlText.key(changed.record()).equals(YamlText.key(record));
        assertThat(same).isNotEqualTo(changed.decides());
        assertThat(YamlText.of(changed.record())).isNotEqualTo(YamlText.of(record));
    }

    @ParameterizedTest
    @MethodSource("records")
    void noTwoDecisionsHaveTheSameKeyAndEqualRecordsHave(Record record) {
        assertThat(Changed.all(record).stream().filter(Changed::decides).map(Changed::record))
                .extracting(YamlText::key)
                .doesNotHaveDuplicates();
        assertThat(YamlText.key(Changed.copy(record))).isEqualTo(YamlText.key(record));
    }

    /// One that an enum or a sealed interface gets is among the tested ones.
    @Test
    void everyArchitectureAndEveryOptimiserIsTried() {
        List<Class<?>> tried = changes()
                .map(arguments -> arguments.get()[0])
                .filter(Recipe.class::isInstance)
                .map(Recipe.class::cast)
                .<Class<?>>flatMap(recipe ->
                        Stream.of(recipe.model().getClass(), recipe.optimizer().getClass()))
                .toList();
        assertThat(tried)
                .contains(ModelSpec.class.getPermittedSubclasses())
                .contains(Optimizer.Rule.class.getPermittedSubclasses());
    }
}
