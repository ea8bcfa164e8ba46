package eigensweep;

import eigensweep.app.terminal.ExitCode;
import eigensweep.app.terminal.TerminalCommand;
import eigensweep.app.terminal.UsageException;
import eigensweep.app.terminal.Values;
import eigensweep.files.Suggestion;
import java.util.Iterator;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `eigensweep help COMMAND`: what `eigensweep COMMAND --help` says.
@Command(
        name = "help",
        description = "The help of a command, as its --help gives it.",
        exitCodeList = {"0:all done", "2:usage: no such command"},
        footer = {"  eigensweep help sweep", "  eigensweep help study run"})
public final class HelpCommand extends TerminalCommand {

    /// Names of commands.
    static final class Names implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return Commands.all().keySet().iterator();
        }
    }

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(
            arity = "0..*",
            paramLabel = "COMMAND",
            completionCandidates = Names.class,
            description = "A command, and one of its own if it has any.")
    private List<String> names = List.of();

    @Override
    public Integer call() {
        CommandLine command = spec.parent().commandLine();
        for (String name : names) {
            CommandLine next = command.getSubcommands().get(name);
            if (next == null) {
                List<String> known = Values.commands(command);
                throw new UsageException("no command is called " + name
                        + (known.isEmpty() ? "" : "; there are " + String.join(", ", known))
                        + Suggestion.after(name, known));
            }
            if (next.getCommandSpec().userObject() instanceof LabCommands.Absent absent) {
                return absent.call();
            }
            command = next;
        }
        command.usage(command.getOut());
        return ExitCode.OK;
    }
}
