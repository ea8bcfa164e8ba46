package eigensweep.sweep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.SoftAssertions.assertSoftly;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import eigensweep.checkpoint.Checkpoints;
import eigensweep.checkpoint.file.Checkpoint;
import eigensweep.checkpoint.file.CheckpointException;
import eigensweep.layer.LayerOptions;
import eigensweep.layer.Layers;
import eigensweep.spectrum.LayerMetrics;
import eigensweep.sweep.Row.Status;
import eigensweep.sweep.Zoo.Model;
import eigensweep.sweep.Zoo.Reference;
import eigensweep.tensor.Tensor;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.assertj.core.api.SoftAssertions;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Models as people published them: nothing in them is without a layer or a reason, and spectra are NumPy's.
class ZooTest {

    private static final double TOLERANCE = 1e-12;

    private static final LayerOptions EVERY_SIZE = new LayerOptions(
            LayerOptions.DEFAULT.selection(),
            1,
            Integer.MAX_VALUE,
            LayerOptions.DEFAULT.convolution(),
            LayerOptions.DEFAULT.fusedQkv());

    static Stream<Model> read() {
        return wanted().filter(model -> model.refused().isEmpty());
    }

    static Stream<Model> refused() {
        return wanted().filter(model -> !model.refused().isEmpty());
    }

    /// Those that are there, and those that have to be, so that a run without them fails.
    private static Stream<Model> wanted() {
        boolean whole = Boolean.getBoolean("eigensweep.zoo.whole");
        boolean strict = Boolean.getBoolean("eigensweep.strict");
        return Zoo.models().stream().filter(model -> whole || strict && model.isAlways() || Files.exists(model.path()));
    }

    @Test
    void theZooIsThere() {
        assumeTrue(wanted().findAny().isPresent(), "no published models: scripts/zoo fetches them");
        assertThat(wanted()).allSatisfy(model -> assertThat(model.path()).isRegularFile());
    }

    @ParameterizedTest(allowZeroInvocations = true)
    @MethodSource("read")
    void everyArrayHasALayerOrAReason(Model model) {
        try (Checkpoint checkpoint = Checkpoints.open(model.path())) {
            assertThat(checkpoint.tensors().stream()
                            .filter(ZooTest::isMatrix)
                            .map(Tensor::storedName)
                            .distinct())
                    .hasSize(model.arrays());
            Map<String, String> reasons = Layers.of(checkpoint, EVERY_SIZE).stream()
                    .collect(Collectors.toMap(
                            layer -> layer.tensor().name(),
                            layer -> Objects.requireNonNullElse(layer.skipped(), "swept"),
                            (one, other) -> one));
            assertThat(checkpoint.tensors())
                    .allSatisfy(tensor -> assertThat(reasons.get(tensor.name()))
                            .as(tensor.name())
                            .isNotBlank());
        }
    }

    /// Biases of shape `[1, n, 1, 1]` are none, whether the file or an operator gives them these axes.
    private static boolean isMatrix(Tensor tensor) {
        return Arrays.stream(tensor.shape()).filter(side -> side > 1).count() > 1;
    }

    @ParameterizedTest(allowZeroInvocations = true)
    @MethodSource("read")
    void spectraAreThoseOfNumPy(Model model) {
        List<Row> rows = Sweeping.rows(model.path(), Sweeping.withLayers(Sweeping.options(2), EVERY_SIZE));
        Map<String, Iterator<LayerMetrics>> found = rows.stream()
                .filter(row -> row.metrics() != null)
                .collect(Collectors.groupingBy(
                        Row::tensor,
                        Collectors.collectingAndThen(
                                Collectors.mapping(row -> Objects.requireNonNull(row.metrics()), Collectors.toList()),
                                List::iterator)));
        assertSoftly(softly -> {
            softly.assertThat(rows.stream().filter(row -> row.metrics() != null))
                    .as("spectra")
                    .hasSize(model.spectra());
            softly.assertThat(rows).filteredOn(row -> row.metrics() == null).allSatisfy(row -> {
                assertThat(row.status()).isEqualTo(Status.SKIPPED);
                assertThat(row.reason()).isNotBlank();
            });
            Zoo.references(model).forEach(reference -> compare(softly, reference, found.get(reference.tensor())));
        });
    }

    private static void compare(SoftAssertions softly, Reference reference, @Nullable Iterator<LayerMetrics> found) {
        softly.assertThat(found != null && found.hasNext())
                .as(reference.tensor())
                .isTrue();
        if (found != null && found.hasNext()) {
            LayerMetrics metrics = found.next();
            softly.assertThat(metrics.numEvals()).as(reference.tensor()).isEqualTo(reference.numEvals());
            softly.assertThat(metrics.norms().norm())
                    .as(reference.tensor())
                    .isCloseTo(reference.norm(), within(TOLERANCE * reference.norm()));
            softly.assertThat(metrics.lambdaMax())
                    .as(reference.tensor())
                    .isCloseTo(reference.lambdaMax(), within(TOLERANCE * reference.lambdaMax()));
        }
    }

    @ParameterizedTest(allowZeroInvocations = true)
    @MethodSource("refused")
    void whatIsNotReadIsNamed(Model model) {
        assertThatThrownBy(() -> Checkpoints.open(model.path()))
                .isInstanceOf(CheckpointException.class)
                .hasMessageContaining(model.refused());
    }
}
