package eigensweep.data;

import eigensweep.files.ExplainedException;
import eigensweep.files.Printable;

/// A column or array asked for by a name that the data do not have. The message is one line for people: which data,
/// which name, and which there are.
public final class UnknownColumnException extends ExplainedException {

    private static final long serialVersionUID = 1L;

    /// @param data what people call the data: mostly a file
    /// @param problem which name is missing, and which there are
    UnknownColumnException(String data, String problem) {
        super(Printable.brief(data) + ": " + Printable.brief(problem));
    }

    @Override
    public boolean isMisuse() {
        return true;
    }
}
