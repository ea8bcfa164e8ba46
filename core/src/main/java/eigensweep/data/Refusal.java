package eigensweep.data;

import eigensweep.diversity.DiversityException;
import java.util.List;

/// What is said of a file that cannot be used.
public final class Refusal {

    private static final int MOST_NAMES = 12;

    private Refusal() {}

    static DiversityException of(String file, String problem) {
        return new DiversityException(file, problem);
    }

    /// A few of many names.
    public static String list(List<String> names) {
        return names.size() <= MOST_NAMES
                ? String.join(", ", names)
                : String.join(", ", names.subList(0, MOST_NAMES)) + ", ... (" + names.size() + ")";
    }
}
