package eigensweep.checkpoint.torch;

import eigensweep.checkpoint.torch.Pickled.Nothing;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a key of a pickled dictionary is called as part of a tensor's name.
final class KeyText {

    /// Of a tuple.
    private static final int MOST_PARTS = 8;

    private KeyText() {}

    /// A text, a number and a truth value as they stand, a tuple of such as `(a, 3)`; anything else is known by its
    /// place.
    static String of(Object key, int place) {
        String text = key instanceof List<?> tuple ? tuple(tuple) : simple(key);
        return text == null ? "?" + place : text;
    }

    private static @Nullable String tuple(List<?> tuple) {
        List<String> parts = new ArrayList<>();
        for (Object part : tuple) {
            String text = simple(part);
            if (text == null || parts.size() == MOST_PARTS) {
                return null;
            }
            parts.add(text);
        }
        return "(" + String.join(", ", parts) + ")";
    }

    private static @Nullable String simple(Object key) {
        return switch (key) {
            case String text -> text;
            case Long number -> number.toString();
            case Boolean truth -> truth.toString();
            case Nothing nothing when nothing == Nothing.NONE -> "None";
            default -> null;
        };
    }
}
