package eigensweep.checkpoint.adapter;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Finds a model's name for what an adapter calls by another: without or with a prefix, or with `_` for `.`
/// as in the files of kohya's scripts. A name is only found if no other could be meant.
final class BaseNames {

    private static final Pattern KOHYA = Pattern.compile("(lora_(unet|te\\d*|transformer|prior_unet)|lycoris|lora)_");

    /// Names read backwards, so that those of one ending lie together.
    private final NavigableSet<String> backwards = new TreeSet<>();

    /// Names with `_` for `.`, read backwards, and the names themselves; null where two are the same.
    private final NavigableSet<String> flatBackwards = new TreeSet<>();

    private final Map<String, @Nullable String> nameOf = new HashMap<>();

    BaseNames(Collection<String> names) {
        for (String name : names) {
            backwards.add(reversed(name));
            String flat = flat(name);
            flatBackwards.add(reversed(flat));
            nameOf.put(flat, nameOf.containsKey(flat) ? null : name);
        }
    }

    private static String reversed(String text) {
        return new StringBuilder(text).reverse().toString();
    }

    private static String flat(String name) {
        return name.replace('.', '_');
    }

    /// The model's name; null if it has none, or several.
    @Nullable
    String find(String name) {
        if (backwards.contains(reversed(name))) {
            return name;
        }
        List<String> similar = Stream.concat(longer(backwards, "." + name), shorter(name))
                .limit(2)
                .toList();
        if (similar.size() == 1) {
            return similar.getFirst();
        }
        return similar.isEmpty() && KOHYA.matcher(name).lookingAt() ? findFlat(name) : null;
    }

    /// Names that end so.
    private static Stream<String> longer(NavigableSet<String> names, String ending) {
        String from = reversed(ending);
        return names.tailSet(from, false).stream()
                .takeWhile(other -> other.startsWith(from))
                .map(BaseNames::reversed);
    }

    /// Names that this one ends in.
    private Stream<String> shorter(String name) {
        Stream.Builder<String> found = Stream.builder();
        for (int dot = name.indexOf('.'); dot >= 0; dot = name.indexOf('.', dot + 1)) {
            String ending = name.substring(dot + 1);
            if (backwards.contains(reversed(ending))) {
                found.add(ending);
            }
        }
        return found.build();
    }

    private @Nullable String findFlat(String name) {
        String flat = flat(KOHYA.matcher(name).replaceFirst(""));
        if (flatBackwards.contains(reversed(flat))) {
            return nameOf.get(flat);
        }
        List<String> similar = longer(flatBackwards, "_" + flat).limit(2).toList();
        return similar.size() == 1 ? nameOf.get(similar.getFirst()) : null;
    }

    /// The name that has the longest ending in common with this one: most likely what was meant.
    @Nullable
    String nearest(String name) {
        String back = reversed(name);
        String before = backwards.floor(back);
        String after = backwards.ceiling(back);
        String best = before == null || after != null && common(after, back) > common(before, back) ? after : before;
        return best == null || !best.contains(".") || common(best, back) <= back.indexOf('.') ? null : reversed(best);
    }

    private static int common(String one, String other) {
        int length = Math.min(one.length(), other.length());
        int i = 0;
        while (i < length && one.charAt(i) == other.charAt(i)) {
            i++;
        }
        return i;
    }
}
