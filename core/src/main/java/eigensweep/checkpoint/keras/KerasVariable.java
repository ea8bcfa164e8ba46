package eigensweep.checkpoint.keras;

import eigensweep.checkpoint.keras.Hdf5Tree.Stored;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A variable of a Keras model, whichever way its file tells the layer that it belongs to.
///
/// @param stored what the file has
/// @param layers the names of the layers around it, the outermost first
/// @param kinds their classes, in snake case; where nothing tells the class, their names without numbers
/// @param name its own
/// @param config what is known of the innermost layer, or null
record KerasVariable(
        Stored stored, List<String> layers, List<String> kinds, String name, KerasConfig.@Nullable Layer config) {

    KerasVariable {
        layers = List.copyOf(layers);
        kinds = List.copyOf(kinds);
    }

    /// `lstm.lstm_cell.kernel`.
    String fullName() {
        return layers.isEmpty() ? name : String.join(".", layers) + "." + name;
    }

    /// A setting of its layer, or null.
    @Nullable
    String setting(String setting) {
        return config == null ? null : config.settings().get(setting);
    }
}
