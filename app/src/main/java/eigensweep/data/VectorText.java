package eigensweep.data;

import eigensweep.files.Decimal;
import eigensweep.files.TableException;
import java.util.regex.Pattern;

/// Vectors as text, the way Python writes lists and NumPy arrays: `[0.1, 0.2]`, `[0.1 0.2]`, `(0.1, 0.2)`.
final class VectorText {

    private static final Pattern MEANT = Pattern.compile("[\\[(]\\s*[-+.\\d].*[\\])]", Pattern.DOTALL);
    private static final Pattern BETWEEN = Pattern.compile("\\s*[,;]\\s*|\\s+");

    private VectorText() {}

    static boolean isMeant(String cell) {
        return MEANT.matcher(cell.strip()).matches();
    }

    /// The numbers of a vector.
    ///
    /// @param place where it stands, for people
    /// @throws TableException if it is none
    static double[] parse(TableException.Place place, String cell) throws TableException {
        String text = cell.strip();
        if (!isMeant(text)) {
            throw place.problem(
                    "holds " + (text.isEmpty() ? "nothing" : quoted(text)) + ", not a vector as [0.1, 0.2]");
        }
        if (text.contains("...")) {
            throw place.problem("holds " + quoted(text) + ", a vector that was shortened when it was written; write all"
                    + " of it, as json.dumps(list(v)) does");
        }
        String[] parts = BETWEEN.split(text.substring(1, text.length() - 1).strip());
        double[] vector = new double[parts.length];
        for (int j = 0; j < parts.length; j++) {
            vector[j] = Decimal.POINT.finite(place, parts[j]);
        }
        return vector;
    }

    private static String quoted(String text) {
        return "'" + (text.length() <= 40 ? text : text.substring(0, 40) + " ...") + "'";
    }
}
