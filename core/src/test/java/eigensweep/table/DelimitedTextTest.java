package eigensweep.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import eigensweep.testing.TextTable;
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
        return TextTable.read(Files.write(folder.resolve("table.csv"), text.getBytes(charset)));
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

    /// `write.table` of R names the rows, and not the column that their names stand in.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"a\" \"b\"\n\"Mazda RX4\" 0.5 2\n\"Datsun 710\" 1.5 7\n",
                "a\tb\n1\t0.5\t2\n2\t1.5\t7\n",
                "\"a\";\"b\"\n\"1\";0,5;2\n\"2\";1,5;7\n",
                "a,b\n1,0.5,2\n2,1.5,7\n"
            })
    void aFirstLineACellShortLacksTheNameOfTheRowNames(String text) throws IOException {
        Table table = table(text);
        assertThat(table.columns()).containsExactly("Unnamed: 0", "a", "b");
        assertThat(table.number(table.rows().get(1), "a")).isEqualTo(1.5);
        assertThat(table.remarks()).singleElement().asString().contains("line 1 (a, ...) is a cell shorter");
    }

    /// `1,5` may be one number or a row's name and a number; names that come twice, or have fractions, are
    /// none.
    @ParameterizedTest
    @ValueSource(
            strings = {"x\n1,5\n2,5\n", "a,b\n1,5,2\n2,5,7\n", "a,b\nu,0.5,2\nu,1.5,7\n", "a,b\n0.5,1,2\n1.5,2,7\n"})
    void aFirstLineACellShortIsRefusedWhereTheFirstCellsMayBeNoNames(String text) {
        assertThatExceptionOfType(TableException.class)
                .isThrownBy(() -> table(text))
                .withMessageContaining("line 2: ")
                .withMessageContaining("wants quotes around the cell, or semicolons between cells");
    }

    @Test
    void separatorsAtTheEndOfRowsAloneNameNoRows() throws IOException {
        Table table = table("a,b\n1,2,\n3,4,\n");
        assertThat(table.columns()).containsExactly("a", "b", "Unnamed: 2");
        assertThat(table.number(table.rows().getFirst(), "a")).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "sep=;\r\na;b\r\n0,5;2\r\n",
                "\uFEFFsep=;\na;b\n0,5;2\n",
                "\"sep=;\"\na;b\n0.5;2\n",
                "sep=\t\na\tb\n0.5\t2\n",
                "sep=#\na#b\n0.5#2\n"
            })
    void excelsLineOfTheSeparatorIsHonoured(String text) throws IOException {
        Table table = table(text);
        assertThat(table.columns()).containsExactly("a", "b");
        assertThat(table.number(table.rows().getFirst(), "a")).isEqualTo(0.5);
        assertThat(table.rows().getFirst().where()).isEqualTo("line 3");
    }

    @ParameterizedTest
    @ValueSource(strings = {"# made by x, 2024\na,b\n0.5,2\n", "# one\n# two\n\na,b\n0.5,2\n", "# one\n# a b\n0.5 2\n"})
    void commentsBeforeTheTableArePassedOverWithAWord(String text) throws IOException {
        Table table = table(text);
        assertThat(table.columns()).containsExactly("a", "b");
        assertThat(table.rows()).hasSize(1);
        assertThat(table.remarks()).singleElement().asString().contains("of comment before the table");
    }

    @Test
    void aFirstLineOfNumbersNamesColumnsWhereItAloneCountsOrRises() throws IOException {
        for (String names : List.of("0,1", "1,2", "400.5,401,402,403.5,404,405")) {
            int d = names.split(",").length;
            String cells = String.join(
                    ",", List.of("0.5", "-0.5", "0.25", "1.5", "0.75", "0.1").subList(0, d));
            Table table = table(names + "\n" + cells + "\n" + cells + "\n");
            assertThat(table.columns()).contains(names.split(",")[1]);
            assertThat(table.remarks()).singleElement().asString().contains("is taken as the names");
        }
    }

    @Test
    void aShortFirstLineThatAloneRisesIsASampleWithAWord() throws IOException {
        Table table = table("400.5,401,402\n0.5,-0.5,0.25\n");
        assertThat(table.rows()).hasSize(2);
        assertThat(table.remarks())
                .containsExactly("line 1 (400.5, ...) is taken as data, though its numbers rise as names may");
    }

    @Test
    void aFirstLineWithAVectorIsASample() throws IOException {
        assertThat(table("u0,\"[0.5, 1]\"\nu1,\"[1.5, 2]\"\n").rows()).hasSize(2);
        assertThat(table("name,\"(0.5, 1]\"\nu1,7\n").columns())
                .as("as pandas calls an interval")
                .containsExactly("name", "(0.5, 1]");
    }

    @Test
    void aVectorThatCommasCutIsRefusedWithTheRemedy() {
        assertThatExceptionOfType(TableException.class)
                .isThrownBy(() -> table("[0.5, 1, 2]\n[1.5, 2, 3]\n"))
                .withMessageContaining("line 1: numbers in brackets are cut into cells; put quotes around them");
    }

    /// Names are never fractions: GloVe's rows, and those of a table with the name of the class at the end.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "the 0.5 0.25 -0.5 -1.25\nof 1 0.5 2.5 1.5\n",
                "5.1,3.5,1.4,0.2,setosa\n4.9,3.0,1.4,0.2,setosa\n",
                "0.5,1.5,setosa\n2,1,setosa\n",
                "setosa,0.5,a,b,c\nsetosa,1,d,e,f\n"
            })
    void aFirstLineWithFractionsLikeTheRowsBelowItIsASample(String text) throws IOException {
        Table table = table(text);
        assertThat(table.rows()).hasSize(2);
        assertThat(table.columns()).startsWith("0", "1", "2");
        assertThat(table.remarks()).singleElement().asString().contains("is taken as data");
    }

    @ParameterizedTest
    @ValueSource(strings = {"name,1.5\n2,3\n", "v,0.5\n1,a\n", "id,4000.5,3000,2000,1000\nu,1,3,2,4\n"})
    void aFirstLineUnlikeTheRowsBelowItNamesColumns(String text) throws IOException {
        assertThat(table(text).rows()).hasSize(1);
    }

    /// As word2vec and gensim write vectors: a word may be a number, or a mark.
    @Test
    void theSizeBeforeWord2vecsRowsIsPassedOver() throws IOException {
        Table table = table("3 2\n, 3 4\n2008 0.5 -1 \nthe 1.5 2\n");
        assertThat(table.columns()).containsExactly("Unnamed: 0", "0", "1");
        assertThat(table.rows()).hasSize(3);
        assertThat(table.rows().getFirst().where()).isEqualTo("line 2");
        assertThat(table.remarks()).singleElement().asString().startsWith("line 1 (3 2), how many words and numbers");
        assertThat(table("3 1\n2 5\n4 7\n").rows()).as("a table of two columns").hasSize(3);
    }

    /// 874 and 1302, or 874 and 1.302: no number of the table says which.
    @Test
    void pointsThatMayPartThousandsAreRefusedWithTheRemedy() throws IOException {
        assertThatExceptionOfType(TableException.class)
                .isThrownBy(() -> table("a;b\n874;-1.302\n2.201;12\n"))
                .withMessageEndingWith("line 2: holds -1.302, which may be a fraction or in thousands beside 874;"
                        + " write -1302 or -1.3020 for it, and all others alike");
        assertThat(table("a;b\n874;-1.302\n0.201;12\n").rows())
                .as("a fraction below one")
                .hasSize(2);
        assertThat(table("a;b\n874;-1.3020\n2.201;12\n").rows())
                .as("the remedy")
                .hasSize(2);
        assertThat(table("a;b\n1.874;-1.302\n2.201;1.200\n").rows())
                .as("nothing but three digits")
                .hasSize(2);
        assertThat(table("a,b\n874,-1.302\n2.201,12\n").rows())
                .as("commas part cells")
                .hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1,05,0,5\n2,5,3,75\n", "1,5,-0,5\n2,5,3,75\n"})
    void halvesOfDecimalCommasAreRefusedWithoutNamesToo(String text) throws IOException {
        assertThatExceptionOfType(TableException.class)
                .isThrownBy(() -> table(text))
                .withMessageContaining("line 1: holds ")
                .withMessageContaining("put quotes around such numbers or semicolons between cells");
        assertThat(table("1,5,0,5\n2,5,3,75\n").rows())
                .as("whole numbers, as pixels are")
                .hasSize(2);
    }

    @Test
    void jsonIsNotCutAtItsCommas() {
        assertThatExceptionOfType(TableException.class)
                .isThrownBy(() -> table("{\"a\": 0.5, \"b\": 2}\n{\"a\": 1.5, \"b\": 3}\n"))
                .withMessageEndingWith("table.csv: holds JSON, an object a line; call it .jsonl");
    }
}
