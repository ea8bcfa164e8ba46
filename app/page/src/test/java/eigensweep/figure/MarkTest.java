package eigensweep.figure;

import static org.assertj.core.api.Assertions.assertThat;

import eigensweep.figure.Mark.Points;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Points of numbers in a list.
class MarkTest {

    @Test
    void anUndefinedNumberHasNoPointAndTheOthersKeepTheirPlaces() {
        List<String> all = List.of("0.5", "none", "-2");
        Points points = Points.inOrder("", Tone.DATA, all, text -> text.equals("none") ? null : Double.valueOf(text));
        assertThat(points.x()).containsExactly(1, 3);
        assertThat(points.y()).containsExactly(0.5, -2);
    }
}
