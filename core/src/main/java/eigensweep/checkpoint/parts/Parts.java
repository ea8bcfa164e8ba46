package eigensweep.checkpoint.parts;

import eigensweep.tensor.Meaning.Use;
import eigensweep.tensor.Tensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The tensors of a model while weights are made of them: each keeps its place, and what went into a weight says so.
public final class Parts {

    private final List<Tensor> tensors;
    private final Map<String, Integer> placeOf = new HashMap<>();

    /// @param tensors of the file, in its order
    public Parts(List<Tensor> tensors) {
        this.tensors = new ArrayList<>(tensors);
        for (int i = 0; i < tensors.size(); i++) {
            placeOf.put(tensors.get(i).name(), i);
        }
    }

    /// The tensors as they are by now.
    public List<Tensor> tensors() {
        return List.copyOf(tensors);
    }

    /// The tensor that the file has under a name and that nothing was made of yet; null if there is none.
    @Nullable
    public Tensor get(String name) {
        Integer place = placeOf.get(name);
        return place == null || tensors.get(place).meaning().use() == Use.PART ? null : tensors.get(place);
    }

    /// The names of what nothing was made of yet, in the order of the file.
    Stream<String> names() {
        return tensors.stream()
                .filter(tensor -> tensor.meaning().use() != Use.PART)
                .map(Tensor::name);
    }

    /// Whether the file has a tensor under a name and nothing was made of it yet.
    public boolean has(String name) {
        return get(name) != null;
    }

    /// Puts a weight in the place of a tensor of the file.
    public void replace(String name, Tensor weight) {
        Integer place = placeOf.get(name);
        if (place == null) {
            throw new IllegalArgumentException("no tensor " + name);
        }
        tensors.set(place, weight);
    }

    /// Says why a tensor is no weight by itself.
    public void leave(String name, String reason) {
        Tensor tensor = get(name);
        if (tensor != null) {
            replace(name, tensor.refused(Use.PART, reason));
        }
    }
}
