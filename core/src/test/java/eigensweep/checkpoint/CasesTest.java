package eigensweep.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import eigensweep.checkpoint.file.Checkpoint;
import eigensweep.checkpoint.file.CheckpointException;
import eigensweep.layer.LayerOptions;
import eigensweep.layer.LayerOptions.FusedQkv;
import eigensweep.layer.Selection;
import eigensweep.linalg.JavaBackend;
import eigensweep.linalg.Solve;
import eigensweep.spectrum.MetricOptions;
import eigensweep.sweep.Plan;
import eigensweep.sweep.Row;
import eigensweep.sweep.Sweep;
import eigensweep.sweep.SweepOptions;
import eigensweep.table.Tables;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Models made after public bug reports of tools of this kind, and what is right of them by NumPy. `expected.csv` has a
/// line for each layer that is swept, with its eigenvalues where the report's model has known ones (of `x.*` those of
/// all experts together), for layers that are not, and for models that are refused, what has to be said.
class CasesTest {

    private static final LayerOptions LAYERS =
            new LayerOptions(Selection.ALL, 1, Integer.MAX_VALUE, LayerOptions.DEFAULT.convolution(), FusedQkv.SPLIT);

    private static final SweepOptions OPTIONS = new SweepOptions(LAYERS, Solve.DEFAULT, MetricOptions.DEFAULT);

    @TempDir
    private Path folder;

    private static Map<String, List<NamedCsvRecord>> expected() throws IOException {
        try (Reader text = new InputStreamReader(resource("expected.csv"), StandardCharsets.UTF_8);
                CsvReader<NamedCsvRecord> csv = CsvReader.builder().ofNamedCsvRecord(text)) {
            return csv.stream()
                    .collect(Collectors.groupingBy(
                            line -> line.getField("case"), LinkedHashMap::new, Collectors.toList()));
        }
    }

    private static InputStream resource(String name) {
        return Objects.requireNonNull(CasesTest.class.getResourceAsStream("cases/" + name), name);
    }

    private static Stream<String> cases() throws IOException {
        return expected().keySet().stream();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void isRightOrSaysWhyNot(String name) throws IOException {
        List<NamedCsvRecord> lines = Objects.requireNonNull(expected().get(name));
        Path model = unpacked(name);
        if (lines.getFirst().getField("layer").isEmpty()) {
            assertThat(refusal(model)).contains(lines.getFirst().getField("says"));
            return;
        }
        List<NamedCsvRecord> rows = rows(model);
        for (NamedCsvRecord line : lines) {
            String layer = line.getField("layer");
            List<NamedCsvRecord> meant =
                    rows.stream().filter(row -> isMeant(layer, row)).toList();
            assertThat(meant).as(layer).isNotEmpty();
            assertRows(line, meant);
        }
        assertThat(rows)
                .filteredOn(CasesTest::isSwept)
                .allMatch(row -> lines.stream().anyMatch(line -> isMeant(line.getField("layer"), row)));
    }

    private static boolean isMeant(String layer, NamedCsvRecord row) {
        String name = row.getField("longname");
        return layer.endsWith(".*")
                ? isSwept(row) && name.startsWith(layer.substring(0, layer.length() - 1))
                : name.equals(layer);
    }

    private static boolean isSwept(NamedCsvRecord row) {
        return !row.getField("num_evals").isEmpty();
    }

    private static void assertRows(NamedCsvRecord line, List<NamedCsvRecord> rows) {
        String layer = line.getField("layer");
        if (!isSwept(line)) {
            assertThat(rows).as(layer).noneMatch(CasesTest::isSwept);
            assertThat(rows.getFirst().getField("reason")).as(layer).contains(line.getField("says"));
            return;
        }
        assertThat(numbers(rows, "num_evals").sum())
                .as(layer)
                .isEqualTo(Double.parseDouble(line.getField("num_evals")));
        assertThat(rows.getFirst().getField("note")).as(layer).contains(line.getField("says"));
        if (!line.getField("norm").isEmpty()) {
            double norm = numbers(rows, "norm").sum();
            double largest = numbers(rows, "lambda_max").max().orElseThrow();
            double percent = 100 * Double.parseDouble(line.getField("tolerance"));
            assertThat(norm).as(layer).isCloseTo(Double.parseDouble(line.getField("norm")), withinPercentage(percent));
            assertThat(largest)
                    .as(layer)
                    .isCloseTo(Double.parseDouble(line.getField("lambda_max")), withinPercentage(percent));
        }
    }

    private static DoubleStream numbers(List<NamedCsvRecord> rows, String column) {
        return rows.stream().mapToDouble(row -> Double.parseDouble(row.getField(column)));
    }

    /// What ends the sweep: of the file, or of all that is in it.
    private static String refusal(Path model) throws IOException {
        try {
            List<NamedCsvRecord> rows = rows(model);
            assertThat(rows).noneMatch(CasesTest::isSwept);
            return rows.stream().map(row -> row.getField("reason")).collect(Collectors.joining("; "));
        } catch (CheckpointException e) {
            return String.valueOf(e.getMessage());
        }
    }

    private static List<NamedCsvRecord> rows(Path model) throws IOException {
        try (Checkpoint checkpoint = Checkpoints.open(model)) {
            Plan plan = Plan.of(List.of(new Plan.Model("model", checkpoint)), OPTIONS);
            String table = Tables.csv(Row.class, Sweep.run(plan, new JavaBackend(), OPTIONS, Map.of(), finished -> {}));
            try (CsvReader<NamedCsvRecord> csv = CsvReader.builder().ofNamedCsvRecord(table)) {
                return csv.stream().toList();
            }
        }
    }

    /// The only file, or the folder.
    private Path unpacked(String name) throws IOException {
        int files = 0;
        Path file = folder;
        try (ZipInputStream zip = new ZipInputStream(resource(name + ".zip"))) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                file = folder.resolve(entry.getName());
                Files.write(file, zip.readAllBytes());
                files++;
            }
        }
        return files == 1 ? file : folder;
    }
}
