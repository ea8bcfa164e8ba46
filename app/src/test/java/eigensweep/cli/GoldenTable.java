package eigensweep.cli;

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
final class GoldenTable {

    private static final double TOLERANCE = 1e-9;

    /// Columns that must agree to [#TOLERANCE], relative.
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
    static List<Map<String, String>> parse(String csv) throws IOException {
        try (CsvReader<NamedCsvRecord> reader = CsvReader.builder().ofNamedCsvRecord(csv);
                Stream<NamedCsvRecord> records = reader.stream()) {
            return records.map(NamedCsvRecord::getFieldsAsMap).toList();
        }
    }

    /// The row that has these values in its columns, by turns a column and its value.
    static Map<String, String> row(List<Map<String, String>> rows, String... wanted) {
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
    static String text(Map<String, String> row, String column) {
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

    /// Holds a row of ours to WeightWatcher's.
    static void compare(SoftAssertions softly, Map<String, String> ours, Map<String, String> golden) {
        String name = text(golden, "longname") + " " + golden.getOrDefault("slice_id", "") + " ";
        for (String column : REAL) {
            double expected = Double.parseDouble(text(golden, column));
            softly.assertThat(Double.parseDouble(text(ours, column)))
                    .as(name + column)
                    .isBetween(expected - TOLERANCE * Math.abs(expected), expected + TOLERANCE * Math.abs(expected));
        }
        for (String column : WHOLE) {
            softly.assertThat(ours.get(column)).as(name + column).isEqualTo(golden.get(column));
        }
    }
}
