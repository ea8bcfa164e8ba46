package eigensweep.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TextTableTest {

    private static final String ALL = "--format csv";

    private static TextTable table() {
        TextTable table = new TextTable(1, "layer", "N", "alpha", "D", "note").leastImportant("D", "N");
        table.add("encoder.layer.0.attention.self.query", "384", "2.460", "0.0843", "");
        table.add(
                "encoder.layer.1.attention.self.query",
                "384",
                "2.576",
                "0.0718",
                "over-trained, and more to say of it");
        return table;
    }

    @Test
    void aPipeHasAllOfIt() {
        assertThat(table().render(Integer.MAX_VALUE, ALL))
                .containsExactly(
                        "layer                                   N  alpha       D  note",
                        "encoder.layer.0.attention.self.query  384  2.460  0.0843",
                        "encoder.layer.1.attention.self.query  384  2.576  0.0718  over-trained, and more to say of it");
    }

    @Test
    void aNarrowWindowShortensTextsAndDropsTheLeastImportantColumns() {
        List<String> lines = table().render(60, ALL);
        assertThat(lines)
                .containsExactly(
                        "layer                            alpha  note",
                        "encoder.layer.0\u2026tion.self.query  2.460",
                        "encoder.layer.1\u2026tion.self.query  2.576  over-trained, and m\u2026",
                        "(not shown: N, D; long texts shortened; a wider terminal or",
                        "--format csv has all)");
    }

    @ParameterizedTest
    @ValueSource(ints = {120, 100, 80, 60, 40, 20})
    void noLineIsWiderThanTheWindow(int width) {
        assertThat(table().render(width, ALL))
                .allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(width));
    }

    @ParameterizedTest
    @ValueSource(ints = {100, 80, 60, 48})
    void shortenedNamesStillDiffer(int width) {
        List<String> lines = table().render(width, ALL);
        assertThat(lines.get(1)).startsWith("encoder.layer.0");
        assertThat(lines.get(2)).startsWith("encoder.layer.1");
    }
}
