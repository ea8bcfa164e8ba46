package eigensweep.cli;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Unmatched;

/// A command of the contract that this version does not have yet. It says so, whatever it is given.
@Command
final class NotBuilt implements Callable<Integer> {

    private static final Map<String, String> COMMANDS =
            new TreeMap<>(Map.of("study", "Train under every treatment, sweep, test, report."));

    private final String name;

    @Unmatched
    private String[] ignored = {};

    private NotBuilt(String name) {
        this.name = name;
    }

    /// Adds these commands to a command line, so that they are known and listed.
    static void addTo(CommandLine line) {
        COMMANDS.forEach((name, description) -> {
            CommandLine command = new CommandLine(new NotBuilt(name));
            command.getCommandSpec().usageMessage().description(description + " (not built yet)");
            line.addSubcommand(name, command);
        });
    }

    @Override
    public Integer call() {

        throw UsageException.notBuilt("the command " + name);
    }
}
