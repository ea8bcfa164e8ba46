package eigensweep.files;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PrintableTest {

    @ParameterizedTest
    @CsvSource({
        "encoder.layer.0, encoder.layer.0",
        "'a b', 'a b'",
        "gr\u00f6\u00dfe \u6f22\u5b57 \ud83d\ude00, gr\u00f6\u00dfe \u6f22\u5b57 \ud83d\ude00",
        "'two\nlines', two?lines",
        "'\u001b[31mred', ?[31mred",
        "'bell\u0007', bell?",
        "'c1\u009b', c1?",
        "\u202eabc, ?abc",
        "line\u2028end, line?end",
        "half\ud800, half?"
    })
    void whatDoesNotPrintIsAQuestionMark(String text, String line) {
        assertThat(Printable.line(text)).isEqualTo(line);
    }
}
