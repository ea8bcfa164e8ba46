package eigensweep.lab.images;

import eigensweep.data.DataException;
import java.text.Normalizer;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;

/// Which class each item belongs to.
///
/// @param of the class of every item, an index into `classes`
/// @param classes their names; no two alike
public record Labels(int[] of, List<String> classes) {

    public Labels {
        classes = List.copyOf(classes);
        for (int i = 0; i < of.length; i++) {
            if (of[i] < 0 || of[i] >= classes.size()) {
                throw new IllegalArgumentException(
                        "item " + i + " has label " + of[i] + "; there are " + classes.size() + " classes");
            }
        }
    }

    /// Labels that have no names: each is called by its number, up to the largest that occurs.
    static Labels numbered(int[] of) {
        int classes = IntStream.of(of).max().orElse(-1) + 1;
        return new Labels(
                of, IntStream.range(0, classes).mapToObj(Integer::toString).toList());
    }

    /// The class names of a data set.
    ///
    /// @param place where they stand, for people
    /// @throws DataException if two are the same, or look the same: `Cat` and `cat`, or one written with a combined
    ///     and the other with a separate accent
    static List<String> distinct(String place, List<String> names) {
        Map<String, String> seen = new HashMap<>();
        for (String name : names) {
            String folded = Normalizer.normalize(name, Normalizer.Form.NFC).toLowerCase(Locale.ROOT);
            String other = seen.put(folded, name);
            if (other != null) {
                throw new DataException(
                        place,
                        name.equals(other)
                                ? "class " + name + " is named twice; give each class a name of its own"
                                : "classes " + other + " and " + name
                                        + " look the same; merge them, or give one another name");
            }
        }
        return List.copyOf(names);
    }
}
