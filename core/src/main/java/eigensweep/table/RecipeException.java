package eigensweep.table;

import eigensweep.files.ExplainedException;
import org.jspecify.annotations.Nullable;

/// A recipe that cannot be read. The message is one line for people: file, line, what is wrong.
public final class RecipeException extends ExplainedException {

    private static final long serialVersionUID = 1L;

    /// @param problem one line: file, line, what is wrong
    /// @param cause what said so
    public RecipeException(String problem, @Nullable Throwable cause) {
        super(problem, cause);
    }

    @Override
    public boolean isMisuse() {
        return true;
    }
}
