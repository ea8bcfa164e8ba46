package eigensweep.app.terminal;

import eigensweep.linalg.Backends;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/// What can be given as the value of an option, as people write it: for messages, and for the completion of shells.
public final class Values {

    private Values() {}

    /// Names of backends.
    static final class OfBackends implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return Backends.names().iterator();
        }
    }

    /// The values of an option; empty if they are not to be listed.
    static List<String> of(ArgSpec option) {
        // Of a list its elements are asked for.
        Class<?> type = option.auxiliaryTypes()[0];
        if (type.isEnum()) {
            return Stream.of(type.getEnumConstants())
                    .map(constant -> constant.toString().toLowerCase(Locale.ROOT))
                    .toList();
        }
        Iterable<String> candidates = option.completionCandidates();
        return candidates == null
                ? List.of()
                : StreamSupport.stream(candidates.spliterator(), false).toList();
    }

    /// The commands of a command that people are told of.
    public static List<String> commands(CommandLine command) {
        return command.getSubcommands().entrySet().stream()
                .filter(sub -> !sub.getValue().getCommandSpec().usageMessage().hidden())
                .map(sub -> sub.getKey())
                .toList();
    }

    /// Has shells complete values in the letters in which people write them.
    public static void completeIn(CommandLine line) {
        CommandSpec command = line.getCommandSpec();
        for (OptionSpec option : List.copyOf(command.options())) {
            if (option.type().isEnum()) {
                command.remove(option);
                command.addOption(OptionSpec.builder(option)
                        .completionCandidates(of(option))
                        .build());
            }
        }
        line.getSubcommands().values().forEach(Values::completeIn);
    }
}
