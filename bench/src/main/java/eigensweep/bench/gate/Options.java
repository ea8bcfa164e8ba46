package eigensweep.bench.gate;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What the command line says.
///
/// @param baseline the file of the baseline
/// @param against the folder of the revision that times are compared with; null for the baseline
/// @param tolerance by what part a case may be slower
/// @param refresh whether the baseline is to be written
/// @param planted the case that is slowed down by a quarter, to see that it is caught; null for none
/// @param only the cases that are measured; empty for all
record Options(
        Path baseline,
        @Nullable Path against,
        double tolerance,
        boolean refresh,
        @Nullable String planted,
        List<String> only) {

    /// For machines that do other things as well.
    static final double WIDE = 0.75;

    /// For quiet ones.
    static final double STRICT = 0.15;

    /// For a revision that takes turns: half of a quarter.
    static final double IN_TURNS = 0.12;

    Options {
        // Not "< 0": NaN is none either, and nothing would be slower than it.
        if (!(tolerance >= 0 && tolerance < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException(
                    "--tolerance " + tolerance + ": a part is wanted, such as 0.3 for 30 %, and not below 0");
        }
        if (refresh && !(planted == null && only.isEmpty())) {
            throw new IllegalArgumentException(
                    "--refresh with --only or --plant: a baseline is of all cases, and of each as it is");
        }
        if (refresh && against != null) {
            throw new IllegalArgumentException("--refresh with --against: a baseline is compared with nothing");
        }
        if (planted != null && !only.isEmpty() && !only.contains(planted)) {
            throw new IllegalArgumentException(
                    "--plant " + planted + " with --only: the planted case is not measured; add --only " + planted);
        }
        only = List.copyOf(only);
    }

    /// @param arguments the file of the baseline, then the options
    /// @throws IllegalArgumentException that says which option is wrong, and what is right
    static Options of(List<String> arguments) {
        Path against = null;
        Double tolerance = null;
        boolean refresh = false;
        String planted = null;
        List<String> only = new ArrayList<>();
        for (int i = 1; i < arguments.size(); i++) {
            switch (arguments.get(i)) {
                case "--against" -> against = Path.of(next(arguments, ++i));
                case "--strict" -> tolerance = STRICT;
                case "--tolerance" -> tolerance = part(next(arguments, ++i));
                case "--refresh" -> refresh = true;
                case "--plant" -> planted = next(arguments, ++i);
                case "--only" -> only.add(next(arguments, ++i));
                default ->
                    throw new IllegalArgumentException(
                            "no option '" + arguments.get(i)
                                    + "': --against REV, --strict, --tolerance PART, --refresh, --plant CASE and --only CASE are known");
            }
        }
        double usual = against == null ? WIDE : IN_TURNS;
        return new Options(
                Path.of(arguments.getFirst()), against, tolerance == null ? usual : tolerance, refresh, planted, only);
    }

    private static double part(String value) {
        try {
            return Double.parseDouble(value);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("--tolerance " + value + ": a part is wanted, such as 0.3 for 30 %", e);
        }
    }

    private static String next(List<String> arguments, int i) {
        if (i == arguments.size()) {
            throw new IllegalArgumentException(arguments.get(i - 1) + " wants a value");
        }
        return arguments.get(i);
    }

    /// The cases that are to be measured.
    ///
    /// @throws IllegalArgumentException if one that is named is not there, or cannot be slowed down
    List<Case> chosen(List<Case> cases) {
        List<String> asked = new ArrayList<>(only);
        if (planted != null) {
            asked.add(planted);
        }
        for (String name : asked) {
            if (!Case.names(cases).contains(name)) {
                throw new IllegalArgumentException(
                        "no case '" + name + "'; there are " + String.join(", ", Case.names(cases)));
            }
        }
        for (Case one : cases) {
            if (one.name().equals(planted) && !one.isTimed()) {
                throw new IllegalArgumentException("--plant " + planted + ": its time is not measured, only its calls");
            }
        }
        return only.isEmpty()
                ? cases
                : cases.stream().filter(one -> only.contains(one.name())).toList();
    }
}
