package eigensweep.app.terminal;

import eigensweep.files.ExplainedException;
import java.util.function.Supplier;

/// A request that cannot be met as it stands. The message is one line for people.
public class UsageException extends ExplainedException {

    private static final long serialVersionUID = 1L;

    public UsageException(String problem) {
        super(problem);
    }

    /// Refuses what is asked for where that is wrong.
    public static void when(boolean wrong, String problem) {
        if (wrong) {
            throw new UsageException(problem);
        }
    }

    /// What is made of a request by something that refuses it in words of its own.
    public static <T> T of(Supplier<T> made) {
        try {
            return made.get();
        } catch (IllegalArgumentException e) {
            throw new UsageException(String.valueOf(e.getMessage()));
        }
    }

    @Override
    public boolean isMisuse() {
        return true;
    }
}
