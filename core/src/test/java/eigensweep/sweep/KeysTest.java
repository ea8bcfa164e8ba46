package eigensweep.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import eigensweep.layer.LayerOptions;
import eigensweep.layer.Selection;
import eigensweep.linalg.Solve;
import eigensweep.spectrum.Convention;
import eigensweep.spectrum.MetricOptions;
import eigensweep.testing.Changed;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What the key of a layer is made of: every option, but for those that are declared to decide nothing.
class KeysTest {

    /// The seed decides only where something is random; none is at the end of its range.
    private static final SweepOptions OPTIONS = new SweepOptions(
            new LayerOptions(
                    new Selection("*", "x", Set.of(), "3", false),
                    8,
                    100,
                    LayerOptions.Convolution.POOLED,
                    LayerOptions.FusedQkv.WHOLE),
            Solve.DEFAULT,
            new MetricOptions(Convention.WEIGHTWATCHER, false, true, 0, 1),
            1 << 20);

    static List<Changed> changes() {
        return Changed.all(OPTIONS);
    }

    @ParameterizedTest
    @MethodSource("changes")
    void anOptionDecidesOrSaysThatItDoesNot(Changed changed) {
        boolean same = ((SweepOptions) changed.record()).decisive().equals(OPTIONS.decisive());
        assertThat(same).isNotEqualTo(changed.decides());
    }

    @Test
    void noTwoDecisionsHaveTheSameKey() {
        assertThat(changes().stream()
                        .filter(Changed::decides)
                        .map(changed -> ((SweepOptions) changed.record()).decisive()))
                .doesNotHaveDuplicates();
    }

    @Test
    void equalOptionsHaveTheSameKey() {
        assertThat(((SweepOptions) Changed.copy(OPTIONS)).decisive()).isEqualTo(OPTIONS.decisive());
    }

    /// One that comes is to be told apart here: sweeps that differ in what their numbers mean are not compared.
    @Test
    void everyOptionThatDecidesSaysWhetherItIsWhatNumbersMean() {
        SweepOptions all = new SweepOptions(
                new LayerOptions(Selection.ALL, 8, 100, LayerOptions.Convolution.SLICES, LayerOptions.FusedQkv.SPLIT),
                Solve.DEFAULT,
                new MetricOptions(Convention.PAPER, true, true, 60, 1));
        List<String> meaning = SweepOptions.meaning(all.decisive());
        assertThat(meaning).containsExactly("--convention paper", "--conv slices", "--split-qkv");
        assertThat(all.decisive())
                .filteredOn(option -> !meaning.contains(option))
                .containsExactly(
                        "--precision f64", "--method gram", "--mp", "--randomize", "--bootstrap 60", "--seed 1");
    }
}
