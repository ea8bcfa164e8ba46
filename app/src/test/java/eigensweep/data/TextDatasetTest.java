package eigensweep.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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
}
