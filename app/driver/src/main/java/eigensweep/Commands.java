package eigensweep;

import eigensweep.app.compare.CompareCommand;
import eigensweep.app.demo.DemoCommand;
import eigensweep.app.doctor.DoctorCommand;
import eigensweep.app.linear.LinearCommand;
import eigensweep.app.stats.StatsCommand;
import eigensweep.app.sweep.SweepCommand;
import eigensweep.app.terminal.Terminal;
import eigensweep.app.terminal.TerminalCommand;
import eigensweep.app.vendi.VendiCommand;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;
import java.util.SequencedMap;
import java.util.stream.Stream;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IFactory;

/// The commands there are, in the order in which people are told of them, and how one is made.
final class Commands implements IFactory {

    /// Those that look at what is there.
    private static final List<Class<?>> FIRST = List.of(
            SweepCommand.class, CompareCommand.class, VendiCommand.class, StatsCommand.class, LinearCommand.class);

    /// Behind those of the lab.
    private static final List<Class<?>> LAST =
            List.of(DoctorCommand.class, DemoCommand.class, HelpCommand.class, AutoComplete.GenerateCompletion.class);

    private final Terminal terminal;

    Commands(Terminal terminal) {
        this.terminal = terminal;
    }

    /// All, each its class or, of a command that is absent, what stands in for it.
    static SequencedMap<String, Object> all() {
        SequencedMap<String, Object> all = new LinkedHashMap<>();
        FIRST.forEach(type -> all.put(name(type), type));
        all.putAll(LabCommands.all());
        LAST.forEach(type -> all.put(name(type), type));
        return all;
    }

    /// The command that the first word names, alone: to learn the options of all would take longer than many a command
    /// takes. Completions and help are of all commands, and so is what people read of a first word that names none.
    static SequencedMap<String, Object> needed(String... arguments) {
        // The version needs none.
        if (List.of(arguments).equals(List.of("--version"))) {
            return new LinkedHashMap<>();
        }
        if (arguments.length == 0 || isOfAll(arguments[0])) {
            return all();
        }
        SequencedMap<String, Object> named = new LinkedHashMap<>();
        // The lab is not looked for where nobody asks for it.
        Stream.concat(FIRST.stream(), LAST.stream())
                .filter(type -> name(type).equals(arguments[0]))
                .forEach(type -> named.put(arguments[0], type));
        SequencedMap<String, Object> all = named.isEmpty() ? all() : named;
        if (all.containsKey(arguments[0])) {
            all.keySet().retainAll(List.of(arguments[0]));
        }
        return all;
    }

    /// Whether a command is about all of them.
    private static boolean isOfAll(String name) {
        return name.equals(name(HelpCommand.class)) || isCompletion(name);
    }

    /// Whether a command writes the completions of shells.
    static boolean isCompletion(String name) {
        return name.equals(name(AutoComplete.GenerateCompletion.class));
    }

    static String name(Class<?> command) {
        return Objects.requireNonNull(command.getAnnotation(Command.class)).name();
    }

    @Override
    public <K> K create(Class<K> type) throws Exception {
        K made = CommandLine.defaultFactory().create(type);
        if (made instanceof TerminalCommand command) {
            command.printOn(terminal);
        }
        return made;
    }
}
