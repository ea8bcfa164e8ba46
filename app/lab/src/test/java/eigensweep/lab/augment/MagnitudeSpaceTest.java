package eigensweep.lab.augment;

import static org.assertj.core.api.Assertions.assertThat;

import eigensweep.lab.images.ImageShape;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// The magnitudes of torchvision's policies, for five sizes of image, exactly.
class MagnitudeSpaceTest {

    @Test
    void everyBinIsThatOfTorchvision() {
        for (JsonNode recording : Recordings.of("spaces")) {
            String name = recording.get("space").asString();
            MagnitudeSpace space = MagnitudeSpace.valueOf(name.substring(0, name.indexOf('-')));
            int bins = Integer.parseInt(name.substring(name.indexOf('-') + 1));
            ImageShape shape = new ImageShape(
                    3, recording.get("height").asInt(), recording.get("width").asInt());
            for (JsonNode operation : recording.get("operations")) {
                Operation ours = Recordings.operation(operation.get("op").asString());
                List<Double> theirs = Recordings.numbers(operation.get("magnitudes"));
                assertThat(ours.isSigned()).isEqualTo(operation.get("signed").asBoolean());
                assertThat(ours.isGraded()).isEqualTo(!theirs.equals(List.of()));
                for (int bin = 0; bin < theirs.size(); bin++) {
                    assertThat(space.magnitude(ours, bin, bins, shape))
                            .as("%s %s of %s, bin %d", name, ours, shape, bin)
                            .isEqualTo(theirs.get(bin));
                }
            }
        }
    }

    @Test
    void operationsAreThoseOfTorchvision() {
        for (JsonNode recording : Recordings.of("spaces")) {
            List<Operation> theirs = new ArrayList<>();
            recording
                    .get("operations")
                    .forEach(operation ->
                            theirs.add(Recordings.operation(operation.get("op").asString())));
            switch (recording.get("space").asString()) {
                case "STANDARD-31" -> assertSame(MagnitudeSpace.STANDARD, theirs);
                case "WIDE-31" -> assertSame(MagnitudeSpace.WIDE, theirs);
                case "AUGMIX-10" -> assertSame(MagnitudeSpace.AUGMIX, theirs);
                default -> assertThat(theirs).contains(Operation.INVERT).doesNotContain(Operation.IDENTITY);
            }
        }
    }

    private static void assertSame(MagnitudeSpace space, List<Operation> theirs) {
        assertThat(space.operations()).containsExactlyInAnyOrderElementsOf(theirs);
    }
}
