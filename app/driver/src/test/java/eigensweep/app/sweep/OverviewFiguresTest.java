package eigensweep.app.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import eigensweep.figure.Figure;
import eigensweep.figure.Mark.Points;
import eigensweep.figure.Ticks;
import eigensweep.figure.Ticks.Tick;
import eigensweep.sweep.Row;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Colours by role and places by block, of layers whose names tell them.
final class OverviewFiguresTest {

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

    @Test
    void pointsHaveTheColoursOfRolesAndTheAxisTheNumbersOfBlocks() {
        Figure figure = entropy(SampleReports.blocks());
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
