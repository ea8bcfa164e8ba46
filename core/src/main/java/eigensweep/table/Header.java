package eigensweep.table;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/// The names of the columns of a table in a text file.
///
/// @param columns their names; one without a name is called as pandas calls it, `Unnamed: 0`
/// @param isLine whether the first line names them; if not, they are called 0, 1, 2, ...
/// @param remarks what people should know of it
record Header(List<String> columns, boolean isLine, List<String> remarks) {

    /// Several numbers, in brackets or without, as [Decimal] does not read them.
    private static final Pattern VECTOR = Pattern.compile(
            "([A-Za-z][\\w.]*)?[\\[({]*\\s*[-+]?\\d*[.,]?\\d+(e[-+]?\\d+)?(\\s*[,;|]\\s*|\\s+)[-+]?\\d*[.,]?\\d.*",
            Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

    private static final String UNNAMED = "Unnamed: ";

    /// Columns of a first line that rises by chance in one of 720 samples.
    private static final int FEWEST_RISING = 6;

    /// Numbers in a first line that go up or down for no other reason than chance: `2 / 4!` of such
    /// lines do.
    private static final int FEWEST_NUMBERS = 4;

    /// Tells names from a sample. A first line of numbers is a sample unless they count 0, 1, 2, ... as
    /// pandas' names do, or from 1 where all that follows has fractions, or rise as the wavelengths of a
    /// spectrum do and no line after it. One of numbers and words is names, unless at least half of it are
    /// numbers, some with a fraction, that neither rise nor fall, or a cell is a vector, or it has fractions
    /// and is like the rows below it. One that is a cell short names all columns but the first, which holds
    /// the names of rows, as R writes it.
    ///
    /// @param rows of the file from the first on
    /// @throws TableException if two columns have one name
    static Header of(Path file, List<TableRow> rows, Separator separator) throws TableException {
        TableRow first = rows.getFirst();
        Decimal decimal = Decimal.of(rows);
        List<Double> numbers = numbers(first, decimal);
        int d = first.cells().size();
        String line = first.where() + " (" + first.cells().getFirst().strip() + ", ...)";
        if (isShort(rows) && (numbers.size() < d || counts(numbers, 0))) {
            List<String> cells = new ArrayList<>(first.cells());
            if (endsInNothing(rows)) {
                cells.addLast("");
                return named(file, new TableRow(first.where(), cells), List.of());
            }
            if (hasRowNames(rows, decimal, separator)) {
                cells.addFirst("");
                return named(
                        file,
                        new TableRow(first.where(), cells),
                        List.of(line
                                + " is a cell shorter than the rows: their first is taken for the name of the row"));
            }
        }
        if (hasVector(rows)) {
            return counted(
                    d, List.of(line + " is taken as data: it holds a vector; the columns are called 0 to " + (d - 1)));
        }
        if (numbers.size() == d && !(d > 2 && counts(numbers, 0))) {
            return ofNumbers(file, rows, numbers, decimal, line);
        }
        if (isSample(numbers, d) || isLikeTheRest(rows, numbers, decimal)) {
            return counted(
                    d, List.of(line + " is taken as data: it holds numbers; the columns are called 0 to " + (d - 1)));
        }
        boolean strange = !numbers.isEmpty() && !counts(numbers, 0) && !counts(numbers, numbers.getFirst());
        return named(file, first, strange ? List.of(takenAsNames(line)) : List.of());
    }

    private static Header ofNumbers(Path file, List<TableRow> rows, List<Double> numbers, Decimal decimal, String line)
            throws TableException {
        int d = numbers.size();
        if (d > 1 && (counts(numbers, 0) || counts(numbers, 1)) && areOfFractions(rows, decimal)) {
            return named(file, rows.getFirst(), List.of(takenAsNames(line)));
        }
        boolean alone = d > 2
                && isRising(numbers)
                && rows.size() > 1
                && rows.stream().skip(1).noneMatch(row -> isRising(numbers(row, decimal)));
        if (alone && d >= FEWEST_RISING) {
            return named(file, rows.getFirst(), List.of(takenAsNames(line)));
        }
        return counted(
                d, alone ? List.of(line + " is taken as data, though its numbers rise as names may") : List.of());
    }

    /// Whether a cell of the first line is several numbers, and so is the one below it.
    private static boolean hasVector(List<TableRow> rows) {
        List<String> first = rows.getFirst().cells();
        List<String> second = rows.get(Math.min(1, rows.size() - 1)).cells();
        return IntStream.range(0, Math.min(first.size(), second.size()))
                .anyMatch(j -> VECTOR.matcher(first.get(j).strip()).matches()
                        && VECTOR.matcher(second.get(j).strip()).matches());
    }

    private static Header named(Path file, TableRow names, List<String> remarks) throws TableException {
        return new Header(names(file, names), true, remarks);
    }

    /// The numbers among the cells of a row.
    private static List<Double> numbers(TableRow row, Decimal decimal) {
        List<Double> numbers = new ArrayList<>();
        for (String cell : row.cells()) {
            Double number = isName(cell.strip()) ? null : decimal.parse(cell);
            if (number != null) {
                numbers.add(number);
            }
        }
        return numbers;
    }

    /// Whether the first line is a cell shorter than all that follow.
    private static boolean isShort(List<TableRow> rows) {
        int d = rows.getFirst().cells().size();
        return rows.size() > 1
                && rows.stream().skip(1).allMatch(row -> row.cells().size() == d + 1);
    }

    /// Whether the rows, and not the first line, end in a separator.
    private static boolean endsInNothing(List<TableRow> rows) {
        return rows.stream().skip(1).allMatch(row -> row.cells().getLast().isBlank());
    }

    /// Whether the first cells of the rows are their names: no two alike, no fractions, and numbers beside
    /// them. Whole numbers before a comma may be what stands before a decimal comma, unless the table has
    /// decimal points.
    private static boolean hasRowNames(List<TableRow> rows, Decimal decimal, Separator separator) {
        Set<String> names = new HashSet<>();
        boolean whole = true;
        boolean points = false;
        boolean numbers = false;
        for (TableRow row : rows.subList(1, rows.size())) {
            String name = row.cells().getFirst().strip();
            Double number = decimal.parse(name);
            if (!names.add(name) || (number != null && number != Math.rint(number))) {
                return false;
            }
            whole &= number != null;
            for (String cell : row.cells().subList(1, row.cells().size())) {
                boolean isNumber = decimal.parse(cell) != null;
                numbers |= isNumber;
                points |= isNumber && cell.contains(".");
            }
        }
        return numbers && (separator != Separator.COMMA || points || !whole);
    }

    private static String takenAsNames(String line) {
        return line + " is taken as the names of the columns, though it holds numbers";
    }

    /// Whether there are rows after the first, and none has a whole number.
    private static boolean areOfFractions(List<TableRow> rows, Decimal decimal) {
        return rows.size() > 1
                && rows.stream().skip(1).flatMap(row -> row.cells().stream()).allMatch(cell -> {
                    Double number = decimal.parse(cell);
                    return number == null || number != Math.rint(number);
                });
    }

    private static boolean isRising(List<Double> numbers) {
        return IntStream.range(1, numbers.size()).allMatch(i -> numbers.get(i) > numbers.get(i - 1));
    }

    /// Words that are numbers in a cell, and words in a name.
    private static boolean isName(String cell) {
        return !cell.isEmpty() && Character.isLetter(cell.charAt(0));
    }

    private static boolean isSample(List<Double> numbers, int d) {
        boolean fraction = numbers.stream().anyMatch(number -> number != Math.rint(number));
        return numbers.size() >= FEWEST_NUMBERS && 2 * numbers.size() >= d && fraction && !isMonotone(numbers);
    }

    private static boolean isMonotone(List<Double> numbers) {
        List<Double> sorted = numbers.stream().sorted().toList();
        return numbers.equals(sorted) || numbers.reversed().equals(sorted);
    }

    /// Whether a first line has fractions, and a number stands above numbers and a word above words. Four
    /// fractions or more that go up or down, as those of no row do, are names all the same: wavelengths, which
    /// are positive.
    private static boolean isLikeTheRest(List<TableRow> rows, List<Double> numbers, Decimal decimal) {
        List<TableRow> rest = rows.subList(1, rows.size());
        return !rest.isEmpty()
                && numbers.stream().anyMatch(number -> number != Math.rint(number))
                && !(numbers.size() >= FEWEST_NUMBERS
                        && isMonotone(numbers)
                        && numbers.stream().allMatch(number -> number > 0)
                        && rest.stream().noneMatch(row -> isMonotone(numbers(row, decimal))))
                && IntStream.range(0, rows.getFirst().cells().size()).allMatch(j -> isLikeTheRest(rows, j, decimal));
    }

    private static boolean isLikeTheRest(List<TableRow> rows, int column, Decimal decimal) {
        List<String> cells = rows.stream()
                .filter(row -> column < row.cells().size())
                .map(row -> row.cells().get(column).strip())
                .toList();
        if (cells.getFirst().isEmpty()) {
            return true;
        }
        List<String> rest =
                cells.stream().skip(1).filter(cell -> !cell.isEmpty()).toList();
        long numbers = rest.stream().filter(cell -> decimal.parse(cell) != null).count();
        return decimal.parse(cells.getFirst()) != null ? 2 * numbers > rest.size() : 2 * numbers < rest.size();
    }

    private static boolean counts(List<Double> numbers, double from) {
        return IntStream.range(0, numbers.size()).allMatch(i -> numbers.get(i) == from + i);
    }

    /// Names of the rows, and columns 0, 1, 2, ... without names.
    static Header ofNamedRows(int columns) {
        List<String> names = new ArrayList<>(List.of(UNNAMED + 0));
        IntStream.range(0, columns - 1).forEach(column -> names.add(Integer.toString(column)));
        return new Header(List.copyOf(names), false, List.of());
    }

    private static Header counted(int d, List<String> remarks) {
        return new Header(IntStream.range(0, d).mapToObj(Integer::toString).toList(), false, remarks);
    }

    private static List<String> names(Path file, TableRow first) throws TableException {
        List<String> names = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        for (String cell : first.cells()) {
            String name = (names.isEmpty() ? Preamble.withoutMark(cell) : cell).strip();
            String given = UNNAMED + names.size();
            // A table may have been saved with such names, and be saved again.
            names.add(
                    !name.isEmpty()
                            ? name
                            : seen.contains(given) || first.cells().contains(given) ? given + ".1" : given);
            if (!seen.add(names.getLast())) {
                throw new TableException(
                        file, first.where(), "two columns are called " + names.getLast() + "; rename one");
            }
        }
        return List.copyOf(names);
    }
}
