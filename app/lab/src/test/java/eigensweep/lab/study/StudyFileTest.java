package eigensweep.lab.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import eigensweep.findings.Treatment;
import eigensweep.findings.Treatment.Kind;
import eigensweep.findings.Trial;
import eigensweep.table.RecipeException;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Studies as people write them.
class StudyFileTest {

    private static Study read(String text) {
        return StudyFile.parse("s.yaml", text);
    }

    @Test
    void everyModelMeetsEveryDataSetUnderEveryTreatmentFromEverySeed() {
        Study study = read(Studies.TINY.replace("data:\n", "data:\n  more: {name: digits}\n"));
        assertThat(study.treatments())
                .extracting(Treatment::name)
                .containsExactly("baseline", "dropout-0.3", "wd-5e-3", "noise-0.3", "dropout-0.3+noise-0.3");
        assertThat(study.parts()).hasSize(2 * 5 * 2);
        assertThat(study.parts().getFirst().trial()).isEqualTo(new Trial("mlp", "more", Treatment.BASELINE, 1));
    }

    /// Each list is short enough, and what they make together is not.
    @Test
    void aStudyOfAMillionTrialsIsRefusedBeforeAnyIsMade() {
        String seeds = IntStream.range(0, 999).mapToObj(Integer::toString).collect(Collectors.joining(", "));
        String rates = IntStream.range(1, 1000).mapToObj(i -> "0." + (1000 + i)).collect(Collectors.joining(", "));
        String study = "name: s\nmodels: {m: {name: mlp}}\ndata: {d: {name: digits}}\n";
        assertThatThrownBy(() -> read(study + "seeds: [" + seeds + "]\ntreatments: {dropout: [" + rates + "]}\n"))
                .isInstanceOf(RecipeException.class)
                .hasMessageContaining("line 5: models x data x treatments x seeds are 999000 trials");
        assertThatThrownBy(() -> read(study + "treatments: {combined: {dropout: [" + rates + "], augmentation: ["
                        + "randaugment, ".repeat(998) + "randaugment]}}\n"))
                .isInstanceOf(RecipeException.class)
                .hasMessageContaining("999 x 999 combined treatments; at most 100000");
        assertThatThrownBy(() -> read(study.replace("m:", "m".repeat(65) + ":")))
                .hasMessageContaining("up to 64 letters, digits, dots, _ and - are possible");
    }

    @Test
    void theHessianIsFollowedWhereItIsAskedFor() {
        List<String> followed = read(Studies.TINY).parts().stream()
                .filter(part -> part.recipe().hessian() != null)
                .map(part -> part.trial().treatment().name())
                .distinct()
                .toList();
        assertThat(followed).containsExactly("baseline", "dropout-0.3");
    }

    @Test
    void aModelMayBeTrainedInItsOwnWay() {
        Study study = read(Studies.TINY.replace("[16, 12]}", "[16, 12], training: {epochs: 7}}"));
        assertThat(study.parts().getFirst().recipe().length().epochs()).isEqualTo(7);
        assertThat(study.parts().getFirst().recipe().length().batch()).isEqualTo(100);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            name: tiny                 | nam: tiny                    | line 1: unknown key nam
            name: tiny                 | name: a/b                    | line 1: the name 'a/b'
            name: mlp, hidden          | name: vgg, hidden            | line 3: name is one of mlp, cnn
            hidden: [16, 12]           | hiden: [16, 12]              | line 3: unknown key hiden
            hidden: [16, 12]           | dropout: 0.1                 | line 3: dropout is a treatment
            ood: [test+noise-0.3]      | ood: [test+cutout]           | line 5: no augmentation is called 'cutout'
            epochs: 2                  | epochs: two                  | line 8: epochs is a whole number, not 'two'
            epochs: 2                  | optimizer: {weight_decay: 1} | line 8: weight_decay is a treatment
            probes: 2                  | probs: 2                     | line 10: unknown key probs
            dropout: [0.3]             | dropout: [1.5]               | line 12: a dropout rate of 1.5
            dropout: [0.3]             | dropout: [0]                 | line 12: a dropout rate of 0.0
            weight_decay: [5e-3]       | weight_decay: [-1]           | line 13: a weight decay of -1.0
            weight_decay: [5e-3]       | weight_decay: [1e-2, 0.01]   | line 11: the treatment wd-1e-2 is asked for twice
            augmentation: [noise-0.3]  | augmentation: [cutout]       | line 14: no augmentation is called 'cutout'
            models:                    | modles:                      | line 2: unknown key modles
            {dropout: [0.3], augm      | {augm                        | line 15: combined takes augmentation
            seeds: [1, 2]              | seeds: [1, 1]                | line 16: seeds are [1, 1]
            hessian_of: [baseline      | hessian_of: [dropout-0.4     | line 17: the study has no treatment dropout-0.4
            images: 200                | images: 1                    | line 18: the diversity of 1 images
            """)
    void whatIsWrongIsToldWithItsLine(String right, String wrong, String message) {
        String text = Studies.TINY;
        assertThat(text).contains(right);
        assertThatThrownBy(() -> read(text.replaceFirst(Pattern.quote(right), Matcher.quoteReplacement(wrong))))
                .isInstanceOf(RecipeException.class)
                .hasMessageStartingWith("s.yaml")
                .hasMessageContaining(message)
                .hasMessageNotContaining("\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"models", "data"})
    void aStudyHasModelsAndData(String section) {
        String without = Studies.TINY.replaceFirst("(?m)^" + section + ":\n.*\n", "");
        assertThatThrownBy(() -> read(without)).hasMessageContaining("s.yaml, line 1: a study has " + section);
    }

    /// PAPER, Treatments: 4 dropout rates, 6 weight decays, 10 augmentations; App. I: 2 and 2 with each of the ten.
    @Test
    void thePresetsAreThoseOfThePaper() {
        Study full = read(Presets.text("digits-full").orElseThrow());
        assertThat(full.treatments().stream().map(Treatment::kind))
                .contains(Kind.BASELINE)
                .filteredOn(kind -> kind == Kind.COMBINED)
                .hasSize(40);
        assertThat(full.treatments()).hasSize(1 + 4 + 6 + 10 + 40);
        assertThat(full.seeds()).hasSize(3);
        Study cifar = read(Presets.text("cifar10-resnet18").orElseThrow());
        assertThat(cifar.treatments()).hasSize(1 + 4 + 6 + 10);
        assertThat(cifar.parts().getFirst().recipe().length().epochs()).isEqualTo(10);
        assertThat(read(Presets.text("digits-quick").orElseThrow()).treatments())
                .extracting(Treatment::kind)
                .contains(Kind.values());
    }
}
