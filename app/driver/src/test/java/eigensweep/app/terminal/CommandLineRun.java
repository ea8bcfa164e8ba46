package eigensweep.app.terminal;

import eigensweep.Eigensweep;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/// A command line that ran, and what it said.
///
/// @param code its exit code
/// @param out its result
/// @param err what it said to people
public record CommandLineRun(int code, String out, String err) {

    /// Runs a command line where nobody sits at a terminal.
    public static CommandLineRun of(Object... arguments) {
        return inWindow(Terminal.UNBOUNDED, arguments);
    }

    /// The same where results go to a window of some width.
    public static CommandLineRun inWindow(int columns, Object... arguments) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Terminal terminal = new Terminal(
                new PrintStream(out, false, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                false,
                false,
                columns,
                Terminal.UNBOUNDED);
        int code = Eigensweep.run(
                terminal, Arrays.stream(arguments).map(Object::toString).toArray(String[]::new));
        return new CommandLineRun(code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    /// What it said to people, line by line.
    public List<String> errLines() {
        return err.lines().toList();
    }
}
