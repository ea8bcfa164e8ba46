package eigensweep.bench.gate;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.lang.foreign.Arena;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/// A JVM that measures turn by turn, as it is told on stdin: `TurnFork FOLDER PLANTED CASE...`. It runs these classes
/// over
/// the code of this revision or of another, and asks for nothing of that but what a case calls.
///
/// Of each case it says `can CASE ANSWER` or `lacks CASE REASON`. It is told `warm CASE...`, warms these up together,
/// and
/// says `warm`. Then it answers every `turn CASE` with `SECONDS BYTES`. It ends with its input.
final class TurnFork {

    static final String CAN = "can";
    static final String LACKS = "lacks";
    static final String WARM = "warm";
    static final String TURN = "turn";

    private final List<Case> cases;
    private final PrintStream out;

    private TurnFork(List<Case> cases, PrintStream out) {
        this.cases = cases;
        this.out = out;
    }

    public static void main(String[] arguments) throws IOException {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        System.setOut(System.err); // stdout is the answers'
        List<String> names = Arrays.asList(arguments).subList(2, arguments.length);
        try (Arena arena = Arena.ofConfined();
                BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            TurnFork fork = new TurnFork(Cases.in(Path.of(arguments[0]), arena).all(), out);
            names.forEach(name -> out.println(fork.tried(name)));
            fork.takeTurns(in, arguments[1]);
        } catch (LinkageError e) { // The other revision is so different that there are no cases at all.
            names.forEach(name -> out.println(lacks(name, e)));
        }
    }

    /// Another revision may lack a class or a method, or refuse what this one does.
    private String tried(String name) {
        try {
            Case one = cases.stream()
                    .filter(known -> known.name().equals(name))
                    .findFirst()
                    .orElseThrow(() -> new IllegalStateException("no such work"));
            one.work().prepare();
            return CAN + ' ' + name + ' ' + one.work().run();
        } catch (LinkageError | RuntimeException e) {
            return lacks(name, e);
        }
    }

    private static String lacks(String name, Throwable reason) {
        return LACKS + ' ' + name + ' ' + reason.toString().replaceAll("\\s+", " ");
    }

    private void takeTurns(BufferedReader in, String planted) throws IOException {
        String told = in.readLine();
        if (told == null) {
            return;
        }
        List<String> company = List.of(words(told));
        Timing timing = new Timing(
                Timing.works(cases.stream()
                        .filter(one -> company.contains(one.name()))
                        .toList()),
                planted);
        out.println(WARM);
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            Timing.Turn turn = timing.turn(words(line)[1]);
            out.println(turn.seconds() + " " + turn.bytes());
        }
    }

    private static String[] words(String line) {
        return line.split(" ");
    }
}
