package eigensweep.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import eigensweep.testing.TextTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TableTest {

    @TempDir
    private Path folder;

    private Table table(String text) throws IOException {
        return TextTable.read(Files.writeString(folder.resolve("table.csv"), text));
    }

    @Test
    void cellsAreFoundByTheirColumn() throws IOException {
        Table table = table("layer,\"a, b\",value\n1,x,0.5\n2,\"two\nlines\",\n3,,-1e-3\n");
        assertThat(table.columns()).containsExactly("layer", "a, b", "value");
        assertThat(table.rows()).extracting(TableRow::where).containsExactly("line 2", "line 3", "line 5");
        assertThat(table.text(table.rows().get(1), "a, b")).isEqualTo("two\nlines");
        assertThat(table.number(table.rows().get(0), "value")).isEqualTo(0.5);
        assertThat(table.number(table.rows().get(1), "value")).isNull();
        assertThat(table.number(table.rows().get(2), "value")).isEqualTo(-1e-3);
    }

    @ParameterizedTest
    @ValueSource(strings = {"NaN", "Infinity", "1e999", "1,234.5", "0x1p3", "1d", "-", "n/a"})
    void whatIsNotAFiniteNumberIsNamedWithItsLine(String cell) throws IOException {
        Table table = table("a,b\n1,2\n3,\"" + cell + "\"\n");
        assertThatExceptionOfType(TableException.class)
                .isThrownBy(() -> table.number(table.rows().get(1), "b"))
                .withMessageContaining("table.csv, line 3: column b holds " + cell);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "a,b;1                | line 2: 1 cells; the first line has 2",
                "a,b;1,2;1,2,3        | line 3: 3 cells",
                "a,b,a;1,2,3          | line 1: two columns are called a",
                "''                   | is empty"
            })
    void aBrokenTableIsNamedWithItsLine(String text, String problem) {
        assertThatExceptionOfType(TableException.class)
                .isThrownBy(() -> table(text.replace(';', '\n')))
                .withMessageContaining("table.csv")
                .withMessageContaining(problem);
    }

    @Test
    void bytesThatAreNoTextAreRefused() throws IOException {
        Path binary = Files.write(folder.resolve("binary.csv"), new byte[] {'a', '\n', (byte) 0xFF, (byte) 0xFE, 0});
        assertThatExceptionOfType(TableException.class)
                .isThrownBy(() -> TextTable.read(binary))
                .withMessageContaining("UTF-8");
    }

    @Test
    void anAbsentFileIsNamed() {
        assertThatExceptionOfType(NoSuchFileException.class).isThrownBy(() -> TextTable.read(folder.resolve("absent")));
    }
}
