package eigensweep.checkpoint.keras;

import eigensweep.checkpoint.file.Checkpoint;
import eigensweep.checkpoint.file.MappedFile;
import eigensweep.checkpoint.file.Scratch;
import eigensweep.hdf5.Hdf5Exception;
import eigensweep.hdf5.Hdf5File;
import eigensweep.tensor.Tensor;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Reads HDF5 files: what Keras writes (`.h5`, `.weights.h5`), and arrays of any other origin.
///
/// Arrays that lie in the file in one piece are views of it. What is in chunks, compressed or not, and
/// numbers with their highest byte first are put together when the file is opened (see [Scratch]).
public final class Hdf5 {

    private Hdf5() {}

    /// Whether a file is HDF5 by its signature.
    public static boolean looksLike(MappedFile file) {
        return Hdf5File.looksLike(file.bytes());
    }

    /// Reads the data sets of a file, as a Keras model if it is one.
    public static Checkpoint read(MappedFile file, Arena arena) {
        return read(file, KerasConfig.NONE, arena);
    }

    /// @param config what is known of the layers beside the file
    static Checkpoint read(MappedFile file, KerasConfig config, Arena arena) {
        try {
            Hdf5Tree tree = new Hdf5Tree(file, Hdf5File.open(file.bytes()), new Scratch(file, arena));
            List<Tensor> keras = Keras.tensors(tree, config, file);
            List<Tensor> tensors = keras.isEmpty() ? plain(tree) : keras;
            return Checkpoint.of(file, keras.isEmpty() ? "HDF5" : "Keras", distinct(tensors), arena);
        } catch (Hdf5Exception e) {
            throw file.broken(String.valueOf(e.getMessage()), e);
        }
    }

    /// Arrays of which nothing is known, named by their path with dots.
    private static List<Tensor> plain(Hdf5Tree tree) {
        return tree.datasets().stream()
                .map(stored -> stored.tensor().named(stored.path().replace('/', '.')))
                .toList();
    }

    /// Gives tensors their path again whose readable names are not their own alone.
    private static List<Tensor> distinct(List<Tensor> tensors) {
        Map<String, Integer> counts = new HashMap<>();
        tensors.forEach(tensor -> counts.merge(tensor.name(), 1, Integer::sum));
        List<Tensor> distinct = new ArrayList<>();
        for (Tensor tensor : tensors) {
            boolean taken = counts.getOrDefault(tensor.name(), 0) > 1;
            distinct.add(taken ? tensor.named(tensor.storedName()) : tensor);
        }
        return distinct;
    }
}
