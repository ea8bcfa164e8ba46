package eigensweep.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TextDatasetTest {

    @TempDir
    private Path folder;

    private Path write(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }

    @Test
    void linesWithoutTheBlankOnes() throws IOException {
        TextDataset texts = TextDataset.open(write("a.txt", "\ufeffone\r\n\n  two  \n"), null);
        assertThat(texts.texts()).containsExactly("one", "two");
        assertThat(texts.blank()).hasSize(1);
    }

    @Test
    void aColumnOfACsv() throws IOException {
        Path file = write("a.csv", "id,review\n1,\"good, very\ngood\"\n2,bad\n3,\n");
        TextDataset texts = TextDataset.open(file, "review");
        assertThat(texts.texts()).containsExactly("good, very\ngood", "bad");
        assertThat(texts.blank()).hasSize(1);
        assertThatThrownBy(() -> TextDataset.open(file, "text"))
                .hasMessage(file + ": has no column text; it has id, review");
        assertThatThrownBy(() -> TextDataset.open(file, null))
                .hasMessage(file + ": which column? It has id, review; name one");
    }

    @Test
    void theUsualColumnOfATsv() throws IOException {
        assertThat(TextDataset.open(write("a.tsv", "id\ttext\n1\ta, b\n"), null).texts())
                .containsExactly("a, b");
        assertThat(TextDataset.open(write("one.tsv", "text\na, b\nc\n"), null).texts())
                .containsExactly("a, b", "c");
    }

    @Test
    void aPropertyOfJsonl() throws IOException {
        Path file = write(
                "a.jsonl", "{\"id\": 1, \"text\": \"one\"}\n\n{\"text\": \"zwei \\u00fc\", \"more\": {\"a\": []}}\n");
        assertThat(TextDataset.open(file, null).texts()).containsExactly("one", "zwei ü");
        Path broken = write("b.jsonl", "{\"text\": \"one\"}\n{\"text\": 2}\n");
        assertThatThrownBy(() -> TextDataset.open(broken, null)).hasMessage(broken + ": line 2 has no text under text");
        Path torn = write("c.jsonl", "{\"text\": \"one\"}\n{\"text\": \"tw");
        assertThatThrownBy(() -> TextDataset.open(torn, null))
                .hasMessageContaining("c.jsonl: line 2 is not valid JSON");
        Path array = write("d.jsonl", "[1]\n");
        assertThatThrownBy(() -> TextDataset.open(array, null)).hasMessage(array + ": line 1 has no text under 0");
    }

    @Test
    void whatCannotBeUsed() throws IOException {
        Path latin = folder.resolve("latin.txt");
        Files.write(latin, "fine\nna\u00efve\n".getBytes(StandardCharsets.ISO_8859_1));
        assertThatThrownBy(() -> TextDataset.open(latin, null))
                .hasMessage(latin + ": line 2 is not valid UTF-8; convert the file with iconv -t utf-8");
        Path blank = write("blank.txt", "\n \n");
        assertThatThrownBy(() -> TextDataset.open(blank, null)).hasMessage(blank + ": holds no text but 2 blank lines");
        Path lines = write("lines.txt", "a\n");
        assertThatThrownBy(() -> TextDataset.open(lines, "text")).hasMessageContaining("has no columns");
        assertThatThrownBy(() -> TextDataset.open(folder.resolve("absent.txt"), null))
                .hasMessageEndingWith("absent.txt: no such file or folder");
    }

    /// libsvm, a title, names beside numbers, complex numbers, rows of unequal length.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "0 1:0.5 2:-1.5\n1 1:2.5 3:1e-3\n",
                "my embeddings\n0.5 1 2\n1.5 2 3\n",
                "my embeddings\n0.5 1\n1.5 2\n",
                "x0=0.5 x1=1.5 x2=2\nx0=1 x1=2 x2=3\n",
                "(0.5+0j) (1e-3-2j) (2+1j)\n(1+0j) (2+0j) 3j\n",
                "u: 0.5; 1,5; 2\nv: 1; 2\nw: 2; 3; 4; 5\n"
            })
    void linesOfNumbersAreNoTexts(String text) throws IOException {
        Path file = write("n.txt", text);
        TextDataset texts = TextDataset.open(file, null);
        assertThatThrownBy(texts::checkIsOfWords)
                .hasMessage(file + ": holds numbers, and no texts; write vectors as a table (.csv or .npy), and texts"
                        + " of numbers as .jsonl with a property text");
    }

    @Test
    void linesWithNumbersAmongWordsAreTexts() throws IOException {
        TextDataset.open(write("w.txt", "the 3 of us, at 5 or 6 o'clock\n1 2 3 4\nno\n12 34\n"), null)
                .checkIsOfWords();
        TextDataset.open(write("w.jsonl", "{\"text\": \"x=1 y=2 z=3\"}\n"), null)
                .checkIsOfWords();
    }

    @Test
    void linesOfJsonAreNoTexts() throws IOException {
        Path file = write("j.txt", "{\"text\": \"one\"}\n{\"e\": [0.5, 1]}\n");
        TextDataset texts = TextDataset.open(file, null);
        assertThatThrownBy(texts::checkIsOfWords).hasMessage(file + ": holds JSON, an object a line; call it .jsonl");
    }
}
