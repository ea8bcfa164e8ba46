package eigensweep.app.terminal;

import eigensweep.files.Printable;
import eigensweep.files.Suggestion;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/// What a command line that cannot be understood is answered with: one line, with what was meant if that can be
/// guessed.
public final class Misuse {

    private static final Map<Class<?>, String> EXPECTED = Map.of(
            int.class, "a whole number of at most ten digits",
            Integer.class, "a whole number of at most ten digits",
            long.class, "a whole number",
            Long.class, "a whole number",
            double.class, "a number",
            Double.class, "a number");

    private Misuse() {}

    public static String words(ParameterException problem) {
        ArgSpec option = problem.getArgSpec();
        String value = problem.getValue();
        if (problem instanceof UnmatchedArgumentException unmatched) {
            return unmatched(unmatched, problem.getCommandLine());
        }
        if (option != null && value != null && option.auxiliaryTypes()[0].isEnum()) {
            List<String> known = Values.of(option);
            return name(option) + " " + value + ": expected one of " + String.join(", ", known)
                    + Suggestion.after(value, known);
        }
        if (option != null && value != null && option.converters().length == 0 && EXPECTED.containsKey(option.type())) {
            return name(option) + " " + value + ": " + EXPECTED.get(option.type()) + " is expected";
        }
        return Objects.requireNonNullElse(problem.getMessage(), problem.toString());
    }

    /// What is wrong with arguments, whichever command they are for. An empty one would be, as a file, the folder
    /// one is in; bytes that are not UTF-8 reach Java as U+FFFD, under which it would make another file.
    public static Optional<String> ofArguments(String... arguments) {
        for (String argument : arguments) {
            if (argument.isEmpty()) {
                return Optional.of("an argument is empty; is a variable of the shell not set?");
            }
            if (argument.indexOf('\uFFFD') >= 0 && !exists(argument)) {
                return Optional.of("the argument " + Printable.brief(argument)
                        + " has bytes that are no letters of the locale, and Java cannot name such a file; give it"
                        + " another name");
            }
        }
        return Optional.empty();
    }

    private static boolean exists(String file) {
        try {
            return Files.exists(Path.of(file));
        } catch (InvalidPathException e) {
            return false;
        }
    }

    private static String name(ArgSpec option) {
        return option instanceof OptionSpec named ? named.longestName() : option.paramLabel();
    }

    private static String unmatched(UnmatchedArgumentException problem, CommandLine command) {
        String word = problem.getUnmatched().getFirst();
        if (word.startsWith("-") && word.length() > 1) {
            String option = word.replaceFirst("=.*", "");
            List<String> known = command.getCommandSpec().options().stream()
                    .filter(one -> !one.hidden())
                    .flatMap(one -> Stream.of(one.names()))
                    .filter(one -> one.startsWith("--"))
                    .toList();
            return "unknown option " + option + Suggestion.after(option, known);
        }
        List<String> commands = Values.commands(command);
        if (!commands.isEmpty()) {
            return "no command is called " + word + "; there are " + String.join(", ", commands)
                    + Suggestion.after(word, commands);
        }
        return problem.getUnmatched().size() == 1
                ? "takes no further argument " + word
                : "takes no further arguments "
                        + problem.getUnmatched().stream().collect(Collectors.joining(" "));
    }
}
