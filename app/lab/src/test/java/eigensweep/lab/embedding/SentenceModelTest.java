package eigensweep.lab.embedding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import eigensweep.data.DataException;
import eigensweep.files.Cache;
import eigensweep.lab.images.Recorded;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// all-MiniLM-L6-v2 as ONNX Runtime 1.32.0 and tokenizers 0.23.3 ran it in Python (scripts/references/embeddings.py).
/// Skipped where nobody has fetched the model; `scripts/check` does.
class SentenceModelTest {

    @TempDir
    private Path folder;

    private static SentenceModel miniLm() {
        Path home = Cache.folder().resolve("models/minilm");
        SentenceModel model = SentenceModel.of(
                home.resolve("all-minilm-l6-v2.onnx"), home.resolve("all-minilm-l6-v2-tokenizer.json"));
        assumeTrue(
                Files.exists(model.onnx()) && Files.exists(model.tokenizer()),
                "all-MiniLM-L6-v2 is not in the cache; `scripts/eigensweep demo` fetches it");
        return model;
    }

    private static JsonNode recorded() throws IOException {
        return JsonMapper.shared().readTree(Files.readString(Recorded.file("embedding/minilm.json")));
    }

    private static List<String> sentences() throws IOException {
        return recorded().get("sentences").valueStream().map(JsonNode::asString).toList();
    }

    @Test
    void vectorsAreThoseOfPython() throws IOException {
        float[][] expected = Recorded.vectors(Recorded.file("embedding/minilm.npy"));
        List<String> sentences = sentences();
        try (Embedder<String> embedder = miniLm().open(2)) {
            float[][] vectors = embedder.embed(sentences);
            assertThat(vectors).hasDimensions(expected.length, 384);
            for (int i = 0; i < vectors.length; i++) {
                for (int d = 0; d < 384; d++) {
                    assertThat(vectors[i][d]).as(sentences.get(i)).isCloseTo(expected[i][d], within(1e-5f));
                }
            }
        }
    }

    @Test
    void tokensAreThoseOfPython() throws IOException {
        List<String> sentences = sentences();
        JsonNode tokens = recorded().get("tokens");
        try (SentenceEmbedder embedder = SentenceEmbedder.load(miniLm(), 1, () -> {})) {
            for (int i = 0; i < sentences.size(); i++) {
                long[] expected =
                        tokens.get(i).valueStream().mapToLong(JsonNode::asLong).toArray();
                assertThat(embedder.tokens(sentences.get(i)))
                        .as(sentences.get(i))
                        .isEqualTo(expected);
            }
        }
    }

    @Test
    void aTextWithItsWordsSwappedStaysNearAndIsNotTheSame() {
        List<String> texts = Sentences.of(3, 64);
        try (Embedder<String> embedder = miniLm().open(2)) {
            float[][] original = embedder.embed(texts);
            float[][] swapped = embedder.embed(Sentences.swapped(texts, 5));
            double mean = 0;
            for (int i = 0; i < original.length; i++) {
                double cosine = 0;
                for (int d = 0; d < original[i].length; d++) {
                    cosine += (double) original[i][d] * swapped[i][d];
                }
                mean += cosine / original.length;
            }
            assertThat(mean).isBetween(0.7, 0.9999);
        }
    }

    @Test
    void aModelThatIsNoneIsRefused() throws IOException {
        Path onnx = Files.writeString(folder.resolve("a.onnx"), "nothing");
        Path tokenizer = Files.writeString(folder.resolve("tokenizer.json"), "{}");
        assertThatThrownBy(() -> SentenceModel.of(onnx, tokenizer).open(1))
                .isInstanceOf(DataException.class)
                .hasMessageStartingWith(tokenizer + ": is no tokenizer.json that can be used: ");
        assertThatThrownBy(() -> OnnxSession.open(onnx, 1))
                .isInstanceOf(DataException.class)
                .hasMessageStartingWith(onnx + ": cannot be loaded by ONNX Runtime: ");
        assertThatThrownBy(() ->
                        SentenceModel.of(folder.resolve("absent"), tokenizer).identity())
                .hasMessageEndingWith("absent: no such file; a model is expected here");
    }
}
