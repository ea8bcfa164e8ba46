package eigensweep.data.embedding;

import eigensweep.data.DataException;
import eigensweep.files.FileHash;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// A sentence encoder as sentence-transformers has it: a transformer in an ONNX file, its tokeniser in a
/// `tokenizer.json`, and what is made of the vectors of the tokens.
///
/// @param onnx the transformer; inputs `input_ids`, `attention_mask` and perhaps `token_type_ids`
/// @param tokenizer the tokeniser, in the Hugging Face format
/// @param maxTokens longer texts are cut off, at this many tokens with the first and last that the model adds
/// @param pooling how the vectors of the tokens become one
/// @param length of the vector
public record SentenceModel(Path onnx, Path tokenizer, int maxTokens, Pooling pooling, Length length)
        implements EmbeddingModel<String> {

    /// How the vectors `h_t` of the tokens become one.
    public enum Pooling {
        /// `sum_t m_t h_t / sum_t m_t`, with the attention mask `m`.
        MEAN,
        /// That of the first token.
        FIRST
    }

    /// What the vector is divided by.
    public enum Length {
        /// Its Euclidean norm, or 1e-12 if that is larger.
        UNIT,
        /// Nothing.
        AS_IS
    }

    /// What sentence-transformers/all-MiniLM-L6-v2 cuts texts at.
    public static final int MINILM_TOKENS = 256;

    public SentenceModel {
        if (maxTokens < 3) {
            throw new IllegalArgumentException(maxTokens + " tokens leave no room for a text");
        }
    }

    /// The settings of all-MiniLM-L6-v2, which most sentence encoders share.
    public static SentenceModel of(Path onnx, Path tokenizer) {
        return new SentenceModel(onnx, tokenizer, MINILM_TOKENS, Pooling.MEAN, Length.UNIT);
    }

    @Override
    public String identity() {
        return "onnx sentence " + hash(onnx) + " " + hash(tokenizer) + " " + maxTokens + " " + pooling + " " + length;
    }

    /// The SHA-256 of a model's file.
    static String hash(Path file) {
        if (!Files.isRegularFile(file)) {
            throw new DataException(file, "no such file; a model is expected here");
        }
        try {
            return FileHash.of(file).sha256();
        } catch (UncheckedIOException e) {
            throw new DataException(file.toString(), "cannot be read: " + e.getMessage(), e);
        }
    }

    @Override
    public String prepare(String text) {
        return text;
    }

    @Override
    public Embedder<String> open(int threads) {
        return SentenceEmbedder.open(this, threads);
    }
}
