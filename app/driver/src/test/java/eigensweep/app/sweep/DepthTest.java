package eigensweep.app.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import eigensweep.sweep.Row.Status;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class DepthTest {

    @Test
    void numberedBlocksFollowEachOtherByNumber() {
        assertThat(ordered(
                        "model.embed",
                        "model.layers.0.q",
                        "model.layers.0.k",
                        "model.layers.10.q",
                        "model.layers.10.k",
                        "model.layers.2.q",
                        "model.layers.2.k",
                        "model.head"))
                .containsExactly(
                        "model.embed",
                        "model.layers.0.q",
                        "model.layers.0.k",
                        "model.layers.2.q",
                        "model.layers.2.k",
                        "model.layers.10.q",
                        "model.layers.10.k",
                        "model.head");
    }

    @Test
    void anOrderByDepthStays() {
        String[] names = {
            "conv1", "layer1.0.conv1", "layer1.0.conv2", "layer1.1.conv1", "layer2.0.conv1", "layer2.0.down.0", "fc"
        };
        assertThat(ordered(names)).containsExactly(names);
    }

    @Test
    void innerNumbersCountToo() {
        assertThat(ordered("h.1.experts.10.w", "h.1.experts.2.w", "h.0.experts.3.w", "h.0.router"))
                .containsExactly("h.0.router", "h.0.experts.3.w", "h.1.experts.2.w", "h.1.experts.10.w");
    }

    @Test
    void listsKeepThePlacesTheyHaveInTheFile() {
        assertThat(ordered("text.h.1", "image.h.1", "text.h.0", "image.h.0"))
                .containsExactly("text.h.0", "image.h.0", "text.h.1", "image.h.1");
    }

    private static List<String> ordered(String... names) {
        List<ReportLayer> layers = IntStream.range(0, names.length)
                .mapToObj(i -> ReportLayer.of(SampleReports.row(i, names[i], null, Status.SKIPPED, "a test"), null))
                .toList();
        return Depth.order(layers).stream().map(ReportLayer::title).toList();
    }
}
