package eigensweep.files;

import java.io.IOException;
import java.nio.file.Path;

/// A table that cannot be used as it is. The message names the file, and the line where it is known.
public final class TableException extends IOException {

    private static final long serialVersionUID = 1L;

    public TableException(Path file, String problem) {
        super(file + ": " + problem);
    }

    public TableException(Path file, long line, String problem) {
        super(file + ", line " + line + ": " + problem);
    }
}
