package eigensweep;

import eigensweep.app.terminal.CommandHelp;
import eigensweep.app.terminal.ExitCode;
import eigensweep.app.terminal.HelpText;
import eigensweep.app.terminal.Lab;
import eigensweep.app.terminal.LabAbsentException;
import eigensweep.app.terminal.Launcher;
import eigensweep.app.terminal.Misuse;
import eigensweep.app.terminal.Terminal;
import eigensweep.app.terminal.Values;
import eigensweep.files.ExplainedException;
import eigensweep.files.Printable;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.Objects;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;

/// The command line: which commands there are, and how errors reach people.
@Command(
        name = "eigensweep",
        description = "Spectral signatures of how a network was trained: eigenvalues of W^T W layer by layer,"
                + " power-law exponents, norms, entropy.",
        synopsisSubcommandLabel = "COMMAND",
        footer = {
            "  eigensweep demo                          the tour, on a real trained transformer",
            "  eigensweep sweep model.safetensors       a table of every layer",
            "  eigensweep sweep model/ -o results       the same, kept as files",
            "  eigensweep compare before/ after/        what training changed, layer by layer",
            "  eigensweep vendi embeddings.npy          how diverse a data set is",
            "  eigensweep stats deltas.csv --value delta --category treatment   do treatments differ?",
            "  eigensweep augment photo.jpg             what each augmentation does to a picture",
            "  eigensweep train recipe.yaml             one training; its folder then has the weights",
            "  eigensweep hessian run/                  trace and spectrum of its loss Hessian",
            "  eigensweep study run digits-quick        every treatment from the same weights, and what each did",
            "  eigensweep help sweep                    every option of the sweep"
        },
        exitCodeList = {
            "0:all done",
            "1:failed: a file that cannot be used, nothing to sweep, a full disk",
            "2:usage or configuration: an unknown option, an absent backend, a study that cannot be done",
            "3:finished, but some layers could not be computed, or some trials have no result",
            "130:interrupted (Ctrl-C); 143: terminated"
        })
public final class Eigensweep extends CommandHelp {

    @Option(names = "--debug", scope = ScopeType.INHERIT, description = "Show stack traces of errors.")
    private boolean debug;

    private Eigensweep() {}

    /// Runs a command line on the terminal of this process and returns the exit code.
    public static int run(String... arguments) {
        return run(Terminal.system(), arguments);
    }

    /// Runs a command line on any terminal.
    public static int run(Terminal terminal, String... arguments) {
        Optional<String> unreadable = Misuse.ofArguments(arguments);
        if (unreadable.isPresent()) {
            terminal.err().println("eigensweep: " + unreadable.get());
            return ExitCode.USAGE;
        }
        Eigensweep options = new Eigensweep();
        CommandLine line = new CommandLine(options, new Commands(terminal));
        Commands.needed(arguments).forEach(line::addSubcommand);
        line.setCaseInsensitiveEnumValuesAllowed(true);
        line.setOut(new PrintWriter(terminal.out(), true, StandardCharsets.UTF_8));
        line.setErr(new PrintWriter(terminal.err(), true, StandardCharsets.UTF_8));
        line.setColorScheme(CommandLine.Help.defaultColorScheme(
                terminal.colours() ? CommandLine.Help.Ansi.ON : CommandLine.Help.Ansi.OFF));
        line.setParameterExceptionHandler((problem, given) -> misuse(terminal, problem));
        line.setExecutionExceptionHandler(
                (problem, command, parsed) -> problem instanceof LabAbsentException && Launcher.canBuildTheLab()
                        ? Launcher.withTheLab(arguments)
                        : options.failure(terminal, problem));
        HelpText.fit(line, terminal.columns());
        if (arguments.length > 0 && Commands.isCompletion(arguments[0])) {
            Values.completeIn(line);
            if (Lab.find().isEmpty()) {
                terminal.err()
                        .println("eigensweep: the lab's commands are completed by their names alone; build it with"
                                + " the first of them, and make the completions anew");
            }
        }
        int code = options.execute(line, terminal, arguments);
        terminal.out().flush();
        if (terminal.out().checkError()) {
            terminal.err().println("eigensweep: cannot write to standard output (is it closed, or the disk full?)");
            return ExitCode.FAILED;
        }
        return code;
    }

    /// What the JVM itself cannot do is an error for people, too.
    private int execute(CommandLine line, Terminal terminal, String... arguments) {
        try {
            return line.execute(arguments);
        } catch (Error e) {
            if (debug) {
                e.printStackTrace(terminal.err());
            }
            terminal.err()
                    .println(Printable.message("eigensweep: "
                            + switch (e) {
                                case OutOfMemoryError memory ->
                                    "out of memory (" + memory.getMessage()
                                            + "); allow more with EIGENSWEEP_JAVA_OPTS=-Xmx8g, or ask for less at"
                                            + " a time";
                                case InternalError fault ->
                                    "a file cannot be read to its end; did it change, or its disk fail? ("
                                            + fault.getMessage() + ")";
                                default ->
                                    "internal error: " + e + "; run again with --debug and report the stack trace";
                            }));
            return ExitCode.FAILED;
        }
    }

    private static int misuse(Terminal terminal, ParameterException problem) {
        String command = problem.getCommandLine().getCommandSpec().qualifiedName();
        String message = Printable.message(Misuse.words(problem).replaceAll("\\s*\\R\\s*", " "));
        String hint =
                message.contains("--help") ? "" : (message.endsWith("?") ? " See " : "; see ") + command + " --help";
        terminal.err().println(command + ": " + message + hint);
        return ExitCode.USAGE;
    }

    private int failure(Terminal terminal, Exception problem) {
        if (debug) {
            problem.printStackTrace(terminal.err());
        }
        boolean misuse = problem instanceof ExplainedException explained && explained.isMisuse();
        boolean expected = problem instanceof ExplainedException
                || problem instanceof IOException
                || problem instanceof UncheckedIOException;
        terminal.err()
                .println("eigensweep: "
                        + (expected
                                ? Printable.message(words(problem))
                                : "internal error: " + Printable.message(problem.toString())
                                        + "; run again with --debug and report the stack trace"));
        return misuse ? ExitCode.USAGE : ExitCode.FAILED;
    }

    /// What an exception says to people. Those of the file system often carry no more than a path.
    private static String words(Throwable problem) {
        return switch (problem) {
            case UncheckedIOException e when e.getCause() != null -> words(e.getCause());
            case AccessDeniedException e -> e.getFile() + ": permission denied";
            case FileAlreadyExistsException e -> e.getFile() + ": is a file where a folder is expected";
            case NoSuchFileException e -> e.getFile() + ": no such file or folder";
            case NotDirectoryException e -> e.getFile() + ": is a file where a folder is expected";
            case FileSystemException e when e.getReason() != null -> e.getFile() + ": " + e.getReason();
            default -> Objects.requireNonNullElse(problem.getMessage(), problem.toString());
        };
    }
}
