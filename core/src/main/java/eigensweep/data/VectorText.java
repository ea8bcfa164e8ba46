package eigensweep.data;

import eigensweep.table.Decimal;
import eigensweep.table.TableException;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Vectors as text, the way Python, NumPy, PyTorch, R, SQL and people write them: `[0.1, 0.2]`, `[0.1
/// 0.2]`, `(0.1, 0.2)`, `{0.1,0.2}`, `array([0.1, 0.2], dtype=float32)`, `tensor([0.1, 0.2])`, `c(0.1,
/// 0.2)`. Without brackets, `0.1 0.2`, `0.1;0.2`, `0.1|0.2` and `0.1,0.2` are, where a fraction tells them
/// from one number in groups.
///
/// @param inside what is in the brackets
/// @param isBracketed whether there are any
/// @param isList whether they are square
record VectorText(String inside, boolean isBracketed, boolean isList) {

    /// What is called: `array`, `torch.tensor`.
    private static final Pattern NAME = Pattern.compile("[A-Za-z][\\w.:]*\\s*(?=\\()");

    /// What is said of an array beside its numbers.
    private static final Pattern OPTIONS = Pattern.compile(",\\s*[a-z_]+\\s*=.*", Pattern.DOTALL);

    /// A number in a call or in quotes: `np.float32(0.1)`, `'0.1'`.
    private static final Pattern WRAPPED =
            Pattern.compile("[A-Za-z][\\w.]*\\(\\s*(['\"]?[-+.\\w]+['\"]?)\\s*\\)|['\"]([-+.\\w]+)['\"]");

    /// One number in groups of thousands, not several.
    private static final Pattern GROUPED = Pattern.compile("[-+]?\\d{1,3}([ .,'\u2019\u00a0\u202f]\\d{3})+([.,]\\d+)?");

    private static final Pattern SEMICOLON = Pattern.compile(";");
    private static final Pattern BAR = Pattern.compile("\\|");
    private static final Pattern COMMA = Pattern.compile(",");
    private static final Pattern SPACE = Pattern.compile("\\s+");
    private static final Pattern COMMA_OR_SPACE = Pattern.compile("\\s*,\\s*|\\s+");
    private static final Pattern BESIDE_SPACE = Pattern.compile("\\s,|,\\s");
    private static final Pattern ALONE = Pattern.compile("(?<!\\s),(?!\\s)");
    private static final Pattern POINT = Pattern.compile("\\.\\d|\\d\\.");
    private static final Pattern BRACKET = Pattern.compile("[\\[\\](){}]");

    private static final Set<String> NOTHING = Set.of("none", "null", "na", "");
    private static final String CUT = "...";
    private static final int DEEPEST = 4;

    private static VectorText of(String cell) {
        VectorText text = new VectorText(cell.strip(), false, false);
        for (int depth = 0; depth < DEEPEST; depth++) {
            VectorText inner = text.inner();
            if (inner == null) {
                break;
            }
            text = inner;
        }
        return text;
    }

    private @Nullable VectorText inner() {
        Matcher name = NAME.matcher(inside);
        int open = name.lookingAt() ? name.end() : 0;
        if (inside.isEmpty() || !closesAtEnd(open) || (open > 0 && inside.charAt(open) != '(')) {
            return null;
        }
        String within = inside.substring(open + 1, inside.length() - 1);
        String numbers = open > 0 ? OPTIONS.matcher(within).replaceFirst("") : within;
        return new VectorText(numbers.strip(), true, isList || inside.charAt(open) == '[');
    }

    /// Whether a bracket opens at a place and is the one that closes at the end.
    private boolean closesAtEnd(int open) {
        int depth = 0;
        for (int i = open; i < inside.length(); i++) {
            char c = inside.charAt(i);
            depth += "[({".indexOf(c) >= 0 ? 1 : "])}".indexOf(c) >= 0 ? -1 : 0;
            if (depth <= 0) {
                return depth == 0 && i > open && i == inside.length() - 1;
            }
        }
        return false;
    }

    /// Whether a cell was meant as a vector.
    static boolean isMeant(String cell) {
        VectorText text = of(cell);
        return !text.inside.isEmpty() && (text.isBracketed ? text.isOfNumbers() : text.isBare());
    }

    /// Whether everything in brackets is, or was meant as, a number; in quotes they have a fraction.
    private boolean isOfNumbers() {
        List<String> parts = parts(BRACKET.matcher(unwrapped()).replaceAll(" ").strip());
        boolean quoted = inside.indexOf('\'') >= 0 || inside.indexOf('"') >= 0;
        return (parts.size() > 1 || isList)
                && parts.stream().anyMatch(part -> number(part) != null)
                && parts.stream().allMatch(VectorText::isMeantAsNumber)
                && !(quoted && parts.stream().noneMatch(VectorText::hasFraction));
    }

    private boolean isBare() {
        if (inside.length() < 3
                || Character.isLetter(inside.charAt(0))
                || GROUPED.matcher(inside).matches()) {
            return false;
        }
        List<String> parts = parts(inside);
        return parts.size() > 1
                && parts.stream().allMatch(part -> number(part) != null)
                && parts.stream().anyMatch(VectorText::hasFraction);
    }

    private static @Nullable Double number(String part) {
        return (part.indexOf(',') < 0 ? Decimal.POINT : Decimal.COMMA).parse(part);
    }

    private static boolean isMeantAsNumber(String part) {
        return number(part) != null
                || part.equals(CUT)
                || NOTHING.contains(part.toLowerCase(Locale.ROOT))
                || Decimal.isMeant(part);
    }

    private static boolean hasFraction(String part) {
        return part.indexOf('.') >= 0 || part.indexOf(',') >= 0 || part.indexOf('e') > 0 || part.indexOf('E') > 0;
    }

    /// The numbers of a vector.
    ///
    /// @param place where it stands, for people
    /// @param decimal how the table writes numbers
    /// @throws TableException if it is none, or can be read in two ways
    static double[] parse(TableException.Place place, String cell, Decimal decimal) throws TableException {
        VectorText text = of(cell);
        if (text.inside.isEmpty() || !(text.isBracketed || text.isBare())) {
            throw place.problem(
                    "holds " + (text.inside.isEmpty() ? "nothing" : quoted(cell)) + ", not a vector as [0.1, 0.2]");
        }
        if (text.inside.contains(CUT)) {
            throw place.problem("holds " + quoted(cell) + ", a vector that was shortened when it was written; write all"
                    + " of it, as json.dumps(list(v)) does");
        }
        String plain = text.unwrapped();
        if (BRACKET.matcher(plain).find()) {
            throw place.problem("holds " + quoted(cell) + ", more than one vector; write one a row, as [0.1, 0.2]");
        }
        List<String> parts = parts(plain);
        if (isInDoubt(plain, parts, decimal)) {
            throw place.problem("holds " + quoted(cell) + ", whose commas may part numbers or stand before fractions;"
                    + " write vectors as [0.1, 0.2]");
        }
        double[] vector = new double[parts.size()];
        for (int j = 0; j < vector.length; j++) {
            String part = parts.get(j);
            vector[j] = (part.indexOf(',') < 0 ? Decimal.POINT : Decimal.COMMA)
                    .finite(
                            new TableException.Place(place.file(), place.where(), place.column() + "[" + j + "]"),
                            part);
        }
        return vector;
    }

    /// The inside with each number as it is, without calls and quotes, and nothing after the last.
    private String unwrapped() {
        boolean wrapped = inside.indexOf('(') >= 0 || inside.indexOf('\'') >= 0 || inside.indexOf('"') >= 0;
        String plain = !wrapped
                ? inside
                : WRAPPED.matcher(inside)
                        .replaceAll(number -> Matcher.quoteReplacement(
                                (number.group(1) == null ? number.group(2) : number.group(1)).replaceAll("['\"]", "")));
        return plain.endsWith(",") || plain.endsWith(";")
                ? plain.substring(0, plain.length() - 1).strip()
                : plain;
    }

    private static List<String> parts(String text) {
        return Stream.of(between(text).split(text, -1)).map(String::strip).toList();
    }

    /// What parts the numbers: commas do where a number has a point, and spaces where no comma stands
    /// beside one.
    private static Pattern between(String text) {
        if (text.indexOf(';') >= 0) {
            return SEMICOLON;
        }
        if (text.indexOf('|') >= 0) {
            return BAR;
        }
        if (text.indexOf(',') < 0) {
            return SPACE;
        }
        if (POINT.matcher(text).find()) {
            return COMMA_OR_SPACE;
        }
        return BESIDE_SPACE.matcher(text).find() || !SPACE.matcher(text).find() ? COMMA : SPACE;
    }

    /// Whether commas that part numbers may as well stand in them: where some have a space beside them and
    /// some have not, or none has and numbers have decimal commas elsewhere, or begin with a zero.
    private static boolean isInDoubt(String text, List<String> parts, Decimal decimal) {
        if (between(text) != COMMA) {
            return false;
        }
        return BESIDE_SPACE.matcher(text).find()
                ? ALONE.matcher(text).find()
                : decimal == Decimal.COMMA || parts.stream().anyMatch(Decimal::isHalf);
    }

    private static String quoted(String text) {
        String one = SPACE.matcher(text.strip()).replaceAll(" ");
        return "'" + (one.length() <= 40 ? one : one.substring(0, 40) + " ...") + "'";
    }
}
