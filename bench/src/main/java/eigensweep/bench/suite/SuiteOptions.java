package eigensweep.bench.suite;

import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.openjdk.jmh.annotations.Param;

/// What the command line of `scripts/bench` says: `[--short] [NAME...] [PARAMETER=VALUES...]`.
///
/// @param length how long is measured
/// @param suites the classes, in the order they are run
/// @param parameters values that were asked for in place of a suite's own, by name
record SuiteOptions(Length length, List<Class<?>> suites, Map<String, List<String>> parameters) {

    private static final String SUFFIX = "Benchmark";
    private static final String SHORT = "--short";

    private static final Pattern COMMA = Pattern.compile(",");
    private static final Pattern WHOLE_NUMBER = Pattern.compile("[1-9][0-9]{0,8}");

    private static final List<Class<?>> ALL = List.of(
            WideningBenchmark.class,
            KernelsBenchmark.class,
            GramBenchmark.class,
            EigensolveBenchmark.class,
            PowerLawBenchmark.class,
            VendiBenchmark.class,
            ReaderBenchmark.class,
            SweepBenchmark.class,
            CurvatureBenchmark.class,
            TrainingBenchmark.class);

    /// How long is measured.
    enum Length {
        /// For figures that are to be believed.
        FULL(2, 3, 5, 1000),
        /// To see that everything runs: once, briefly, on the smallest inputs.
        SHORT(1, 3, 1, 200);

        final int forks;
        final int warmUps;
        final int iterations;
        final long milliseconds;

        Length(int forks, int warmUps, int iterations, long milliseconds) {
            this.forks = forks;
            this.warmUps = warmUps;
            this.iterations = iterations;
            this.milliseconds = milliseconds;
        }
    }

    SuiteOptions {
        List<Class<?>> asked = List.copyOf(suites);
        parameters.forEach((name, values) -> check(name, values, asked));
        suites = asked;
        parameters = Map.copyOf(parameters);
    }

    /// Reads a command line.
    ///
    /// @throws IllegalArgumentException if there is no such option, suite or parameter, or a parameter cannot have
    ///     that value
    static SuiteOptions of(List<String> arguments) {
        Length length = Length.FULL;
        Collection<Class<?>> suites = new LinkedHashSet<>();
        Map<String, List<String>> parameters = new LinkedHashMap<>();
        for (String argument : arguments) {
            int split = argument.indexOf('=');
            if (argument.equals(SHORT)) {
                length = Length.SHORT;
            } else if (argument.startsWith("-")) {
                throw new IllegalArgumentException("no option '" + argument + "'; there are " + SHORT + " and --help");
            } else if (split < 0) {
                suites.add(suite(argument));
            } else {
                parameters.put(argument.substring(0, split), List.of(COMMA.split(argument.substring(split + 1), -1)));
            }
        }
        return new SuiteOptions(length, suites.isEmpty() ? ALL : List.copyOf(suites), parameters);
    }

    /// The name people know a suite by.
    static String title(String className) {
        return className.substring(0, className.length() - SUFFIX.length());
    }

    private static String title(Class<?> suite) {
        return title(suite.getSimpleName());
    }

    /// The names of some suites: `Gram, PowerLaw`.
    static String titles(Collection<Class<?>> suites) {
        return suites.stream().map(SuiteOptions::title).collect(Collectors.joining(", "));
    }

    private static Class<?> suite(String name) {
        return ALL.stream()
                .filter(suite -> title(suite).equalsIgnoreCase(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no suite '" + name + "'; there are " + titles(ALL)));
    }

    /// The parameters of a suite that it is to be run with, by name, in place of all of its own values.
    Map<String, List<String>> parametersOf(Class<?> suite) {
        Map<String, List<String>> chosen = new LinkedHashMap<>();
        for (Field field : fields(suite)) {
            List<String> own = values(field);
            List<String> asked = parameters.get(field.getName());
            if (asked != null) {
                chosen.put(field.getName(), asked);
            } else if (length == Length.SHORT && isNumber(field)) {
                chosen.put(field.getName(), List.of(own.getFirst()));
            }
        }
        return chosen;
    }

    private static void check(String name, List<String> values, List<Class<?>> suites) {
        List<Field> found = suites.stream()
                .flatMap(suite -> fields(suite).stream())
                .filter(field -> field.getName().equals(name))
                .toList();
        if (found.isEmpty()) {
            String known = suites.stream()
                    .map(suite -> title(suite) + " has "
                            + fields(suite).stream().map(Field::getName).collect(Collectors.joining(", ")))
                    .collect(Collectors.joining("; "));
            throw new IllegalArgumentException("no parameter '" + name + "': " + known);
        }
        for (Field field : found) {
            values.forEach(value -> check(field, value));
        }
    }

    private static void check(Field field, String value) {
        if (isNumber(field) && !WHOLE_NUMBER.matcher(value).matches()) {
            throw new IllegalArgumentException(
                    field.getName() + " is a whole number from 1 to 999999999, not '" + value + "'");
        }
        if (!isNumber(field) && !values(field).contains(value)) {
            throw new IllegalArgumentException(
                    field.getName() + " is one of " + String.join(", ", values(field)) + ", not '" + value + "'");
        }
    }

    private static List<Field> fields(Class<?> suite) {
        List<Field> fields = new ArrayList<>(List.of(suite.getDeclaredFields()));
        fields.removeIf(field -> !field.isAnnotationPresent(Param.class));
        return fields;
    }

    private static List<String> values(Field field) {
        return List.of(field.getAnnotation(Param.class).value());
    }

    private static boolean isNumber(Field field) {
        return field.getType() == int.class;
    }
}
