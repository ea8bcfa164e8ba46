package eigensweep.app.compare;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What is compared, as the user calls it.
///
/// @param before a model
/// @param after the other
/// @param baselineBefore what that change is relative to, or null
/// @param baselineAfter likewise
public record Compared(
        String before,
        String after,
        @Nullable String baselineBefore,
        @Nullable String baselineAfter) {

    /// What is compared with no baseline.
    public static Compared of(String before, String after) {
        return new Compared(before, after, null, null);
    }

    /// By what each was in the comparison.
    Map<String, String> pairs() {
        Map<String, String> pairs = new LinkedHashMap<>();
        pairs.put("before", before);
        pairs.put("after", after);
        if (baselineBefore != null && baselineAfter != null) {
            pairs.put("baseline before", baselineBefore);
            pairs.put("baseline after", baselineAfter);
        }
        return pairs;
    }
}
