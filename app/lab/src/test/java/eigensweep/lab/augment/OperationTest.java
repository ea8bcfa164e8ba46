package eigensweep.lab.augment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import eigensweep.lab.images.Image;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/// Elementary operations against those of torchvision, weak and strong, on grey and coloured pictures, square or not.
class OperationTest {

    static final List<Arguments> ELEMENTARY = elementary();

    private static List<Arguments> elementary() {
        List<Arguments> groups = new ArrayList<>();
        for (ImageArithmetic arithmetic : List.of(new PilArithmetic(), new TensorArithmetic())) {
            String backend = arithmetic instanceof PilArithmetic ? "PIL" : "TENSOR";
            for (Operation operation : Operation.values()) {
                for (Interpolation interpolation : Interpolation.values()) {
                    List<JsonNode> recordings = recorded(operation, backend, interpolation);
                    if (!recordings.isEmpty()) {
                        groups.add(
                                argumentSet(operation + " " + backend + " " + interpolation, recordings, arithmetic));
                    }
                }
            }
        }
        return groups;
    }

    /// Each of the 14 operations on both backends, and the five warps interpolated as well.
    @Test
    void everyOperationWasRecorded() {
        assertThat(ELEMENTARY).hasSize(2 * (14 + 5));
    }

    private static List<JsonNode> recorded(Operation operation, String backend, Interpolation interpolation) {
        return Recordings.of("elementary").stream()
                .filter(recording -> Recordings.operation(recording.get("op").asString()) == operation
                        && recording.get("backend").asString().equals(backend)
                        && recording.get("interpolation").asString().equals(interpolation.name()))
                .toList();
    }

    @ParameterizedTest
    @FieldSource("ELEMENTARY")
    void isThatOfTorchvision(List<JsonNode> recordings, ImageArithmetic arithmetic) {
        assertThat(recordings).hasSizeGreaterThanOrEqualTo(Recordings.PICTURES.size());
        for (JsonNode recording : recordings) {
            Image ours = Recordings.operation(recording.get("op").asString())
                    .apply(
                            Recordings.picture(recording),
                            recording.get("magnitude").asDouble(),
                            arithmetic,
                            Interpolation.valueOf(recording.get("interpolation").asString()));
            check(ours, recording, arithmetic);
        }
    }

    @ParameterizedTest
    @MethodSource("warps")
    void affineWarpsAreThoseOfTorchvision(List<JsonNode> recordings, ImageArithmetic arithmetic) {
        for (JsonNode recording : recordings) {
            Affine affine = new Affine(
                    recording.get("angle").asDouble(),
                    recording.get("translate").get(0).asDouble(),
                    recording.get("translate").get(1).asDouble(),
                    recording.get("scale").asDouble(),
                    recording.get("shear").get(0).asDouble(),
                    recording.get("shear").get(1).asDouble(),
                    Affine.Pivot.CENTRE);
            Image ours = arithmetic.affine(
                    Recordings.picture(recording),
                    affine,
                    Interpolation.valueOf(recording.get("interpolation").asString()));
            check(ours, recording, arithmetic);
        }
    }

    private static Stream<Arguments> warps() {
        return Stream.of(new PilArithmetic(), new TensorArithmetic())
                .map(arithmetic -> argumentSet(
                        arithmetic.toString(),
                        Recordings.of("affine").stream()
                                .filter(recording -> recording
                                        .get("backend")
                                        .asString()
                                        .equals(arithmetic instanceof PilArithmetic ? "PIL" : "TENSOR"))
                                .toList(),
                        arithmetic));
    }

    /// PIL's arithmetic is repeated to the last bit; of `float` sums the order is not known.
    private static void check(Image ours, JsonNode recording, ImageArithmetic arithmetic) {
        switch (arithmetic) {
            case PilArithmetic pil -> Recordings.assertSame(ours, recording);
            case TensorArithmetic tensor -> Recordings.assertClose(ours, recording);
        }
    }
}
