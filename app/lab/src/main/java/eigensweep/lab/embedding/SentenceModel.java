package eigensweep.lab.embedding;

import eigensweep.table.Field;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/// A sentence encoder as sentence-transformers has it: a transformer in an ONNX file, its tokeniser in a
/// `tokenizer.json`, and what is made of the vectors of the tokens.
///
/// @param onnx the transformer; inputs `input_ids`, `attention_mask` and perhaps `token_type_ids`
/// @param tokenizer the tokeniser, in the Hugging Face format
/// @param maxTokens longer texts are cut off, at this many tokens with the first and last that the model adds
/// @param pooling how the vectors of the tokens become one
/// @param length of the vector
public record SentenceModel(
        @Field(decides = false) Path onnx,
        @Field(decides = false) Path tokenizer,
        int maxTokens,
        Pooling pooling,
        Length length)
        implements ForeignModel<String> {

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

    /// Characters that a token is made of at most, as far as [#longest] is concerned.
    private static final int LONGEST_TOKEN = 256;

    public SentenceModel {
        if (maxTokens < 3) {
            throw new IllegalArgumentException(maxTokens + " tokens leave no room for a text");
        }
    }

    /// The settings of all-MiniLM-L6-v2, which most sentence encoders share.
    public static SentenceModel of(Path onnx, Path tokenizer) {
        return new SentenceModel(onnx, tokenizer, MINILM_TOKENS, Pooling.MEAN, Length.UNIT);
    }

    /// How many characters of a text are looked at: a tokeniser takes time for all it is given, however few
    /// tokens are wanted. Words and pieces of words are far shorter than 256 characters; only of blanks that
    /// a tokeniser drops, or of a word without end, do so many make fewer tokens.
    public int longest() {
        return LONGEST_TOKEN * maxTokens;
    }

    /// The beginning of a text that is looked at.
    @Override
    public String prepare(String text) {
        int end = longest();
        if (text.length() <= end) {
            return text;
        }
        return text.substring(0, Character.isHighSurrogate(text.charAt(end - 1)) ? end - 1 : end);
    }

    @Override
    public List<Path> files() {
        return List.of(onnx, tokenizer);
    }

    @Override
    public long room() {
        return 1024; // 32 texts of 256 tokens take half of it in a network of 1024 dimensions.
    }

    @Override
    public void write(String text, DataOutputStream out) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    @Override
    public String read(DataInputStream in) throws IOException {
        return new String(in.readNBytes(in.readInt()), StandardCharsets.UTF_8);
    }

    @Override
    public Embedder<String> load(int threads, Runnable step) {
        return SentenceEmbedder.load(this, threads, step);
    }
}
