package eigensweep.app.stats;

import eigensweep.app.stats.Statistics.Series;
import eigensweep.stats.Category;
import eigensweep.stats.EffectiveSampleSize;
import eigensweep.table.Table;
import eigensweep.table.TableException;
import eigensweep.table.TableRow;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Which columns of a long table hold the series: one row a value.
///
/// @param value the numbers
/// @param category which category a row belongs to
/// @param series which of its series; null if each category is one
/// @param order the place of a value in its series; null for the order of the file
record SeriesColumns(
        String value,
        String category,
        @Nullable String series,
        @Nullable String order) {

    /// The series of some rows.
    ///
    /// @param categories in the order in which they first occur
    /// @param series likewise
    /// @param empty rows without a value, which are left out
    record Read(List<Category> categories, List<Series> series, int empty) {}

    Read read(Table table, List<TableRow> lines) throws TableException {
        Map<String, Map<String, List<TableRow>>> found = new LinkedHashMap<>();
        int empty = 0;
        for (TableRow line : lines) {
            if (table.number(line, value) == null) {
                empty++;
            } else {
                found.computeIfAbsent(table.text(line, category), name -> new LinkedHashMap<>())
                        .computeIfAbsent(series == null ? "" : table.text(line, series), name -> new ArrayList<>())
                        .add(line);
            }
        }
        List<Category> categories = new ArrayList<>();
        List<Series> all = new ArrayList<>();
        for (Map.Entry<String, Map<String, List<TableRow>>> entry : found.entrySet()) {
            List<double[]> members = new ArrayList<>();
            for (Map.Entry<String, List<TableRow>> member : entry.getValue().entrySet()) {
                double[] values = values(table, member.getValue());
                members.add(values);
                all.add(new Series(entry.getKey(), member.getKey(), EffectiveSampleSize.of(values)));
            }
            categories.add(category(table, entry.getKey(), members));
        }
        return new Read(categories, all, empty);
    }

    private Category category(Table table, String name, List<double[]> members) throws TableException {
        if (members.stream().mapToInt(values -> values.length).sum() < 2) {
            throw new TableException(
                    table.file(),
                    "category " + name + " has one value in column " + value + "; a spread takes at least 2");
        }
        return new Category(name, members);
    }

    private double[] values(Table table, List<TableRow> lines) throws TableException {
        return order == null
                ? numbers(table, lines)
                : numbers(table, List.copyOf(ordered(table, lines, order).values()));
    }

    private static Map<Double, TableRow> ordered(Table table, List<TableRow> lines, String order)
            throws TableException {
        Map<Double, TableRow> ordered = new TreeMap<>();
        Map<Double, String> seen = new HashMap<>();
        for (TableRow line : lines) {
            Double place = table.number(line, order);
            if (place == null) {
                throw new TableException(table.file(), line.where(), "column " + order + " is empty");
            }
            String earlier = seen.putIfAbsent(place, line.where());
            if (earlier != null) {
                throw new TableException(
                        table.file(),
                        line.where(),
                        "the same series has " + order + " " + table.text(line, order) + " in " + earlier
                                + " already; name the column that tells series apart with --series, or what divides"
                                + " the table with --by");
            }
            ordered.put(place, line);
        }
        return ordered;
    }

    private double[] numbers(Table table, List<TableRow> lines) throws TableException {
        double[] numbers = new double[lines.size()];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = Objects.requireNonNull(table.number(lines.get(i), value));
        }
        return numbers;
    }
}
