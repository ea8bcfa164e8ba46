package eigensweep.sweep;

import static eigensweep.testing.Models.gaussian;
import static eigensweep.testing.Models.tensor;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import eigensweep.checkpoint.safetensors.SafetensorsWriter.Entry;
import eigensweep.testing.Matrices;
import eigensweep.testing.Models;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ComparisonTest {

    @TempDir
    private Path folder;

    @Test
    void aModelDoesNotDifferFromItself() {
        List<Row> rows = sweep(layer("a", 1, 1), layer("b", 2, 1));
        Comparison comparison = Comparison.of(rows, rows);
        assertThat(comparison.changes()).isNotEmpty().allSatisfy(change -> {
            assertThat(change.delta()).isZero();
            assertThat(change.before()).isEqualTo(change.after());
            assertThat(change.baselineDelta()).isNull();
            assertThat(change.relative()).isNull();
        });
        assertThat(comparison.onlyBefore()).isEmpty();
        assertThat(comparison.onlyAfter()).isEmpty();
    }

    @Test
    void weightsTwiceAsLargeHaveFourTimesTheNormAndTheSameShape() {
        Comparison comparison = Comparison.of(sweep(layer("a", 1, 1)), sweep(layer("a", 1, 2)));
        Change norm = change(comparison, "a", "norm");
        assertThat(norm.delta()).isCloseTo(3 * Objects.requireNonNull(norm.before()), within(1e-9));
        assertThat(change(comparison, "a", "log_norm").delta()).isCloseTo(Math.log10(4), within(1e-12));
        assertThat(change(comparison, "a", "sv_max").delta())
                .isCloseTo(change(comparison, "a", "sv_max").before(), within(1e-12));
        for (String invariant : List.of("alpha", "D", "stable_rank", "entropy")) {
            assertThat(change(comparison, "a", invariant).delta()).isCloseTo(0.0, within(1e-9));
        }
    }

    @Test
    void aDeltaIsAfterMinusBefore() {
        Comparison comparison = Comparison.of(sweep(layer("a", 1, 1)), sweep(layer("a", 2, 1)));
        assertThat(comparison.changes())
                .allSatisfy(change -> assertThat(change.delta())
                        .isEqualTo(Objects.requireNonNull(change.after()) - Objects.requireNonNull(change.before())));
    }

    @Test
    void aChangeFromOrToTheUndefinedIsUndefined() {
        List<Row> zero = sweep(tensor("a.weight", new double[20 * 15], 20, 15));
        List<Row> whole = sweep(layer("a", 1, 1));
        Change appeared = change(Comparison.of(zero, whole), "a", "alpha");
        assertThat(appeared.before()).isNull();
        assertThat(appeared.after()).isNotNull();
        assertThat(appeared.delta()).isNull();
        assertThat(change(Comparison.of(whole, zero), "a", "log_norm").delta()).isNull();
        assertThat(change(Comparison.of(zero, whole), "a", "norm").delta()).isPositive();
    }

    @Test
    void aBaselineIsSubtracted() {
        Comparison studied = Comparison.of(sweep(layer("a", 1, 1)), sweep(layer("a", 1, 4)));
        Comparison baseline = Comparison.of(sweep(layer("a", 1, 1)), sweep(layer("a", 1, 2)));
        Change change = change(studied.relativeTo(baseline), "a", "log_norm");
        assertThat(change.delta()).isCloseTo(Math.log10(16), within(1e-12));
        assertThat(change.baselineDelta()).isCloseTo(Math.log10(4), within(1e-12));
        assertThat(change.relative()).isCloseTo(Math.log10(4), within(1e-12));
    }

    @Test
    void aLayerThatTheBaselineLacksHasNoRelativeChange() {
        Comparison studied = Comparison.of(sweep(layer("a", 1, 1)), sweep(layer("a", 1, 4)));
        Comparison baseline = Comparison.of(sweep(layer("b", 1, 1)), sweep(layer("b", 1, 2)));
        assertThat(studied.relativeTo(baseline).changes())
                .hasSameSizeAs(studied.changes())
                .allSatisfy(change -> {
                    assertThat(change.baselineDelta()).isNull();
                    assertThat(change.relative()).isNull();
                });
    }

    @Test
    void layersOnOneSideOnlyAreNamedAndNotCompared() {
        Comparison comparison = Comparison.of(
                sweep(layer("kept", 1, 1), layer("lost", 2, 1), layer("gone", 3, 1)),
                sweep(layer("new", 4, 1), layer("kept", 1, 1)));
        assertThat(comparison.onlyBefore()).containsExactly("gone", "lost");
        assertThat(comparison.onlyAfter()).containsExactly("new");
        assertThat(comparison.changes()).extracting(Change::longname).containsOnly("kept");
    }

    /// karpathy/nanoGPT issue 325: a compiled model's names begin with `_orig_mod.`; DDP's with `module.`.
    @Test
    void layersMeetBehindTheirWrappers() {
        List<Row> plain = sweep(layer("h.0.fc", 1, 1), layer("h.1.fc", 2, 1));
        List<Row> compiled = sweep(layer("_orig_mod.h.0.fc", 1, 2), layer("_orig_mod.h.1.fc", 2, 2));
        List<Row> parallel = sweep(layer("module.h.0.fc", 1, 4), layer("module.h.1.fc", 2, 4));
        Comparison comparison = Comparison.of(plain, compiled);

        assertThat(comparison.names().afterPrefix()).isEqualTo("_orig_mod.");
        assertThat(comparison.onlyBefore()).isEmpty();
        assertThat(comparison.onlyAfter()).isEmpty();
        Change norm = change(comparison, "_orig_mod.h.0.fc", "norm");
        assertThat(norm.delta()).isCloseTo(3 * Objects.requireNonNull(norm.before()), within(1e-9));
        Change relative = change(Comparison.of(plain, parallel).relativeTo(comparison), "module.h.1.fc", "log_norm");
        assertThat(relative.baselineDelta()).isCloseTo(Math.log10(4), within(1e-12));
        assertThat(relative.relative()).isCloseTo(Math.log10(4), within(1e-12));
    }

    @Test
    void changesComeInTheOrderOfTheModelAfter() {
        Comparison comparison =
                Comparison.of(sweep(layer("a", 1, 1), layer("b", 2, 1)), sweep(layer("b", 2, 1), layer("a", 1, 1)));
        assertThat(comparison.changes().stream().map(Change::longname).distinct())
                .containsExactly("b", "a");
    }

    @Test
    void layersWithoutMetricsAreLeftOut() {
        Entry broken = gaussian("broken.weight", 1, 20, 15, 0, 0, Double.NaN);
        List<Row> rows = sweep(layer("a", 1, 1), broken, gaussian("thin.weight", 1, 20, 2));
        Comparison comparison = Comparison.of(rows, rows);
        assertThat(comparison.changes()).extracting(Change::longname).containsOnly("a");
        assertThat(comparison.onlyBefore()).isEmpty();
    }

    @Test
    void twoLayersOfOneNameAreRefused() {
        List<Row> one = sweep(layer("a", 1, 1));
        List<Row> two = Stream.concat(one.stream(), one.stream()).toList();
        assertThatThrownBy(() -> Comparison.of(one, two))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("two layers are named a");
    }

    private List<Row> sweep(Entry... entries) {
        return Sweeping.rows(Models.write(folder.resolve("model.safetensors"), entries));
    }

    /// Normal entries times a power of two: the factor rounds nothing.
    private static Entry layer(String name, long seed, double factor) {
        double[] values = Arrays.stream(Matrices.gaussian(seed, 20, 15))
                .map(value -> factor * (float) value)
                .toArray();
        return tensor(name + ".weight", values, 20, 15);
    }

    private static Change change(Comparison comparison, String longname, String metric) {
        return comparison.changes().stream()
                .filter(change -> change.longname().equals(longname))
                .filter(change -> change.metric().equals(metric))
                .findFirst()
                .orElseThrow();
    }
}
