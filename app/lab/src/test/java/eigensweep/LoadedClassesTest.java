package eigensweep;

import static org.assertj.core.api.Assertions.assertThat;

import eigensweep.checkpoint.safetensors.SafetensorsWriter;
import eigensweep.checkpoint.safetensors.SafetensorsWriter.Entry;
import eigensweep.tensor.DType;
import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a command does not need it does not load: large libraries make a start slow, and a broken one must not stop
/// a command that has no use for it. Each runs in a JVM of its own that writes down every class.
class LoadedClassesTest {

    private static final Pattern LIBRARY =
            Pattern.compile("\\] (ai\\.djl|org\\.duckdb|ai\\.onnxruntime|com\\.sun\\.jna)\\.");

    @TempDir
    private Path folder;

    private Path model;
    private Path table;

    @BeforeEach
    void write() throws IOException {
        model = folder.resolve("m.safetensors");
        SafetensorsWriter.write(model, List.of(new Entry("w", DType.F32, new long[] {16, 12}, data -> {
            for (int i = 0; i < 192; i++) {
                data.setAtIndex(ValueLayout.JAVA_FLOAT_UNALIGNED, i, i * i % 7);
            }
        })));
        table = Files.writeString(folder.resolve("v.csv"), "a,b\n1,2\n3,1\n0,1\n");
    }

    /// The large libraries that a command line loaded.
    private Set<String> libraries(Object... arguments) throws IOException, InterruptedException {
        Set<String> libraries = new TreeSet<>();
        Matcher matcher = LIBRARY.matcher(loaded("eigensweep.Main", arguments));
        while (matcher.find()) {
            libraries.add(matcher.group(1));
        }
        return libraries;
    }

    /// The log of the classes that a process loaded.
    private String loaded(String main, Object... arguments) throws IOException, InterruptedException {
        Path log = folder.resolve("classes.log");
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--add-modules",
                "jdk.incubator.vector",
                "--enable-native-access=ALL-UNNAMED",
                "-Xlog:class+load:file=" + log,
                "-cp",
                System.getProperty("java.class.path"),
                main));
        for (Object argument : arguments) {
            command.add(argument.toString());
        }
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("said").toFile())
                .start();
        assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
        assertThat(process.exitValue())
                .as(Files.readString(folder.resolve("said")))
                .isZero();
        String loaded = Files.readString(log);
        assertThat(loaded).contains(main);
        return loaded;
    }

    @Test
    void commandsOnWeightsAndTablesLoadNoLargeLibrary() throws IOException, InterruptedException {
        assertThat(libraries("--version")).isEmpty();
        assertThat(libraries("sweep", model, "-q", "--backend", "java")).isEmpty();
        assertThat(libraries("sweep", model, "-q", "--backend", "java", "-o", folder.resolve("out"), "--format", "csv"))
                .doesNotContain("ai.djl", "ai.onnxruntime");
        assertThat(libraries("vendi", table, "-q")).isEmpty();
        assertThat(libraries("train", "--help")).isEmpty();
    }

    /// What the launcher's archive of classes is made from.
    @Test
    void aRehearsalLoadsWhatSweepsAndScoresLoad() throws IOException, InterruptedException {
        assertThat(loaded("eigensweep.Rehearsal", folder.resolve("rehearsal")))
                .contains("eigensweep.spectrum.PowerLaw ", "eigensweep.diversity.VendiScore ", "JsonGenerator ");
    }

    @Test
    void aTrainingLoadsTheLab() throws IOException, InterruptedException {
        Path recipe = Files.writeString(folder.resolve("r.yaml"), "epochs: 1\nmodel: {hidden: [4]}");
        assertThat(libraries("train", recipe, "-q", "-o", folder.resolve("run")))
                .contains("ai.djl")
                .doesNotContain("org.duckdb", "ai.onnxruntime");
    }
}
