package eigensweep.app.sweep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import eigensweep.app.terminal.CommandLineRun;
import eigensweep.testing.Matrices;
import eigensweep.testing.Models;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// `--precision f32` on layers that are good in it, and on those that are not.
class SweepPrecisionTest {

    @TempDir
    private Path folder;

    private Path model;

    @BeforeEach
    void aModelOfWhichFloat32LosesHalf() {
        double[] plain = Matrices.gaussian(1, 120, 60);
        double[] outlier = Matrices.gaussian(2, 120, 60);
        for (int i = 0; i < 120; i++) {
            for (int j = 0; j < 60; j++) {
                outlier[i * 60 + j] += 300;
            }
        }
        double[] huge =
                Arrays.stream(Matrices.gaussian(3, 60, 60)).map(x -> x * 6e37).toArray();
        model = Models.write(
                folder.resolve("model.safetensors"),
                Models.tensor("plain.weight", plain, 120, 60),
                Models.tensor("outlier.weight", outlier, 120, 60),
                Models.tensor("huge.weight", huge, 60, 60));
    }

    private Map<String, Map<String, String>> rows(String precision, String method) throws IOException {
        CommandLineRun run = CommandLineRun.of(
                "sweep",
                model,
                "--backend",
                "openblas",
                "--precision",
                precision,
                "--method",
                method,
                "-q",
                "--format",
                "csv");
        assertThat(run.code()).as(run.err()).isZero();
        return GoldenTable.parse(run.out()).stream().collect(Collectors.toMap(row -> row.get("longname"), row -> row));
    }

    @ParameterizedTest
    @ValueSource(strings = {"gram", "svd"})
    void whatFloat32LosesIsDoneAgainInFloat64(String method) throws IOException {
        Map<String, Map<String, String>> single = rows("f32", method);
        Map<String, Map<String, String>> exact = rows("f64", method);

        assertThat(single.get("plain")).containsEntry("precision", "f32");
        exact.forEach((layer, row) -> {
            Map<String, String> found = single.getOrDefault(layer, Map.of());
            double alpha = number(row, "alpha");
            assertThat(number(found, "alpha")).as(layer).isCloseTo(alpha, within(1e-4 * alpha));
            assertThat(number(found, "entropy")).as(layer).isCloseTo(number(row, "entropy"), within(1e-3));
        });
        assertThat(single.get("huge")).containsEntry("precision", "f64").isEqualTo(exact.get("huge"));
    }

    @Test
    void anOutlierLeavesTheGramMatrixTooFewDigits() throws IOException {
        assertThat(rows("f32", "gram").get("outlier"))
                .containsEntry("precision", "f64")
                .isEqualTo(rows("f64", "gram").get("outlier"));
    }

    private static double number(Map<String, String> row, String column) {
        return Double.parseDouble(row.getOrDefault(column, ""));
    }
}
