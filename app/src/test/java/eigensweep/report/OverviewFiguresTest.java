package eigensweep.report;

import static org.assertj.core.api.Assertions.assertThat;

import eigensweep.report.figure.Figure;
import eigensweep.report.figure.Mark.Points;
import eigensweep.report.figure.Ticks;
import eigensweep.report.figure.Ticks.Tick;
import eigensweep.sweep.Row;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Colours by role and places by block, of layers whose names tell them.
final class OverviewFiguresTest {

    private static Row with(Row row, String role, @Nullable Integer block) {
        return new Row(
                row.layerId(),
                row.longname(),
                row.layerType(),
                role,
                block,
                row.sliceId(),
                row.n(),
                row.m(),
                row.q(),
                row.rf(),
                row.metrics(),
                row.status(),
                row.model(),
                row.tensor(),
                row.dtype(),
                row.backend(),
                row.precision(),
                row.method(),
                row.convention(),
                row.note(),
                row.reason());
    }

    private static Figure entropy(List<Row> rows) {
        return OverviewFigures.of(rows).stream()
                .filter(figure -> figure.id().equals("entropy"))
                .findFirst()
                .orElseThrow();
    }

    private static List<Points> points(Figure figure) {
        return figure.marks().stream()
                .filter(Points.class::isInstance)
                .map(Points.class::cast)
                .toList();
    }

    /// An embedding, three blocks of q, k, fc1 and fc2, a head: places 1, 2 to 13, 14.
    @Test
    void pointsHaveTheColoursOfRolesAndTheAxisTheNumbersOfBlocks() {
        List<Row> plain =
                SampleReports.invented(13, 60).stream().map(ReportLayer::row).toList();
        List<Row> rows = new ArrayList<>(List.of(with(plain.getFirst(), "embedding", null)));
        for (int i = 0; i < 12; i++) {
            rows.add(with(plain.get(1 + i), List.of("q", "k", "fc1", "fc2").get(i % 4), i / 4));
        }
        rows.add(with(plain.getFirst(), "head", null));
        Figure figure = entropy(rows);
        assertThat(points(figure)).extracting(Points::name).containsExactly("q", "k", "fc1", "fc2", "embedding, head");
        assertThat(points(figure).get(2).x()).containsExactly(4, 8, 12);
        assertThat(points(figure).getLast().x()).containsExactly(1, 14);
        assertThat(figure.x().label()).isEqualTo("block, from input to output");
        assertThat(Ticks.of(figure.x(), 8).major())
                .containsExactly(new Tick(3.5, "0"), new Tick(7.5, "1"), new Tick(11.5, "2"));
    }

    @Test
    void whereNamesTellNothingPointsAreOfOneColourAndPlacesAreCounted() {
        Figure figure = entropy(
                SampleReports.invented(13, 60).stream().map(ReportLayer::row).toList());
        assertThat(points(figure)).hasSize(1);
        assertThat(figure.x().label()).isEqualTo("layer, from input to output");
        assertThat(figure.x().marked()).isEmpty();
    }
}
