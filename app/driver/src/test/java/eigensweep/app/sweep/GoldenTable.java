package eigensweep.app.sweep;

import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import eigensweep.testing.Golden;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.assertj.core.api.SoftAssertions;

/// Tables as the command line prints them and as WeightWatcher wrote them.
public final class GoldenTable {

    private static final double TOLERANCE = 1e-9;

    private static final double KERNEL_TOLERANCE = 1e-12;

    /// WeightWatcher 0.7.5.5 with NumPy 1 scales kernels in float32.
    private static final double OLD_KERNEL_TOLERANCE = 1e-6;

    /// Columns that must agree to a tolerance.
    private static final List<String> REAL = List.of(
            "alpha",
            "xmin",
            "D",
            "sigma",
            "norm",
            "log_norm",
            "spectral_norm",
            "log_spectral_norm",
            "stable_rank",
            "entropy",
            "alpha_weighted",
            "log_alpha_norm");

    /// Columns that must be equal.
    private static final List<String> WHOLE =
            List.of("num_pl_spikes", "matrix_rank", "rank_loss", "num_evals", "N", "M", "rf", "warning");

    private GoldenTable() {}

    /// A golden table.
    static List<Map<String, String>> read(String name) throws IOException {
        return parse(Files.readString(Golden.file(name)));
    }

    /// Rows of a CSV table by column.
    public static List<Map<String, String>> parse(String csv) throws IOException {
        try (CsvReader<NamedCsvRecord> reader = CsvReader.builder().ofNamedCsvRecord(csv);
                Stream<NamedCsvRecord> records = reader.stream()) {
            return records.map(NamedCsvRecord::getFieldsAsMap).toList();
        }
    }

    /// The row that has these values in its columns, by turns a column and its value.
    public static Map<String, String> row(List<Map<String, String>> rows, String... wanted) {
        for (Map<String, String> row : rows) {
            boolean matches = true;
            for (int i = 0; i < wanted.length; i += 2) {
                matches &= wanted[i + 1].equals(row.get(wanted[i]));
            }
            if (matches) {
                return row;
            }
        }
        throw new AssertionError("no row has " + List.of(wanted) + " among " + rows.size());
    }

    /// What stands in a column that the table must have.
    public static String text(Map<String, String> row, String column) {
        return Objects.requireNonNull(row.get(column), column);
    }

    /// Holds some columns of a row of ours to WeightWatcher's.
    ///
    /// @param tolerance relative; 0 for columns that must be equal
    static void compare(
            SoftAssertions softly,
            Map<String, String> ours,
            Map<String, String> golden,
            double tolerance,
            List<String> columns) {
        for (String column : columns) {
            double expected = Double.parseDouble(text(golden, column));
            String found = text(ours, column);
            softly.assertThat(found.isEmpty() ? Double.NaN : Double.parseDouble(found))
                    .as(text(golden, "longname") + " " + column)
                    .isBetween(expected - tolerance * Math.abs(expected), expected + tolerance * Math.abs(expected));
        }
    }

    /// Columns that WeightWatcher has not.
    private static final List<String> BEYOND = List.of(
            "effective_rank_lambda",
            "participation_ratio",
            "alpha_hill",
            "hill_xmin",
            "hill_D",
            "nuclear_norm",
            "effective_rank");

    /// Holds a row of ours to WeightWatcher 0.7.7's.
    static void compare(SoftAssertions softly, Map<String, String> ours, Map<String, String> golden) {
        boolean isKernel = "conv2d".equals(golden.get("layer_type"));
        compare(softly, ours, golden, isKernel ? KERNEL_TOLERANCE : TOLERANCE);
    }

    /// Holds a row of ours to WeightWatcher 0.7.5.5's, that of a kernel to float32.
    static void compareWithOlder(SoftAssertions softly, Map<String, String> ours, Map<String, String> golden) {
        boolean isKernel = text(golden, "layer_type").equals("conv2d");
        compare(softly, ours, golden, isKernel ? OLD_KERNEL_TOLERANCE : TOLERANCE);
    }

    /// Holds the columns that WeightWatcher has not to NumPy's; a condition may be undefined, with the reason.
    static void compareBeyond(SoftAssertions softly, Map<String, String> ours, Map<String, String> golden) {
        compare(softly, ours, golden, TOLERANCE, BEYOND);
        if (text(ours, "condition").isEmpty()) {
            softly.assertThat(text(ours, "reason")).contains("condition: ", "--method svd");
        } else {
            // The Gram matrix holds half the digits of the smallest singular value: what is promised of it is 1e-8.
            compare(softly, ours, golden, 10 * TOLERANCE, List.of("condition"));
        }
    }

    private static void compare(
            SoftAssertions softly, Map<String, String> ours, Map<String, String> golden, double tolerance) {
        String name = text(golden, "longname") + " " + golden.getOrDefault("slice_id", "") + " ";
        for (String column : REAL) {
            double expected = Double.parseDouble(text(golden, column));
            softly.assertThat(Double.parseDouble(text(ours, column)))
                    .as(name + column)
                    .isBetween(expected - tolerance * Math.abs(expected), expected + tolerance * Math.abs(expected));
        }
        for (String column : WHOLE) {
            softly.assertThat(ours.get(column)).as(name + column).isEqualTo(golden.get(column));
        }
    }
}
