package eigensweep.files;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/// The names of the columns of a table in a text file.
///
/// @param columns their names; one without a name is called as pandas calls it, `Unnamed: 0`
/// @param isLine whether the first line names them; if not, they are called 0, 1, 2, ...
/// @param remarks what people should know of it
record Header(List<String> columns, boolean isLine, List<String> remarks) {

    /// Numbers in a first line that go up or down for no other reason than chance: `2 / 4!` of such lines do.
    private static final int FEWEST_NUMBERS = 4;

    /// Tells names from a sample. A first line of numbers is a sample unless they count 0, 1, 2, ... as pandas' names
    /// do. One of numbers and words is names, unless at least half of it are numbers, some with a fraction, that
    /// neither rise nor fall, as the wavelengths of a spectrum would.
    ///
    /// @param rows of the file from the first on
    /// @throws TableException if two columns have one name
    static Header of(Path file, List<TableRow> rows) throws TableException {
        List<String> first = rows.getFirst().cells().stream().map(String::strip).toList();
        Decimal decimal = Decimal.of(rows);
        List<Double> numbers = new ArrayList<>();
        for (String cell : first) {
            Double number = isName(cell) ? null : decimal.parse(cell);
            if (number != null) {
                numbers.add(number);
            }
        }
        int d = first.size();
        if (numbers.size() == d && !(d > 2 && counts(numbers, 0))) {
            return counted(d, List.of());
        }
        String line = "line 1 (" + first.getFirst() + ", ...)";
        if (isSample(numbers, d)) {
            return counted(
                    d, List.of(line + " is taken as data: it holds numbers; the columns are called 0 to " + (d - 1)));
        }
        boolean strange = !numbers.isEmpty() && !counts(numbers, 0) && !counts(numbers, numbers.getFirst());
        return new Header(
                names(file, rows.getFirst()),
                true,
                strange ? List.of(line + " is taken as the names of the columns, though it holds numbers") : List.of());
    }

    /// Words that are numbers in a cell, and words in a name.
    private static boolean isName(String cell) {
        return !cell.isEmpty() && Character.isLetter(cell.charAt(0));
    }

    private static boolean isSample(List<Double> numbers, int d) {
        boolean fraction = numbers.stream().anyMatch(number -> number != Math.rint(number));
        return numbers.size() >= FEWEST_NUMBERS
                && 2 * numbers.size() >= d
                && fraction
                && !numbers.equals(numbers.stream().sorted().toList())
                && !numbers.reversed().equals(numbers.stream().sorted().toList());
    }

    private static boolean counts(List<Double> numbers, double from) {
        return IntStream.range(0, numbers.size()).allMatch(i -> numbers.get(i) == from + i);
    }

    private static Header counted(int d, List<String> remarks) {
        return new Header(IntStream.range(0, d).mapToObj(Integer::toString).toList(), false, remarks);
    }

    private static List<String> names(Path file, TableRow first) throws TableException {
        List<String> names = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        for (String cell : first.cells()) {
            String name = (names.isEmpty() ? withoutComment(cell) : cell).strip();
            String given = "Unnamed: " + names.size();
            // A table may have been saved with such names, and be saved again.
            names.add(
                    !name.isEmpty()
                            ? name
                            : seen.contains(given) || first.cells().contains(given) ? given + ".1" : given);
            if (!seen.add(names.getLast())) {
                throw new TableException(
                        file, first.line(), "two columns are called " + names.getLast() + "; rename one");
            }
        }
        return List.copyOf(names);
    }

    /// A first line as NumPy's savetxt writes it, without its mark of a comment.
    static String withoutComment(String line) {
        String text = line.stripLeading();
        return text.startsWith("#") ? text.substring(1).stripLeading() : line;
    }
}
