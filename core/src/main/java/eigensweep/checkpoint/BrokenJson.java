package eigensweep.checkpoint;

import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;

/// What is wrong with a JSON text, in words for people. Of where an object began, Jackson says only which of its own
/// settings hide that.
public final class BrokenJson {

    private static final Pattern SETTINGS =
            Pattern.compile(" ?\\(start marker at \\[Source: [^\\]]*\\]\\)| ?\\[Source: [^\\]]*\\]");

    private BrokenJson() {}

    public static String what(JacksonException e) {
        String message = String.valueOf(e.getOriginalMessage());
        return "is not valid JSON: " + SETTINGS.matcher(message).replaceAll("");
    }
}
