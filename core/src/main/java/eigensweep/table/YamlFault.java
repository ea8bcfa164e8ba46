package eigensweep.table;

import eigensweep.files.Printable;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;

/// What is wrong with a text that is no YAML: line, column and why. The parser's message says what it was doing, where
/// that began, what it found, and where; the last two are what helps.
final class YamlFault {

    private static final Pattern PLACE = Pattern.compile("\\s*in reader, line (\\d{1,7}), column (\\d{1,7}):.*");

    /// The commonest, in words for people who do not write parsers.
    private static final Map<String, String> IN_WORDS = Map.of(
            "expected <block end>, but found.*",
                    "the indentation is neither that of the keys above nor deeper below a key that has no value yet",
            "mapping values are not allowed here",
                    "a second colon, or a key that is indented too far; text with a colon in it takes quotes",
            "could not find expected ':'", "a key without a colon and a value",
            "found unexpected end of stream", "quotes or brackets that are opened are not closed",
            "expected ',' or '[\\]}]', but got.*", "a comma, or the bracket that closes, is missing before this place",
            "found character '\\\\t\\(TAB\\)'.*", "a tab; indent with blanks",
            "found character '(.)' that cannot start any token.*", "text that begins with $1 takes quotes",
            "Duplicate Object property \"(.*)\"", "$1 is given twice",
            "found undefined alias.*", "text that begins with * takes quotes");

    private YamlFault() {}

    static RecipeException of(String file, JacksonException e) {
        List<String> lines = String.valueOf(e.getOriginalMessage())
                .lines()
                .map(String::strip)
                .toList();
        for (int i = lines.size() - 1; i > 0; i--) {
            Matcher place = PLACE.matcher(lines.get(i));
            if (place.matches()) {
                return fault(file, place.group(1) + ", column " + place.group(2), inWords(lines.get(i - 1)), e);
            }
        }
        int line = e.getLocation() == null ? 1 : Math.max(1, e.getLocation().getLineNr());
        int column = e.getLocation() == null ? 1 : Math.max(1, e.getLocation().getColumnNr());
        return fault(file, line + ", column " + column, lines.isEmpty() ? "no YAML" : inWords(lines.getFirst()), e);
    }

    private static RecipeException fault(String file, String place, String problem, JacksonException e) {
        return new RecipeException(file + ", line " + place + ": " + problem, e);
    }

    private static String inWords(String problem) {
        return IN_WORDS.entrySet().stream()
                .filter(entry -> problem.matches(entry.getKey()))
                .map(entry -> problem.replaceFirst(entry.getKey(), entry.getValue()))
                .findFirst()
                .orElse(Printable.brief(problem));
    }
}
