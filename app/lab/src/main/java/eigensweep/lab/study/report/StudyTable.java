package eigensweep.lab.study.report;

import eigensweep.findings.Setting;
import eigensweep.page.PageTable;
import eigensweep.page.PageTable.Head;
import eigensweep.page.PageTable.Kind;
import eigensweep.table.Tables;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// A table in three forms: for the page, for LaTeX (booktabs), and for machines.
///
/// @param id the name of its files
/// @param heading of its section of the page
/// @param caption what it shows, a sentence
/// @param columns from the left
/// @param rows a cell for each column
record StudyTable(String id, String heading, String caption, List<? extends Column<?>> columns, List<List<Cell>> rows) {

    /// The columns that say which setting a row is of.
    private static final Set<String> SETTING = Set.of("model", "data");

    /// Longer words are sentences.
    private static final int LONGEST_WORDS = 45;

    /// A column.
    ///
    /// @param name for machines
    /// @param label for people
    /// @param type what its cells are
    /// @param best which of its numbers is marked, among the rows of one model and data set
    /// @param cell what a row, which is of one `T`, has in it
    record Column<T>(String name, String label, Type type, Best best, Function<T, Cell> cell) {

        static <T> Column<T> text(String name, Function<T, String> words) {
            return text(name, name, words);
        }

        static <T> Column<T> text(String name, String label, Function<T, String> words) {
            return new Column<>(name, label, Type.TEXT, Best.NONE, row -> new Words(words.apply(row)));
        }

        static <T> Column<T> number(String name, String label, int decimals, ToDoubleFunction<T> number) {
            return new Column<>(
                    name, label, Type.NUMBER, Best.NONE, row -> new Quantity(number.applyAsDouble(row), decimals));
        }

        static <T> Column<T> mean(String name, String label, Best best, Function<T, Cell> mean) {
            return new Column<>(name, label, Type.MEAN, best, mean);
        }
    }

    /// What a row is of, where it belongs to one setting.
    record In<T>(Setting setting, T what) {

        static <T> List<In<T>> each(List<Setting> settings, Function<Setting, List<T>> found) {
            return settings.stream()
                    .flatMap(setting -> found.apply(setting).stream().map(what -> new In<>(setting, what)))
                    .toList();
        }

        static <T> Column<In<T>> model() {
            return Column.text("model", row -> row.setting().model());
        }

        static <T> Column<In<T>> data() {
            return Column.text("data", row -> row.setting().data());
        }

        static <T> Column<In<T>> text(String name, String label, Function<T, String> words) {
            return Column.text(name, label, row -> words.apply(row.what));
        }

        static <T> Column<In<T>> number(String name, String label, int decimals, ToDoubleFunction<T> number) {
            return Column.number(name, label, decimals, row -> number.applyAsDouble(row.what));
        }
    }

    /// A table with a row for each of some things.
    static <T> StudyTable of(String id, String heading, String caption, List<T> things, List<Column<T>> columns) {
        return new StudyTable(
                id,
                heading,
                caption,
                columns,
                things.stream()
                        .map(each -> columns.stream()
                                .map(column -> column.cell().apply(each))
                                .toList())
                        .toList());
    }

    /// Which number of a column is the best.
    enum Best {
        NONE,
        HIGHEST,
        LOWEST
    }

    /// What the cells of a column are.
    enum Type {
        TEXT,
        NUMBER,
        /// A mean and a standard deviation, in two columns for machines.
        MEAN
    }

    /// A cell.
    sealed interface Cell {

        /// For people.
        String shown();

        /// The number, not finite where there is none.
        default double number() {
            return Double.NaN;
        }

        /// For machines, as many as the column's type has; an undefined number is empty.
        List<String> exact();
    }

    /// Words.
    record Words(String shown) implements Cell {
        @Override
        public List<String> exact() {
            return List.of(shown);
        }
    }

    /// A number; not finite where it is undefined.
    ///
    /// @param decimals that people see
    record Quantity(double value, int decimals) implements Cell {
        @Override
        public double number() {
            return value;
        }

        @Override
        public String shown() {
            return text(value, decimals);
        }

        @Override
        public List<String> exact() {
            return List.of(decimals == 0 && Double.isFinite(value) ? Long.toString((long) value) : machine(value));
        }
    }

    /// A mean over so many values, with their standard deviation (of the sample; undefined of one).
    record Mean(double mean, double sd, int decimals) implements Cell {

        static Mean of(int decimals, double... values) {
            int n = values.length;
            double sum = 0;
            for (double value : values) {
                sum += value;
            }
            double mean = sum / n;
            double squares = 0;
            for (double value : values) {
                squares += (value - mean) * (value - mean);
            }
            return new Mean(mean, n < 2 ? Double.NaN : Math.sqrt(squares / (n - 1)), decimals);
        }

        @Override
        public double number() {
            return mean;
        }

        @Override
        public String shown() {
            String deviation = Double.isFinite(sd) ? " \u00b1 " + text(sd, decimals) : "";
            return Double.isFinite(mean) ? text(mean, decimals) + deviation : "";
        }

        @Override
        public List<String> exact() {
            return List.of(machine(mean), machine(sd));
        }
    }

    private static String text(double value, int decimals) {
        return Double.isFinite(value)
                ? String.format(Locale.ROOT, "%." + decimals + "f", value).replace('-', '\u2212')
                : "";
    }

    private static String machine(double value) {
        return Tables.text(value);
    }

    /// As CSV (RFC 4180), a head line first.
    String csv() {
        List<String> heads = columns.stream()
                .flatMap(column -> column.type() == Type.MEAN
                        ? Stream.of(column.name() + "_mean", column.name() + "_sd")
                        : Stream.of(column.name()))
                .toList();
        return Tables.csv(
                heads,
                rows.stream()
                        .map(row -> row.stream()
                                .flatMap(cell -> cell.exact().stream())
                                .toList()));
    }

    /// As a LaTeX table with the rules of booktabs.
    String latex() {
        StringBuilder tex = new StringBuilder("% \\usepackage{booktabs}\n\\begin{table}\n\\centering\n");
        tex.append("\\caption{" + Latex.escape(caption) + "}\n\\label{tab:" + id + "}\n\\begin{tabular}{");
        for (int i = 0; i < columns.size(); i++) {
            tex.append(alignment(i));
        }
        tex.append("}\n\\toprule\n");
        tex.append(row(columns.stream().map(Column::label).toList())).append("\\midrule\n");
        rows.forEach(cells -> tex.append(IntStream.range(0, cells.size())
                .mapToObj(i -> isBest(cells, i)
                        ? "\\textbf{" + Latex.escape(cells.get(i).shown()) + "}"
                        : Latex.escape(cells.get(i).shown()))
                .collect(Collectors.joining(" & ", "", " \\\\\n"))));
        return tex.append("\\bottomrule\n\\end{tabular}\n\\end{table}\n").toString();
    }

    /// Numbers to the right; sentences in lines of their own.
    private String alignment(int column) {
        if (columns.get(column).type() != Type.TEXT) {
            return "r";
        }
        boolean sentences =
                rows.stream().anyMatch(row -> row.get(column).shown().length() > LONGEST_WORDS);
        return sentences ? "p{0.3\\linewidth}" : "l";
    }

    private static String row(List<String> cells) {
        return cells.stream().map(Latex::escape).collect(Collectors.joining(" & ", "", " \\\\\n"));
    }

    /// For the page, sorted by its heads.
    String html() {
        PageTable table = new PageTable(columns.stream()
                .map(column ->
                        new Head(column.label(), column.name(), column.type() == Type.TEXT ? Kind.TEXT : Kind.NUMBER))
                .toList());
        rows.forEach(cells -> table.addCells(IntStream.range(0, cells.size())
                .mapToObj(i ->
                        new PageTable.Cell(cells.get(i).shown(), cells.get(i).number(), isBest(cells, i)))
                .toList()));
        return table.html();
    }

    /// Whether a cell has the best number of its column among the rows of the same setting, if they differ.
    private boolean isBest(List<Cell> row, int column) {
        Best best = columns.get(column).best();
        double number = row.get(column).number();
        if (best == Best.NONE || !Double.isFinite(number)) {
            return false;
        }
        double[] others = rows.stream()
                .filter(other -> setting(other).equals(setting(row)))
                .mapToDouble(other -> other.get(column).number())
                .filter(Double::isFinite)
                .toArray();
        double least = Arrays.stream(others).min().orElseThrow();
        double most = Arrays.stream(others).max().orElseThrow();
        return least < most && number == (best == Best.HIGHEST ? most : least);
    }

    private List<Cell> setting(List<Cell> row) {
        return IntStream.range(0, row.size())
                .filter(column -> SETTING.contains(columns.get(column).name()))
                .mapToObj(row::get)
                .toList();
    }
}
