package eigensweep.app.stats;

import eigensweep.app.stats.Statistics.Group;
import eigensweep.figure.Markup;
import eigensweep.page.Digits;
import eigensweep.page.TextTable;
import eigensweep.stats.AutocorrelatedTTest;
import eigensweep.stats.Calibration;
import eigensweep.stats.CategoryComparison;
import eigensweep.stats.CategorySummary;
import eigensweep.stats.Correlations.Correlation;
import eigensweep.stats.Correlations.Kind;
import eigensweep.stats.FTest;
import eigensweep.stats.TTest;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// [Statistics] for people.
public final class StatisticsTable {

    private static final double SMALLEST_P = 1e-4;

    private static final String ALL = "--format json";

    private StatisticsTable() {}

    /// The tables of every group, under its name.
    ///
    /// @param width of the window
    public static String of(Statistics statistics, int width) {
        List<String> lines = new ArrayList<>();
        for (Group group : statistics.groups()) {
            if (!lines.isEmpty()) {
                lines.add("");
            }
            if (!group.by().isEmpty()) {
                lines.add("== " + group.by());
            }
            lines.addAll(of(group, width));
        }
        return String.join("\n", lines) + "\n";
    }

    /// A table and what is said below it.
    private record Part(TextTable table, List<String> remarks) {

        Stream<String> lines(int width) {
            return Stream.concat(table.render(width, ALL).stream(), remarks.stream());
        }

        String html() {
            return "<div class=\"scroll\">" + table.html() + "</div>"
                    + remarks.stream()
                            .map(line -> "<p class=\"note\">" + Markup.escape(line) + "</p>")
                            .collect(Collectors.joining());
        }
    }

    private static List<String> of(Group group, int width) {
        List<String> lines = new ArrayList<>();
        for (Part part : parts(group)) {
            if (!lines.isEmpty()) {
                lines.add("");
            }
            part.lines(width).forEach(lines::add);
        }
        return lines;
    }

    /// The tables of a group for a page.
    static String html(Group group) {
        return parts(group).stream().map(Part::html).collect(Collectors.joining("\n"));
    }

    private static List<Part> parts(Group group) {
        List<Part> parts = new ArrayList<>();
        CategoryComparison comparison = group.comparison();
        if (comparison != null) {
            parts.add(categories(comparison));
            parts.add(anova(comparison));
            parts.add(pairs(comparison.pairs()));
        }
        parts.addAll(correlations(group.correlations()));
        if (!group.calibrations().isEmpty()) {
            parts.add(calibrations(group.calibrations()));
        }
        return parts;
    }

    private static Part categories(CategoryComparison comparison) {
        TextTable table = new TextTable(1, "category", "series", "n", "n_eff", "mean", "sd", "se", "se adjusted")
                .leastImportant("series", "sd", "se", "n_eff");
        for (CategorySummary c : comparison.categories()) {
            table.add(
                    c.category(),
                    Integer.toString(c.series()),
                    Integer.toString(c.n()),
                    size(c.nEff()),
                    Digits.four(c.mean()),
                    Digits.four(c.sd()),
                    Digits.four(c.standardError()),
                    Digits.four(c.adjustedError()));
        }
        return new Part(
                table,
                List.of(String.format(
                        Locale.ROOT,
                        "correlation of neighbours: %.2f (95 %%: %.2f to %.2f)",
                        comparison.phi(),
                        comparison.phiLow(),
                        comparison.phiHigh())));
    }

    private static Part anova(CategoryComparison comparison) {
        TextTable table =
                new TextTable(1, "ANOVA", "n", "df1", "df2", "F", "p", "eta^2", "omega^2").leastImportant("n", "eta^2");
        add(table, "raw", comparison.anova().raw());
        add(table, "adjusted", comparison.anova().adjusted());
        add(table, "members' means", comparison.memberAnova().raw());
        String reason = comparison.anova().reason();
        return new Part(table, reason.isEmpty() ? List.of() : List.of("undefined: " + reason));
    }

    private static void add(TextTable table, String name, @Nullable FTest test) {
        if (test != null) {
            table.add(
                    name,
                    size(test.n()),
                    size(test.df1()),
                    size(test.df2()),
                    Digits.four(test.statistic()),
                    p(test.p()),
                    Digits.four(test.etaSquared()),
                    Digits.four(test.omegaSquared()));
        }
    }

    private static Part pairs(List<AutocorrelatedTTest> pairs) {
        TextTable table = new TextTable(
                        2, "pair", "", "difference", "n1", "n2", "se", "df", "t", "p", "p Holm", "Hedges g")
                .leastImportant("n1", "n2", "se", "df", "t");
        List<String> undefined = new ArrayList<>();
        for (AutocorrelatedTTest pair : pairs) {
            String name = pair.first() + " - " + pair.second();
            if (pair.raw() == null || pair.adjusted() == null) {
                undefined.add(name + ": undefined: " + pair.reason());
            } else {
                table.add(cells(name, "raw", pair.difference(), pair.raw()));
                table.add(cells("", "adjusted", pair.difference(), pair.adjusted()));
            }
        }
        return new Part(table, undefined);
    }

    private static List<String> cells(String name, String counted, double difference, TTest test) {
        return List.of(
                name,
                counted,
                Digits.four(difference),
                size(test.n1()),
                size(test.n2()),
                Digits.four(test.standardError()),
                size(test.df()),
                Digits.four(test.statistic()),
                p(test.p()),
                p(test.pHolm()),
                Digits.four(test.hedgesG()));
    }

    /// A square for each kind: `r` below the diagonal, `p` above it.
    private static List<Part> correlations(List<Correlation> all) {
        List<Part> parts = new ArrayList<>();
        for (Kind kind : Kind.values()) {
            List<Correlation> matrix =
                    all.stream().filter(c -> c.kind() == kind).toList();
            if (matrix.isEmpty()) {
                continue;
            }
            List<String> names =
                    matrix.stream().map(Correlation::first).distinct().toList();
            List<String> heads = new ArrayList<>(List.of(kind.name().toLowerCase(Locale.ROOT)));
            heads.addAll(names);
            TextTable table = new TextTable(1, heads);
            for (int i = 0; i < names.size(); i++) {
                List<String> cells = new ArrayList<>(List.of(names.get(i)));
                for (int j = 0; j < names.size(); j++) {
                    Correlation c = matrix.get(i * names.size() + j);
                    cells.add(i == j ? "" : i > j ? Digits.four(c.r()) : c.p() == null ? "" : "p " + p(c.p()));
                }
                table.add(cells);
            }
            boolean isLast = kind == Kind.values()[Kind.values().length - 1];
            parts.add(new Part(table, isLast ? undefined(all) : List.of()));
        }
        return parts;
    }

    private static List<String> undefined(List<Correlation> all) {
        return all.stream()
                .map(Correlation::reason)
                .filter(reason -> !reason.isEmpty())
                .distinct()
                .map(reason -> "undefined: " + reason)
                .toList();
    }

    private static Part calibrations(List<Calibration> calibrations) {
        TextTable table = new TextTable(1, "calibration", "n", "bins", "accuracy", "confidence", "ECE", "MCE");
        for (Calibration c : calibrations) {
            table.add(
                    c.binning().name().toLowerCase(Locale.ROOT).replace('_', ' '),
                    Integer.toString(c.n()),
                    Integer.toString(c.bins().size()),
                    Digits.four(c.accuracy()),
                    Digits.four(c.confidence()),
                    Digits.four(c.ece()),
                    Digits.four(c.mce()));
        }
        return new Part(table, List.of());
    }

    private static String size(@Nullable Double value) {
        return Digits.of(value != null && value == Math.rint(value) ? "%.0f" : "%.1f", value);
    }

    private static String p(double p) {
        return p < SMALLEST_P ? "<0.0001" : Digits.of("%.4f", p);
    }
}
