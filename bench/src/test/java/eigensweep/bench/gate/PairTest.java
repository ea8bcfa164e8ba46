package eigensweep.bench.gate;

import static org.assertj.core.api.Assertions.assertThat;

import eigensweep.bench.Machine;
import eigensweep.bench.gate.Measured.Twin;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// JVMs that take turns: this code with itself, and with nothing.
class PairTest {

    private static final Machine HERE = new Machine("cpu", "vector", "OpenBLAS", "25");

    @TempDir
    private Path folder;

    private Pair.Result measured(String classPath, List<String> company, List<String> measured) throws IOException {
        Path built = Files.createDirectories(folder.resolve("0123456789ab"));
        Files.writeString(built.resolve("class-path"), classPath + "\n");
        Path own = Files.createDirectories(folder.resolve("gate"));
        try (Pair pair = new Pair(new Forks(own, null), new Revision(built), company)) {
            return pair.measure(HERE, measured);
        }
    }

    @Test
    void bothAreMeasuredAndTheAnswerIsTakenDown() throws IOException {
        Pair.Result result =
                measured(System.getProperty("java.class.path"), List.of("tail-distance", "dot"), List.of("dot"));

        assertThat(result.there().lacking()).isEmpty();
        assertThat(result.there().seconds()).containsOnlyKeys("dot");
        assertThat(result.there().seconds("dot")).isPositive();
        assertThat(result.here().seconds("dot")).isPositive();
        assertThat(result.here().hotBytes()).containsEntry("dot", 0L);
        assertThat(result.here().answers().get("dot")).containsOnlyKeys(Twin.VECTOR);
    }

    /// Classes of one case are no classes there.
    @Test
    void aCaseThatARevisionLacksIsLeftOutOfTheCompany() throws IOException {
        Path lost = Files.createDirectories(folder.resolve("lost/eigensweep/diversity"));
        for (String name : List.of("Run", "Samples", "Similarity", "VectorSamples", "Vectors", "VendiScore")) {
            Files.createFile(lost.resolve(name + ".class"));
        }
        String classPath =
                folder.resolve("lost") + System.getProperty("path.separator") + System.getProperty("java.class.path");
        Pair.Result result = measured(classPath, List.of("dot", "vendi"), List.of("dot", "vendi"));

        assertThat(result.there().lacking()).containsOnlyKeys("vendi");
        assertThat(result.there().lacking().get("vendi")).startsWith("java.lang.ClassFormatError: ");
        assertThat(result.there().seconds()).containsOnlyKeys("dot");
        assertThat(result.here().answers()).containsOnlyKeys("dot", "vendi");
    }

    @Test
    void aRevisionWithoutAnyOfTheCodeLacksEveryCase() throws IOException {
        Pair.Result result = measured("", List.of("dot", "vendi"), List.of("dot", "vendi"));

        assertThat(result.there().lacking()).containsOnlyKeys("dot", "vendi");
        assertThat(result.there().lacking().get("dot")).startsWith("java.lang.NoClassDefFoundError: ");
        assertThat(result.there().seconds()).isEqualTo(Map.of());
    }
}
