package eigensweep.checkpoint.foreign;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import eigensweep.checkpoint.file.MappedFile;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Text where weights are expected: what stands for a file that was not fetched, a page that says why it was not, and
/// the part of a model that has no weights in it.
public final class ForeignText {

    /// How much of a file is looked at.
    private static final int HEAD = 1 << 16;

    /// How much of it is shown.
    private static final int SHOWN = 60;

    private static final Pattern LFS_SIZE = Pattern.compile("\\nsize (\\d{1,18})(\\n|$)");
    private static final Pattern TITLE = Pattern.compile("<title>\\s*([^<]{1,200})", Pattern.CASE_INSENSITIVE);

    private static final Pattern TFJS =
            Pattern.compile("\"(weightsManifest|modelTopology)\"|\"format\"\\s{0,9}:\\s{0,9}\"(layers|graph)-model\"");

    private static final String FETCH =
            "fetch the file again (from the Hugging Face Hub: hf download MODEL), and see that you may and that its name is"
                    + " right";

    private ForeignText() {}

    /// What a file of text is, and what to do; null if it is none.
    static @Nullable String of(MappedFile file) {
        String text = head(file);
        if (text == null) {
            return null;
        }
        String special = special(text);
        if (special != null) {
            return special;
        }
        String start = text.strip();
        if (ForeignFormat.isByName(file.path().toString())) {
            return "is text (" + shown(start) + "), no model file; give a model's file or folder";
        }
        return start.startsWith("{") || start.startsWith("[")
                ? "is JSON text (" + shown(start) + "), not weights; if it is an answer of a server, " + FETCH
                : "is text (" + shown(start) + "), not weights; " + FETCH;
    }

    /// The same for a file that is expected to be text, but not this one.
    public static @Nullable String insteadOfJson(MappedFile file) {
        String text = head(file);
        return text == null ? null : special(text);
    }

    private static @Nullable String special(String text) {
        String start = text.stripLeading().toLowerCase(Locale.ROOT);
        if (start.startsWith("version https://git-lfs") || start.startsWith("version https://hawser")) {
            Matcher size = LFS_SIZE.matcher(text);
            return "is a Git LFS pointer, not the file: "
                    + (size.find() ? "its " + size.group(1) + " bytes were" : "what it points to was")
                    + " not fetched; run git lfs pull in its repository";
        }
        if (start.startsWith("/annex/objects/") || start.contains("/.git/annex/objects/")) {
            return "is a git-annex pointer, not the file, which was not fetched; run git annex get FILE in its repository";
        }
        if (start.startsWith("<!doctype html") || start.startsWith("<html") || start.startsWith("<head")) {
            Matcher title = TITLE.matcher(text);
            return "is an HTML page" + (title.find() ? " (" + shown(title.group(1)) + ")" : "") + ", not weights; "
                    + FETCH;
        }
        if (start.startsWith("<") && start.contains("<net ") && start.contains("<layers>")) {
            return ForeignFormat.sentence(
                    "a model of OpenVINO", "convert it: " + ForeignFormat.FROM_OPENVINO + "FILE.xml");
        }
        if (TFJS.matcher(text).find() || isManifest(text)) {
            return ForeignFormat.sentence("a model of TensorFlow.js", "convert it: " + ForeignFormat.FROM_TFJS);
        }
        return null;
    }

    private static boolean isManifest(String text) {
        return text.startsWith("[") && text.contains("\"paths\"") && text.contains("\"weights\"");
    }

    /// The beginning of a file of printable text; null if it is none.
    private static @Nullable String head(MappedFile file) {
        byte[] head = file.bytes().asSlice(0, Math.min(file.size(), HEAD)).toArray(JAVA_BYTE);
        for (byte b : head) {
            if (b >= 0 && b < ' ' && b != '\n' && b != '\r' && b != '\t' && b != '\f') {
                return null;
            }
        }
        String text = new String(head, StandardCharsets.UTF_8);
        int broken = text.indexOf('\ufffd');
        return broken < 0 || broken > text.length() - 4 ? text : null; // the last character may be cut
    }

    private static String shown(String text) {
        String line = text.strip().replaceAll("\\s+", " ");
        return line.length() <= SHOWN ? line : line.substring(0, SHOWN) + "...";
    }
}
