package eigensweep.checkpoint;

import eigensweep.checkpoint.file.Wrappers;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Which names in two models mean the same layer. A name may stand behind a prefix that a wrapper has put
/// there (`torch.compile`, data-parallel training, PEFT, a training script), or several in one another, or
/// behind the name that a model has as part of a larger one (`bert.`). On each side one such prefix is
/// dropped, if more names meet then; if not, names meet as they are.
///
/// @param beforePrefix dropped from names of the model before that have it; empty if none is
/// @param afterPrefix dropped from names of the model after that have it; empty if none is
/// @param beforeOf for every name of the model after that has a partner, that partner
public record MatchedNames(String beforePrefix, String afterPrefix, Map<String, String> beforeOf) {

    private static final List<String> WRAPPERS = Stream.concat(
                    Stream.of("_orig_mod", "base_model.model"), Wrappers.KEYS.stream())
            .map(wrapper -> wrapper + ".")
            .toList();

    /// Wrappers in one another.
    private static final int DEEPEST = 4;

    /// Prefixes that are tried on a side.
    private static final int MOST = 12;

    public MatchedNames {
        beforeOf = Map.copyOf(beforeOf);
    }

    /// A prefix that may be dropped.
    ///
    /// @param isWrapper whether it says nothing about the model
    private record Prefix(String text, boolean isWrapper) {

        String bare(String name) {
            return name.startsWith(text) ? name.substring(text.length()) : name;
        }
    }

    /// Matches names. Models that are each part of a larger one are not taken for the same: if the prefix of
    /// one side is no wrapper's, that of the other is.
    public static MatchedNames of(Collection<String> before, Collection<String> after) {
        List<Prefix> ofBefore = prefixes(before);
        List<Prefix> ofAfter = prefixes(after);
        int most = Math.min(before.size(), after.size());
        MatchedNames best = of(before, ofBefore.getFirst(), after, ofAfter.getFirst());
        for (Prefix later : ofAfter) {
            for (Prefix earlier : ofBefore) {
                if (best.beforeOf.size() < most && (earlier.isWrapper || later.isWrapper)) {
                    MatchedNames other = of(before, earlier, after, later);
                    best = other.beforeOf.size() > best.beforeOf.size() ? other : best;
                }
            }
        }
        return best;
    }

    private static MatchedNames of(
            Collection<String> before, Prefix ofBefore, Collection<String> after, Prefix ofAfter) {
        Map<String, String> pairs = new HashMap<>();
        Set<String> alike = new HashSet<>(before);
        after.stream().filter(alike::contains).forEach(name -> pairs.put(name, name));
        Map<String, String> left = new HashMap<>();
        before.stream()
                .filter(name -> !pairs.containsKey(name))
                .forEach(name -> left.putIfAbsent(ofBefore.bare(name), name));
        for (String name : after) {
            String partner = pairs.containsKey(name) ? null : left.remove(ofAfter.bare(name));
            if (partner != null) {
                pairs.put(name, partner);
            }
        }
        return new MatchedNames(ofBefore.text, ofAfter.text, pairs);
    }

    /// What may be dropped, shortest first: nothing, one wrapper or some in one another, or what most names begin with.
    private static List<Prefix> prefixes(Collection<String> names) {
        Set<String> wrappers = wrappers(names);
        List<Prefix> prefixes = new ArrayList<>(List.of(new Prefix("", true)));
        wrappers.stream()
                .sorted(Comparator.comparingInt(String::length).thenComparing(Comparator.naturalOrder()))
                .forEach(wrapper -> prefixes.add(new Prefix(wrapper, true)));
        names.stream()
                .filter(name -> name.indexOf('.') > 0)
                .map(name -> name.substring(0, name.indexOf('.') + 1))
                .filter(first -> !wrappers.contains(first))
                .collect(Collectors.groupingBy(first -> first, LinkedHashMap::new, Collectors.counting()))
                .entrySet()
                .stream()
                .max(Map.Entry.comparingByValue())
                .ifPresent(most -> prefixes.add(new Prefix(most.getKey(), false)));
        return prefixes;
    }

    /// The wrappers that most names stand behind, on their own and in one another: `model.`, `model.state_dict.`.
    private static Set<String> wrappers(Collection<String> names) {
        Map<String, Integer> counts = new LinkedHashMap<>();
        for (String name : names) {
            int end = wrapperEnd(name, 0);
            for (int depth = 0; depth < DEEPEST && end > 0; depth++) {
                counts.merge(name.substring(0, end), 1, Integer::sum);
                end = wrapperEnd(name, end);
            }
        }
        return counts.entrySet().stream()
                .sorted(Map.Entry.<String, Integer>comparingByValue().reversed())
                .limit(MOST)
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
    }

    /// Where the wrapper ends that begins there; 0 if none does.
    private static int wrapperEnd(String name, int from) {
        for (String wrapper : WRAPPERS) {
            if (name.startsWith(wrapper, from)) {
                return from + wrapper.length();
            }
        }
        return 0;
    }

    /// Whether a name of the model before and one of the model after mean the same layer.
    public boolean meet(String before, String after) {
        return new Prefix(beforePrefix, true).bare(before).equals(new Prefix(afterPrefix, true).bare(after));
    }

    /// What people should know of it: a line for each side of which a prefix was dropped.
    ///
    /// @param before what the model before is called
    /// @param after what the model after is called
    public List<String> remarks(String before, String after) {
        List<String> remarks = new ArrayList<>();
        if (!beforePrefix.isEmpty()) {
            remarks.add(dropped(beforePrefix, before));
        }
        if (!afterPrefix.isEmpty()) {
            remarks.add(dropped(afterPrefix, after));
        }
        return remarks;
    }

    private static String dropped(String prefix, String model) {
        return "layers are matched by their names without " + prefix + ", which stands before those of " + model;
    }
}
