package eigensweep.checkpoint.keras;

import eigensweep.checkpoint.file.MappedFile;
import eigensweep.checkpoint.keras.Hdf5Tree.Stored;
import eigensweep.tensor.Meaning;
import eigensweep.tensor.Meaning.Axes;
import eigensweep.tensor.Meaning.Use;
import eigensweep.tensor.Tensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/// The weights of a Keras model under Keras's own names (`lstm.lstm_cell.kernel`), with what they are.
final class Keras {

    private static final Pattern OPTIMISER = Pattern.compile("(optimizer|optimizer_weights)/.*");

    private Keras() {}

    /// What a file holds, first what belongs to layers; nothing if Keras did not write it.
    ///
    /// @param beside what is known of the model from outside the file
    static List<Tensor> tensors(Hdf5Tree tree, KerasConfig beside, MappedFile file) {
        KerasListed listed = KerasListed.of(tree, beside, file);
        List<KerasVariable> variables =
                listed.layers().isEmpty() ? new KerasNumbered(tree, beside).variables() : listed.variables();
        if (variables.isEmpty()) {
            return List.of();
        }
        boolean first = !listed.layers().isEmpty() && listed.isFirst(variables);
        List<Tensor> tensors = new ArrayList<>();
        Set<String> taken = new HashSet<>();
        Map<List<String>, Map<String, Integer>> ranks = ranks(variables);
        for (KerasVariable variable : variables) {
            taken.add(variable.stored().path());
            Map<String, Integer> siblings = ranks.getOrDefault(variable.layers(), Map.of());
            Tensor tensor = given(variable, siblings);
            tensors.add(first ? tensor.meaning(inOrder(tensor.meaning(), variable)) : tensor);
        }
        tree.datasets().stream()
                .filter(stored -> !taken.contains(stored.path()))
                .forEach(stored -> tensors.add(other(stored)));
        return tensors;
    }

    /// How many axes the variables of each layer have, by their names.
    private static Map<List<String>, Map<String, Integer>> ranks(List<KerasVariable> variables) {
        Map<List<String>, Map<String, Integer>> ranks = new HashMap<>();
        for (KerasVariable variable : variables) {
            ranks.computeIfAbsent(variable.layers(), layers -> new HashMap<>())
                    .put(variable.name(), variable.stored().tensor().rank());
        }
        return ranks;
    }

    private static Tensor given(KerasVariable variable, Map<String, Integer> siblings) {
        Tensor tensor = variable.stored().tensor().named(variable.fullName());
        boolean known = tensor.meaning().use() != Use.UNKNOWN;
        return known ? tensor : new KerasMeaning(variable, siblings).given(tensor);
    }

    /// Keras 1 kept kernels in Theano's order, too.
    private static Meaning inOrder(Meaning meaning, KerasVariable variable) {
        Axes axes = switch (String.valueOf(variable.setting("dim_ordering"))) {
            case "th" -> Axes.OUT_FIRST;
            case "tf" -> Axes.POSITIONS_FIRST;
            default -> Axes.UNKNOWN;
        };
        return new Meaning(axes, meaning.use(), meaning.encoding(), meaning.note());
    }

    /// What belongs to no layer.
    private static Tensor other(Stored stored) {
        Tensor tensor = stored.tensor().named(stored.path().replace('/', '.'));
        return OPTIMISER.matcher(stored.path()).matches()
                ? tensor.meaning(Meaning.UNKNOWN.used(Use.PART).noted("state of the optimiser, not a weight"))
                : tensor;
    }
}
