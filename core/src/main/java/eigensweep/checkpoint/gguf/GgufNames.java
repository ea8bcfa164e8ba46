package eigensweep.checkpoint.gguf;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The names that the tensors of a GGUF file had in the model it was made from, where the architecture is
/// known: `blk.0.attn_q.weight` is `model.layers.0.self_attn.q_proj.weight` in a Llama. The tables are in
/// `gguf-names.txt`.
///
/// @param originals by the name in the file, both without ending and with `#` for the number of a block
record GgufNames(Map<String, String> originals) {

    private static final Pattern TABLE = Pattern.compile("\\[([^:\\]]+)(?:: (\\S+))?\\]");

    /// What stands before a block's number, the number, what it is, and its ending.
    private static final Pattern IN_BLOCK = Pattern.compile("((?:\\w+\\.)?blk\\.)(\\d+)(\\..+?)(\\.weight|\\.bias)?");

    private static final Pattern OUTSIDE = Pattern.compile("(.+?)(\\.weight|\\.bias)?");

    /// Of an architecture, as a file calls it; empty for one that is not known.
    static GgufNames of(String architecture) {
        return new GgufNames(Tables.BY_ARCHITECTURE.getOrDefault(architecture, Map.of()));
    }

    /// The original name of a tensor, or the name itself where none is known.
    String original(String name) {
        Matcher inBlock = IN_BLOCK.matcher(name);
        if (inBlock.matches()) {
            String original = originals.get(inBlock.group(1) + "#" + inBlock.group(3));
            return original == null ? name : original.replace("#", inBlock.group(2)) + ending(inBlock.group(4));
        }
        Matcher outside = OUTSIDE.matcher(name);
        String original = outside.matches() ? originals.get(outside.group(1)) : null;
        return original == null ? name : original + ending(outside.group(2));
    }

    private static String ending(@Nullable String ending) {
        return Objects.requireNonNullElse(ending, "");
    }

    /// Read once.
    private static final class Tables {

        private static final Map<String, Map<String, String>> BY_ARCHITECTURE = read();

        private static Map<String, Map<String, String>> read() {
            Map<String, Map<String, String>> tables = new HashMap<>();
            Map<String, String> table = new HashMap<>();
            for (String line : text().lines().map(String::strip).toList()) {
                Matcher heading = TABLE.matcher(line);
                if (heading.matches()) {
                    table = new HashMap<>(tables.getOrDefault(heading.group(2), Map.of()));
                    for (String architecture : heading.group(1).split(" ", -1)) {
                        tables.put(architecture, table);
                    }
                } else if (!line.isEmpty() && line.charAt(0) != '#') {
                    String[] names = line.split(" +", -1);
                    table.put(names[0], names[1]);
                }
            }
            return tables;
        }

        private static String text() {
            try (InputStream text =
                    Objects.requireNonNull(GgufNames.class.getResourceAsStream("gguf-names.txt"), "gguf-names.txt")) {
                return new String(text.readAllBytes(), StandardCharsets.UTF_8);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
