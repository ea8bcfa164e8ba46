package eigensweep.checkpoint.file;

import java.util.Set;

/// What stands before the names of a model's weights where a training has wrapped them.
public final class Wrappers {

    /// Keys under which people put weights.
    public static final Set<String> KEYS =
            Set.of("state_dict", "model_state_dict", "model_state", "model_weights", "model", "module");

    private Wrappers() {}
}
