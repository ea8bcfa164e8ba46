package eigensweep.checkpoint.file;

import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;

/// What is wrong with a JSON text, in words for people: without the settings, methods and types of Jackson, which
/// nobody who has the file can change.
public final class BrokenJson {

    private static final Pattern SETTINGS =
            Pattern.compile(" ?\\(start marker at \\[Source: [^\\]]*\\]\\)| ?\\[Source: [^\\]]*\\]"
                    + "|, from `[^`]*`|: enable `[^`]*` to allow| \\(consider enabling `[^`]*`[^)]*\\)+"
                    + "| \\(not recognized as one since Feature '[A-Z_]*' not enabled for parser\\)"
                    + "| of `(?:byte|short|int|long)`");

    private BrokenJson() {}

    public static String what(JacksonException e) {
        String message = String.valueOf(e.getOriginalMessage());
        return "is not valid JSON: " + SETTINGS.matcher(message).replaceAll("");
    }
}
