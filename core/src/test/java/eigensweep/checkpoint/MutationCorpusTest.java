package eigensweep.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

class MutationCorpusTest {

    /// Compressed files are as the zlib at hand writes them; all others are compared.
    @Test
    void theGoodFilesAreWhatTheCodeMakes() {
        MutationCorpus.made().forEach((name, bytes) -> {
            int slash = name.indexOf('/');
            byte[] kept = MutationCorpus.file(name.substring(0, slash), name.substring(slash + 1));
            if (name.equals("npz/both.npz") || name.equals("torch/deflated.pt")) {
                assertThat(kept).as(name).isNotEmpty();
            } else {
                assertThat(kept).as(name).isEqualTo(bytes);
            }
        });
    }

    /// `mvn verify -pl core -Dtest=MutationCorpusTest
    /// -Deigensweep.corpus=src/test/resources/eigensweep/checkpoint/mutants`
    @Test
    @EnabledIfSystemProperty(named = "eigensweep.corpus", matches = ".+")
    void write() throws IOException {
        Path folder = Path.of(System.getProperty("eigensweep.corpus", ""));
        for (Map.Entry<String, byte[]> file : MutationCorpus.made().entrySet()) {
            Path path = folder.resolve(file.getKey());
            Files.createDirectories(path.getParent());
            Files.write(path, file.getValue());
        }
    }
}
