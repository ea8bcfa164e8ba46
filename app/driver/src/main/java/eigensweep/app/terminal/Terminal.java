package eigensweep.app.terminal;

import eigensweep.table.Json;
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
/// @param colours whether results may be coloured: a person reads them on a terminal that knows how, and does not
///     object
/// @param redraws whether a line that was said to people can be drawn over
/// @param columns the width of a line of results; [#UNBOUNDED] where nobody's window bounds it
/// @param errColumns the same of what is said to people
public record Terminal(
        PrintStream out, PrintStream err, boolean colours, boolean redraws, int columns, int errColumns) {

    /// As wide as it takes: a pipe, or a file.
    public static final int UNBOUNDED = Integer.MAX_VALUE;

    private static final int BUFFER = 1 << 16;

    /// The terminal of this process. One that is `dumb` neither colours nor moves its cursor.
    public static Terminal system() {
        boolean able = !"dumb".equals(System.getenv("TERM"));
        return new Terminal(
                new PrintStream(
                        new BufferedOutputStream(new FileOutputStream(FileDescriptor.out), BUFFER),
                        false,
                        StandardCharsets.UTF_8),
                new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8),
                Boolean.getBoolean("eigensweep.stdout.tty") && able && System.getenv("NO_COLOR") == null,
                Boolean.getBoolean("eigensweep.stderr.tty") && able,
                Integer.getInteger("eigensweep.stdout.columns", UNBOUNDED),
                Integer.getInteger("eigensweep.stderr.columns", UNBOUNDED));
    }

    /// Prints a result, all of it at once.
    public void print(String text) {
        out.print(text);
        out.flush();
    }

    /// Prints a result in JSON, and a line's end.
    public void json(Object result) {
        print(Json.text(result) + System.lineSeparator());
    }

    /// Prints a result in JSON that is written piece by piece, and a line's end.
    public void json(Consumer<JsonGenerator> content) {
        try (JsonGenerator json = Json.to(new PrintWriter(out, false, StandardCharsets.UTF_8))) {
            content.accept(json);
        }
        out.println();
        out.flush();
    }
}
