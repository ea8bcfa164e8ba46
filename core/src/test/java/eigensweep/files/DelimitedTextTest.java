package eigensweep.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The same table in every way that people write it.
class DelimitedTextTest {

    @TempDir
    private Path folder;

    private Table table(String text) throws IOException {
        return table(text, StandardCharsets.UTF_8);
    }

    private Table table(String text, Charset charset) throws IOException {
        return Table.read(Files.write(folder.resolve("table.csv"), text.getBytes(charset)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a,b,c\n0.5,-1.25,3\n1e-3,2.5,7\n",
                "a;b;c\n0.5;-1.25;3\n1e-3;2.5;7\n",
                "a;b;c\n0,5;-1,25;3\n1e-3;2,5;7\n",
                "a\tb\tc\n0.5\t-1.25\t3\n1e-3\t2.5\t7\n",
                "a\tb\tc\n0,5\t-1,25\t3\n1e-3\t2,5\t7\n",
                "a|b|c\n0.5|-1.25|3\n1e-3|2.5|7\n",
                "a b c\n0.5 -1.25 3\n1e-3 2.5 7\n",
                "# a b c\n  5.0e-01 -1.25    3\n1.0e-03  2.5 7\n",
                "# a,b,c\n0.5,-1.25,3\n1e-3,2.5,7\n",
                "a b c\n0,5 -1,25 3\n1e-3 2,5 7\n",
                "\"a\",\"b\",\"c\"\n\"0.5\",\"-1.25\",\"3\"\n\"1e-3\",\"2.5\",\"7\"\n",
                "a,b,c\n\"0,5\",\"-1,25\",3\n1e-3,\"2,5\",7\n",
                "\uFEFFa,b,c\r\n0.5,-1.25,3\r\n\r\n1e-3,2.5,7\r\n\r\n",
                "a,b,c\r0.5,-1.25,3\r1e-3,2.5,7\r",
                "a, b, c\n0.5, -1.25, 3\n1e-3, 2.5, 7"
            })
    void separatorAndDecimalMarkAreFoundOut(String text) throws IOException {
        Table table = table(text);
        assertThat(table.columns()).containsExactly("a", "b", "c");
        assertThat(table.remarks()).isEmpty();
        double[][] numbers = {{0.5, -1.25, 3}, {1e-3, 2.5, 7}};
        for (int i = 0; i < 2; i++) {
            for (int j = 0; j < 3; j++) {
                assertThat(table.number(table.rows().get(i), table.columns().get(j)))
                        .isEqualTo(numbers[i][j]);
            }
        }
    }

    @Test
    void commasInWordsPartNothingWhereSemicolonsDo() throws IOException {
        Table table = table("name, first;n\nDoe, Jane;1\nRoe, R., Richard;2\n");
        assertThat(table.columns()).containsExactly("name, first", "n");
        assertThat(table.text(table.rows().get(1), "name, first")).isEqualTo("Roe, R., Richard");
    }

    /// `1.234,5` and `1,234.5` part thousands, and `1,234` may: no reading of them is safe.
    @ParameterizedTest
    @ValueSource(strings = {"1.234,5", "1,234.5", "1,234", "1 234", "12 %"})
    void numbersThatCanBeReadInTwoWaysAreRefusedWithTheRemedy(String cell) throws IOException {
        Table table = table("a;b\n" + cell + ";2\n");
        assertThatExceptionOfType(TableException.class)
                .isThrownBy(() -> table.number(table.rows().getFirst(), "a"))
                .withMessageContaining(
                        "line 2: column a holds " + cell + ", not a finite number (write numbers as 1234.5");
    }

    @Test
    void aFirstLineOfNumbersIsASampleUnlessItCounts() throws IOException {
        Table bare = table("0.5,2,3\n1,2,3\n");
        assertThat(bare.columns()).containsExactly("0", "1", "2");
        assertThat(bare.rows()).hasSize(2);
        assertThat(table("0,1,2\n1,2,3\n").rows()).as("as pandas names columns").hasSize(1);
        assertThat(table("1,2,3\n1,2,3\n").rows()).hasSize(2);
    }

    @Test
    void aSampleWithANameIsNoLineOfNamesAndWavelengthsAre() throws IOException {
        Table bare = table("u0,0.5,-2.5,3.5,0.1\nu1,1.5,2.5,3.5,0.2\n");
        assertThat(bare.rows()).hasSize(2);
        assertThat(bare.remarks()).singleElement().asString().contains("line 1 (u0, ...) is taken as data");
        Table spectra = table("sample,400.5,401,401.5,402\nu1,1.5,2.5,3.5,0.2\n");
        assertThat(spectra.columns()).contains("400.5");
        assertThat(spectra.remarks()).singleElement().asString().contains("is taken as the names of the columns");
        assertThat(table("name,2019,2020,2021\nu1,1,2,3\n").remarks()).isEmpty();
    }

    @Test
    void columnsWithoutANameAreCalledAsPandasCallsThem() throws IOException {
        assertThat(table(",a,\n0,1,\n").columns()).containsExactly("Unnamed: 0", "a", "Unnamed: 2");
    }

    @Test
    void whatIsNotUtf8SaysHowToConvertIt() throws IOException {
        for (Charset charset : List.of(StandardCharsets.UTF_16, StandardCharsets.UTF_16LE)) {
            assertThatExceptionOfType(TableException.class)
                    .isThrownBy(() -> table("a,b\n1,2\n", charset))
                    .withMessageContaining("iconv -f utf-16 -t utf-8");
        }
        assertThatExceptionOfType(TableException.class)
                .isThrownBy(() -> table("a,b\n1,\u00e9\n", StandardCharsets.ISO_8859_1))
                .withMessageContaining("line 2 is not valid UTF-8; convert the file with iconv -t utf-8");
    }
}
