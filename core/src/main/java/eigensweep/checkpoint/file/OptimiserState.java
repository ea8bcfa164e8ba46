package eigensweep.checkpoint.file;

import java.util.regex.Pattern;

/// Exponential averages and the like, in the checkpoint of a training.
public final class OptimiserState {

    private static final Pattern NAME =
            Pattern.compile("([^.]*_)?optim(izer|iser)?s?(_[^.]*)?\\..*", Pattern.CASE_INSENSITIVE);

    private OptimiserState() {}

    /// Whether a tensor of this name belongs to the state of an optimiser.
    public static boolean isPartOf(String name) {
        return NAME.matcher(name).matches();
    }
}
