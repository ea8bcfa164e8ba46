package eigensweep.app.vendi;

import eigensweep.data.Taken;
import eigensweep.diversity.VendiInterval;
import eigensweep.diversity.VendiScore;
import eigensweep.page.Digits;
import eigensweep.page.TextTable;
import eigensweep.page.Wrapping;
import eigensweep.table.Field;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// What `eigensweep vendi` found out about a set of samples.
///
/// Scores stand in maps from the name of their order ([#name]) to the score, in the order asked for.
///
/// @param n how many samples there are
/// @param d how many dimensions they have, or null
/// @param kernel the similarity
/// @param form which matrix the eigenvalues are of: `primal`, `dual`, `kernel`, `features`
/// @param q the scores
/// @param rho how far the samples are still what they were made from, or null
/// @param vs the score of order 1
/// @param weighted `rho vs`, or null
/// @param seconds from opening the files to this
/// @param backend who computed
/// @param rank eigenvalues that are not zero to rounding
/// @param threshold what was zero to rounding
/// @param parameters of the similarity, by name
/// @param extras what was asked for besides
/// @param score the eigenvalues behind the scores
public record VendiResult(
        int n,
        @Nullable Integer d,
        String kernel,
        String form,
        Map<String, Double> q,
        @Nullable Double rho,
        double vs,
        @Nullable Double weighted,
        double seconds,
        String backend,
        int rank,
        double threshold,
        Map<String, Double> parameters,
        @Field(flat = true) Extras extras,
        @Field(written = false) VendiScore score) {

    private static final String ALL = "--format json";
    private static final int MOST_CLASSES = 50;

    /// What was asked for besides the scores, and what they are of.
    ///
    /// @param approximation how good one is, or null if there is none
    /// @param bootstrap an interval for each order; empty if not asked for
    /// @param classes scores within classes, or null
    /// @param taken what of the data the samples are
    public record Extras(
            @Field(sparse = true) @Nullable Features approximation,
            @Field(sparse = true) Map<String, VendiInterval> bootstrap,
            @Field(flat = true) @Nullable Classes classes,
            @Field(flat = true) Taken taken) {}

    /// Scores within classes.
    ///
    /// @param classes each of them
    /// @param intraClass the mean over samples of the score of their class
    /// @param classBalancedMean the mean over classes
    public record Classes(
            List<OneClass> classes, Map<String, Double> intraClass, Map<String, Double> classBalancedMean) {}

    /// The scores of one class.
    public record OneClass(String label, int n, Map<String, Double> q) {}

    /// An approximation by random features.
    ///
    /// @param fourierFeatures how many
    /// @param entryStandardError the largest standard error of a similarity
    /// @param measuredRelativeError the relative error of the score on a part of the samples
    public record Features(int fourierFeatures, double entryStandardError, double measuredRelativeError) {}

    /// The name of an order: `1`, `0.5`, `inf`.
    public static String name(double order) {
        if (order == Double.POSITIVE_INFINITY) {
            return "inf";
        }
        return order == Math.rint(order) && order < 1e9 ? Long.toString((long) order) : Double.toString(order);
    }

    /// For people.
    ///
    /// @param width of the window
    public String text(int width) {
        List<String> lines = new ArrayList<>(Wrapping.of(
                n + " samples" + (d == null ? "" : " of " + d + " dimensions") + ", " + kernel + similarity()
                        + skipped(),
                width));
        lines.addAll(Wrapping.of(
                "form " + form + ", rank " + rank + ", backend " + backend + ", " + Digits.of("%.2f s", seconds),
                width));
        lines.add("");
        lines.addAll(scores().render(width, ALL));
        if (rho != null && weighted != null) {
            lines.add("");
            lines.addAll(Wrapping.of(
                    "rho " + digits(rho) + " x VS " + digits(vs) + " = weighted VS " + digits(weighted), width));
        }
        if (extras.approximation() != null) {
            Features features = extras.approximation();
            lines.add("");
            lines.addAll(Wrapping.of(
                    "approximated by " + features.fourierFeatures()
                            + " random Fourier features: a similarity errs by at most "
                            + digits(features.entryStandardError())
                            + " (standard error), the score of a part of the samples by "
                            + Digits.of("%.2g %%", 100 * features.measuredRelativeError()),
                    width));
        }
        if (extras.classes() != null) {
            lines.add("");
            lines.addAll(classes(extras.classes()).render(width, ALL));
        }
        return String.join("\n", lines) + "\n";
    }

    /// How many images are no samples, for they are broken.
    String skipped() {
        int n = extras.taken().skipped().size();
        return n == 0 ? "" : " (" + n + (n == 1 ? " broken image skipped)" : " broken images skipped)");
    }

    private String similarity() {
        if (parameters.isEmpty()) {
            return "";
        }
        StringBuilder text = new StringBuilder();
        new TreeMap<>(parameters)
                .forEach((name, value) -> text.append(text.isEmpty() ? " (" : ", ")
                        .append(name)
                        .append(' ')
                        .append(digits(value)));
        return text.append(')').toString();
    }

    private TextTable scores() {
        boolean intervals = !extras.bootstrap().isEmpty();
        TextTable table = intervals
                ? new TextTable(1, "q", "Vendi Score", "95 % from", "to", "bias")
                : new TextTable(1, "q", "Vendi Score");
        q.forEach((order, score) -> {
            VendiInterval interval = extras.bootstrap().get(order);
            if (interval == null) {
                table.add(order, digits(score));
            } else {
                table.add(
                        order, digits(score), digits(interval.low()), digits(interval.high()), digits(interval.bias()));
            }
        });
        return table;
    }

    private TextTable classes(Classes classes) {
        List<String> heads = new ArrayList<>(List.of("class", "n"));
        q.keySet().forEach(order -> heads.add("q = " + order));
        TextTable table = new TextTable(1, heads);
        classes.classes().stream()
                .limit(MOST_CLASSES)
                .forEach(one -> table.add(cells(one.label(), Integer.toString(one.n()), one.q())));
        int more = classes.classes().size() - MOST_CLASSES;
        if (more > 0) {
            table.add(cells("(and " + more + " more; --format json has all)", "", Map.of()));
        }
        table.add(cells("intra-class diversity", "", classes.intraClass()));
        table.add(cells("class-balanced mean", "", classes.classBalancedMean()));
        return table;
    }

    private List<String> cells(String label, String n, Map<String, Double> scores) {
        List<String> cells = new ArrayList<>(List.of(label, n));
        for (String order : q.keySet()) {
            Double score = scores.get(order);
            cells.add(score == null ? "" : digits(score));
        }
        return cells;
    }

    private static String digits(double value) {
        return Digits.of(Math.abs(value) >= 1e5 ? "%.0f" : "%.6g", value);
    }
}
