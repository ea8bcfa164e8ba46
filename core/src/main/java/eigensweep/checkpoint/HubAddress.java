package eigensweep.checkpoint;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The address of a model's page, as people copy it from a browser: what to give in its place.
final class HubAddress {

    private static final Pattern ADDRESS =
            Pattern.compile("(?:[a-z][a-z0-9+.-]*:/|(?:www\\.)?(?:huggingface\\.co|hf\\.co)/).*");

    /// A model, one of its revisions, or a file in it.
    private static final Pattern PAGE = Pattern.compile(
            "(?:hf:/{1,2}|(?:https?:/{1,2})?(?:www\\.)?(?:huggingface\\.co|hf\\.co)/)"
                    + "(?!datasets/|spaces/)(?<id>[\\w.-]{1,96}(?:/(?!tree/|blob/|resolve/|raw/)[\\w.-]{1,96})?)"
                    + "(?:/(?:tree|blob|resolve|raw|commit)/(?<revision>[\\w.-]{1,200})(?:/.*)?)?(?:/[a-z]*)?(?:[?#].*)?");

    private HubAddress() {}

    /// What to do in place of giving an address; null if it is none.
    static @Nullable String instead(String text) {
        if (!ADDRESS.matcher(text).matches()) {
            return null;
        }
        Matcher page = PAGE.matcher(text);
        if (!page.matches()) {
            return "is an address, and nothing is ever fetched; download it, and give the file or folder";
        }
        String revision = page.group("revision");
        boolean isDefault = revision == null || revision.equals("main");
        return "is an address; a model in the Hugging Face cache goes by its name: try " + page.group("id")
                + (isDefault ? "" : "@" + revision);
    }
}
