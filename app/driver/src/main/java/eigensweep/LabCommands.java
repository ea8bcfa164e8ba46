package eigensweep;

import eigensweep.app.terminal.LabAbsentException;
import eigensweep.app.terminal.LabCommand;
import eigensweep.files.Resource;
import java.util.LinkedHashMap;
import java.util.SequencedMap;
import java.util.ServiceLoader;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Model.CommandSpec;

/// The commands of the lab, by their names: as they are, or, where the lab is absent, a stand-in each.
final class LabCommands {

    /// The lab's list of services, which comes without the lab, too.
    private static final String LISTED = "/eigensweep/lab-commands/eigensweep.app.terminal.LabCommand";

    /// `eigensweep.lab.train.TrainCommand # train: one training by a recipe`.
    private static final Pattern LINE = Pattern.compile("\\S+\\s+#\\s*(\\S+):\\s*(.+)");

    private LabCommands() {}

    static SequencedMap<String, Object> all() {
        SequencedMap<String, Object> all = new LinkedHashMap<>();
        ServiceLoader.load(LabCommand.class).stream()
                .map(ServiceLoader.Provider::type)
                .forEach(type -> all.put(Commands.name(type), type));
        return all.isEmpty() ? absent() : all;
    }

    /// A stand-in for each.
    static SequencedMap<String, Object> absent() {
        SequencedMap<String, Object> all = new LinkedHashMap<>();
        for (String line : Resource.text(LabCommands.class, LISTED).lines().toList()) {
            Matcher listed = LINE.matcher(line);
            if (listed.matches()) {
                all.put(listed.group(1), new Absent(listed.group(1)).spec(listed.group(2)));
            }
        }
        return all;
    }

    /// A command of a lab that is not there.
    record Absent(String name) implements Callable<Integer> {

        private CommandSpec spec(String description) {
            CommandSpec spec = CommandSpec.wrapWithoutInspection(this).name(name);
            spec.usageMessage().description(description + " (needs the lab)");
            spec.parser().unmatchedArgumentsAllowed(true).unmatchedOptionsArePositionalParams(true);
            return spec;
        }

        @Override
        public Integer call() {
            throw new LabAbsentException(name);
        }
    }
}
