package eigensweep.bench.gate;

import eigensweep.bench.Machine;
import eigensweep.bench.gate.Measured.Twin;
import eigensweep.bench.gate.Timing.Turn;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Two JVMs that take turns with every case, one with this revision's code and one with another's: whatever disturbs
/// the
/// machine disturbs both. While one measures, the other waits.
final class Pair implements AutoCloseable {

    /// What came out.
    ///
    /// @param here of this revision: times, what is allocated by compiled code, and answers
    /// @param there of the other
    record Result(Measured here, Rival there) {}

    private final Side here;
    private final Side there;
    private final Revision revision;
    private final List<String> company;

    /// Starts them.
    ///
    /// @param company of cases that are warmed up together, as far as the other revision knows them
    Pair(Forks forks, Revision revision, List<String> company) throws IOException {
        this.revision = revision;
        this.company = company;
        this.here = new Side(forks.turns(company));
        this.there = new Side(forks.turns(revision, company));
    }

    /// Measures some of the company.
    Result measure(Machine machine, List<String> measured) throws IOException {
        for (String name : company) {
            here.tries(name);
            there.tries(name);
        }
        if (!here.lacking.isEmpty()) {
            throw new IOException("this revision lacks what is measured: " + here.lacking);
        }
        Rival lacks = new Rival(revision.name(), Map.of(), there.lacking);
        if (!lacks.common(measured).isEmpty()) {
            String warm = TurnFork.WARM + ' ' + String.join(" ", lacks.common(company));
            here.say(warm);
            there.say(warm);
            here.hear();
            there.hear();
            takeTurns(lacks.common(measured));
        }
        Map<String, Long> hotBytes = new TreeMap<>();
        here.turns.forEach(
                (name, turns) -> hotBytes.put(name, Timing.Result.of(turns).bytes()));
        Measured mine =
                new Measured(machine, here.seconds(), Map.of(), hotBytes, Map.of(), Map.of(), here.answers(measured));
        return new Result(mine, new Rival(revision.name(), there.seconds(), there.lacking));
    }

    private void takeTurns(List<String> names) throws IOException {
        for (int round = 0; round < Timing.ROUNDS; round++) {
            Side first = round % 2 == 0 ? here : there;
            Side second = round % 2 == 0 ? there : here;
            for (String name : names) {
                first.turn(name);
                second.turn(name);
            }
        }
    }

    @Override
    public void close() {
        here.close();
        there.close();
    }

    /// One of the JVMs.
    private static final class Side implements AutoCloseable {

        private final Process process;
        private final BufferedReader in;
        private final PrintWriter out;
        private final Map<String, Double> answers = new HashMap<>();
        private final Map<String, String> lacking = new TreeMap<>();
        private final Map<String, List<Turn>> turns = new TreeMap<>();

        private Side(Process process) {
            this.process = process;
            this.in = process.inputReader(StandardCharsets.UTF_8);
            this.out = new PrintWriter(process.outputWriter(StandardCharsets.UTF_8), true);
        }

        private void say(String line) {
            out.println(line);
        }

        private String hear() throws IOException {
            String line = in.readLine();
            if (line == null) {
                throw new IOException("a JVM that takes turns ended early");
            }
            return line;
        }

        private void tries(String name) throws IOException {
            String[] words = hear().split(" ", 3);
            if (words[0].equals(TurnFork.CAN)) {
                answers.put(name, Double.valueOf(words[2]));
            } else {
                lacking.put(name, words[2]);
            }
        }

        private void turn(String name) throws IOException {
            say(TurnFork.TURN + ' ' + name);
            String[] words = hear().split(" ");
            turns.computeIfAbsent(name, none -> new ArrayList<>())
                    .add(new Turn(Double.parseDouble(words[0]), Long.parseLong(words[1])));
        }

        private Map<String, List<Double>> seconds() {
            Map<String, List<Double>> seconds = new TreeMap<>();
            turns.forEach((name, all) ->
                    seconds.put(name, List.of(Timing.Result.of(all).seconds())));
            return seconds;
        }

        private Map<String, Map<Twin, List<Double>>> answers(List<String> names) {
            Map<String, Map<Twin, List<Double>>> all = new TreeMap<>();
            names.forEach(name -> all.put(name, Map.of(Twin.VECTOR, List.of(Measured.required(answers, name)))));
            return all;
        }

        @Override
        public void close() {
            out.close();
            process.destroy();
        }
    }
}
