package eigensweep.cli;

import eigensweep.sweep.Tables;
import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import tools.jackson.core.JsonGenerator;

/// The two streams and what they lead to: the result goes to `out`, everything said to people goes to `err`. The
/// launcher knows whether a person sits at the other end and says so in system properties.
///
/// @param out for results
/// @param err for people
/// @param outIsTerminal whether a person reads the results
/// @param errIsTerminal whether a person reads along
/// @param columns the width of a line
public record Terminal(PrintStream out, PrintStream err, boolean outIsTerminal, boolean errIsTerminal, int columns) {

    private static final int USUAL_COLUMNS = 120;
    private static final int BUFFER = 1 << 16;

    /// The terminal of this process.
    public static Terminal system() {
        return new Terminal(
                new PrintStream(
                        new BufferedOutputStream(new FileOutputStream(FileDescriptor.out), BUFFER),
                        false,
                        StandardCharsets.UTF_8),
                new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8),
                Boolean.getBoolean("eigensweep.stdout.tty"),
                Boolean.getBoolean("eigensweep.stderr.tty"),
                Integer.getInteger("eigensweep.columns", USUAL_COLUMNS));
    }

    /// Prints a result in JSON, and a line's end.
    void json(Consumer<JsonGenerator> content) {
        try (JsonGenerator json = Tables.json(new PrintWriter(out, false, StandardCharsets.UTF_8))) {
            content.accept(json);
        }
        out.println();
    }

    /// Whether results may be coloured: a person reads them and does not object (`NO_COLOR`).
    boolean colours() {
        return outIsTerminal && System.getenv("NO_COLOR") == null;
    }
}
