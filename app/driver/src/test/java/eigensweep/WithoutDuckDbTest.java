package eigensweep;

import static org.assertj.core.api.Assertions.assertThat;

import eigensweep.app.sweep.SmallModels;
import eigensweep.app.terminal.CommandLineRun;
import eigensweep.app.terminal.ExitCode;
import eigensweep.testing.JavaProcess;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// DuckDB is on no class path here, not in the cache, and nobody can fetch it.
class WithoutDuckDbTest {

    @TempDir
    private Path folder;

    private CommandLineRun run(Object... arguments) throws IOException, InterruptedException {
        ProcessBuilder builder = JavaProcess.of(
                "eigensweep.Main",
                Arrays.stream(arguments).map(Object::toString).toArray(String[]::new));
        builder.command().replaceAll(argument -> argument.replaceAll("[^:]*duckdb_jdbc[^:]*:?", ""));
        builder.environment().put("EIGENSWEEP_CACHE", folder.resolve("cache").toString());
        builder.redirectError(folder.resolve("err").toFile());
        Process process = builder.start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new CommandLineRun(process.waitFor(), out, Files.readString(folder.resolve("err")));
    }

    private static void assertIsOneLine(CommandLineRun run, int code, String problem) {
        assertThat(run.code()).as(run.err()).isEqualTo(code);
        assertThat(run.out()).isEmpty();
        assertThat(run.errLines().stream().filter(line -> !line.startsWith("WARNING")))
                .singleElement()
                .asString()
                .startsWith("eigensweep: ")
                .contains(problem);
    }

    @Test
    void aSweepThatWouldEndInParquetDoesNotBegin() throws Exception {
        Path model = SmallModels.whole(folder.resolve("model.safetensors"), 1);
        Path results = folder.resolve("results");
        assertIsOneLine(
                run("sweep", model, "-o", results, "--format", "parquet"), ExitCode.USAGE, "DuckDB is fetched with");
        assertThat(results).doesNotExist();
        assertThat(run("sweep", model, "-o", results, "--format", "parquet", "--dry-run")
                        .code())
                .as("which writes nothing")
                .isZero();
    }

    @Test
    void aTableThatIsNotThereDoesNotNeedIt() throws Exception {
        assertIsOneLine(
                run("stats", "nosuch.parquet", "--value", "v", "--category", "c"),
                ExitCode.FAILED,
                "nosuch.parquet: no such file");
    }
}
