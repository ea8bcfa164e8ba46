package eigensweep.app.stats;

import eigensweep.app.stats.Statistics.Group;
import eigensweep.app.stats.Statistics.Series;
import eigensweep.stats.Calibration;
import eigensweep.stats.Calibration.Binning;
import eigensweep.stats.Category;
import eigensweep.stats.CategoryComparison;
import eigensweep.stats.Correlations;
import eigensweep.stats.Correlations.Correlation;
import eigensweep.stats.Correlations.Kind;
import eigensweep.stats.Correlations.Variable;
import eigensweep.stats.EffectiveSampleSize;
import eigensweep.table.Table;
import eigensweep.table.TableException;
import eigensweep.table.TableRow;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// One request of `stats`, from the table to the statistics.
///
/// @param table that has every column that is asked for
/// @param asked what is to be known
/// @param say told what people should know
record StatsRun(Table table, Asked asked, Consumer<String> say) {

    /// Categories or columns that are taken each with each: half a million tests take seconds.
    private static final int MOST_COMPARED = 1000;

    /// What is to be known of a table.
    ///
    /// @param by the column whose values divide the table, or null
    /// @param compared which columns hold categories of series, or null
    /// @param wide columns that are a category of one series each
    /// @param correlate columns that are correlated
    /// @param calibration the columns of confidence and outcome, or none
    /// @param bins of the calibration error
    record Asked(
            @Nullable String by,
            @Nullable SeriesColumns compared,
            List<String> wide,
            List<String> correlate,
            List<String> calibration,
            int bins) {}

    /// Computes all of it.
    ///
    /// @return what was found in each part of the table
    /// @throws TableException if the table does not bear it
    List<Group> groups() throws TableException {
        Map<String, List<TableRow>> divided = new LinkedHashMap<>();
        for (TableRow line : table.rows()) {
            divided.computeIfAbsent(asked.by() == null ? "" : table.text(line, asked.by()), name -> new ArrayList<>())
                    .add(line);
        }
        if (divided.isEmpty()) {
            throw new TableException(table.file(), "has a head line and nothing else");
        }
        List<Group> groups = new ArrayList<>();
        for (Map.Entry<String, List<TableRow>> part : divided.entrySet()) {
            groups.add(group(part.getKey(), part.getValue()));
        }
        return groups;
    }

    private Group group(String name, List<TableRow> lines) throws TableException {
        CategoryComparison comparison = null;
        List<Series> found = List.of();
        SeriesColumns columns = asked.compared();
        if (columns != null) {
            SeriesColumns.Read read = columns.read(table, lines);
            if (read.empty() > 0) {
                say.accept(inGroup(name) + read.empty() + " rows without a " + columns.value() + " are left out");
            }
            comparison = compare(name, read.categories());
            found = read.series();
        } else if (!asked.wide().isEmpty()) {
            List<Category> categories = new ArrayList<>();
            found = new ArrayList<>();
            for (String column : asked.wide()) {
                double[] values = numbers(name, lines, List.of(column)).getFirst();
                if (values.length < 2) {
                    throw new TableException(
                            table.file(),
                            inGroup(name) + "column " + column + " has " + values.length
                                    + " values; a spread takes at least 2");
                }
                categories.add(new Category(column, List.of(values)));
                found.add(new Series(column, "", EffectiveSampleSize.of(values)));
            }
            comparison = compare(name, categories);
        }
        return new Group(name, comparison, found, correlations(name, lines), calibrations(name, lines));
    }

    private CategoryComparison compare(String name, List<Category> categories) throws TableException {
        if (categories.size() < 2) {
            throw new TableException(
                    table.file(),
                    inGroup(name) + categories.size() + " category has values; a difference takes at least 2");
        }
        if (categories.size() > MOST_COMPARED) {
            throw new TableException(
                    table.file(),
                    inGroup(name) + categories.size() + " categories have values; at most " + MOST_COMPARED
                            + " are compared, each with each: take another column, or fewer rows");
        }
        return CategoryComparison.of(categories);
    }

    private String inGroup(String name) {
        return asked.by() == null ? "" : asked.by() + " " + name + ": ";
    }

    private List<Correlation> correlations(String name, List<TableRow> lines) throws TableException {
        if (asked.correlate().isEmpty()) {
            return List.of();
        }
        if (asked.correlate().size() > MOST_COMPARED) {
            throw new TableException(
                    table.file(),
                    asked.correlate().size() + " columns are to be correlated; at most " + MOST_COMPARED
                            + " are, each with each: name fewer");
        }
        List<double[]> values = numbers(name, lines, asked.correlate());
        List<Variable> variables = new ArrayList<>();
        for (int i = 0; i < asked.correlate().size(); i++) {
            variables.add(new Variable(asked.correlate().get(i), values.get(i)));
        }
        List<Correlation> all = new ArrayList<>(Correlations.matrix(Kind.PEARSON, variables));
        all.addAll(Correlations.matrix(Kind.SPEARMAN, variables));
        return all;
    }

    private List<Calibration> calibrations(String name, List<TableRow> lines) throws TableException {
        if (asked.calibration().isEmpty()) {
            return List.of();
        }
        List<double[]> values = numbers(name, lines, asked.calibration());
        double[] confidence = values.getFirst();
        boolean[] right = new boolean[confidence.length];
        for (int i = 0; i < right.length; i++) {
            double outcome = values.get(1)[i];
            if (!(confidence[i] >= 0 && confidence[i] <= 1) || (outcome != 0 && outcome != 1)) {
                throw new TableException(
                        table.file(),
                        "a confidence of " + confidence[i] + " with the outcome " + outcome
                                + "; confidences lie between 0 and 1, outcomes are 0 or 1");
            }
            right[i] = outcome == 1;
        }
        if (right.length == 0) {
            throw new TableException(table.file(), "no row has both " + String.join(" and ", asked.calibration()));
        }
        return List.of(
                Calibration.of(confidence, right, asked.bins(), Binning.EQUAL_WIDTH),
                Calibration.of(confidence, right, asked.bins(), Binning.EQUAL_MASS));
    }

    /// The columns' numbers, of the rows that have them all.
    private List<double[]> numbers(String name, List<TableRow> lines, List<String> columns) throws TableException {
        List<double[]> rows = new ArrayList<>();
        for (TableRow line : lines) {
            double[] row = new double[columns.size()];
            boolean complete = true;
            for (int i = 0; i < row.length; i++) {
                Double number = table.number(line, columns.get(i));
                row[i] = Objects.requireNonNullElse(number, Double.NaN);
                complete &= number != null;
            }
            if (complete) {
                rows.add(row);
            }
        }
        int incomplete = lines.size() - rows.size();
        if (incomplete > 0) {
            say.accept(inGroup(name)
                    + incomplete
                    + (incomplete == 1 ? " row without " : " rows without ")
                    + (columns.size() == 1 ? columns.getFirst() : "one of " + String.join(", ", columns))
                    + (incomplete == 1 ? " is left out" : " are left out"));
        }
        List<double[]> numbers = new ArrayList<>();
        for (int i = 0; i < columns.size(); i++) {
            int column = i;
            numbers.add(rows.stream().mapToDouble(row -> row[column]).toArray());
        }
        return numbers;
    }
}
