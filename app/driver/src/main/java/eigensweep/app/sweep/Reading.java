package eigensweep.app.sweep;

import eigensweep.spectrum.LayerMetrics;
import eigensweep.spectrum.NullModel;
import eigensweep.spectrum.PowerLawFit;
import eigensweep.sweep.Row;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// What the numbers of a sweep say, in words.
public final class Reading {

    private static final int MOST_NAMES = 6;

    private Reading() {}

    /// A few sentences about these rows, each a line; of several models, about each by itself.
    public static List<String> of(List<Row> rows) {
        Map<String, List<Row>> models =
                rows.stream().collect(Collectors.groupingBy(Row::model, LinkedHashMap::new, Collectors.toList()));
        return models.size() == 1
                ? ofModel(rows)
                : models.entrySet().stream()
                        .flatMap(model -> ofModel(model.getValue()).stream().map(line -> model.getKey() + ": " + line))
                        .toList();
    }

    /// The tails of layers, where a power law was fitted to one.
    public static List<PowerLawFit> fits(List<Row> rows) {
        return rows.stream().map(Reading::fit).filter(Objects::nonNull).toList();
    }

    private static List<String> ofModel(List<Row> rows) {
        List<Row> fitted = rows.stream().filter(row -> fit(row) != null).toList();
        List<String> lines = new ArrayList<>();
        if (fitted.isEmpty()) {
            return lines;
        }
        List<Row> over = warned(fitted, "over-trained");
        List<Row> under = warned(fitted, "under-trained");
        lines.add(String.format(
                        Locale.ROOT,
                        "alpha, with its standard error, is the exponent of the tail of a layer's eigenvalues. WeightWatcher"
                                + " calls layers from 2 to 6 well trained: here %d of %d",
                        fitted.size() - over.size() - under.size(),
                        fitted.size())
                + unsure(fitted) + ".");
        lines.add(besideRandom(fitted));
        if (!over.isEmpty()) {
            lines.add(
                    "Below 2 (over-trained in WeightWatcher's words): " + names(over, Comparator.naturalOrder()) + ".");
        }
        if (!under.isEmpty()) {
            lines.add("Above 6 (under-trained in WeightWatcher's words): " + names(under, Comparator.reverseOrder())
                    + ".");
        }
        Row heaviest = extreme(fitted, Comparator.naturalOrder());
        Row lightest = extreme(fitted, Comparator.reverseOrder());
        lines.add(
                "The heaviest tail is that of " + named(heaviest) + ", the lightest that of " + named(lightest) + ".");
        entropy(rows, lines);
        return lines;
    }

    private static String unsure(List<Row> fitted) {
        List<PowerLawFit> outside =
                fits(fitted).stream().filter(fit -> !AlphaBand.holds(fit)).toList();
        long unsure =
                outside.stream().filter(fit -> !AlphaBand.isClearlyOutside(fit)).count();
        return unsure == 0
                ? ""
                : String.format(
                        Locale.ROOT,
                        "; of the other %d, %d lie less than two standard errors outside",
                        outside.size(),
                        unsure);
    }

    private static String besideRandom(List<Row> fitted) {
        List<String> readings = fitted.stream()
                .map(row -> metrics(row).nullModel())
                .filter(Objects::nonNull)
                .map(NullModel::reading)
                .toList();
        return String.format(
                Locale.ROOT,
                "Alpha of random weights depends on the shape of a layer. Beside such of their own shape, %d layers have a"
                        + " heavier tail, %d a lighter one, %d are alike but for outlying eigenvalues, and %d cannot be told"
                        + " from random weights by their spectrum.",
                Collections.frequency(readings, NullModel.HEAVIER),
                Collections.frequency(readings, NullModel.LIGHTER),
                Collections.frequency(readings, NullModel.OUTLIERS),
                Collections.frequency(readings, NullModel.AS_RANDOM));
    }

    private static void entropy(List<Row> rows, List<String> lines) {
        rows.stream()
                .filter(row -> row.metrics() != null && row.metrics().entropyWw() != null)
                .min(Comparator.comparingDouble(
                        row -> Objects.requireNonNull(metrics(row).entropyWw())))
                .ifPresent(row -> lines.add(String.format(
                        Locale.ROOT,
                        "Entropy is 1 when a layer uses all directions alike; %s is the most concentrated (%.3f, stable"
                                + " rank %.1f of %d).",
                        row.longname(),
                        metrics(row).entropyWw(),
                        metrics(row).norms().stableRank(),
                        Objects.requireNonNullElse(
                                metrics(row).matrixRank(), metrics(row).numEvals()))));
    }

    private static List<Row> warned(List<Row> rows, String warning) {
        return rows.stream()
                .filter(row -> metrics(row).warning().equals(warning))
                .toList();
    }

    private static Row extreme(List<Row> rows, Comparator<Double> order) {
        return rows.stream()
                .min(Comparator.comparing(
                        row -> Objects.requireNonNull(fit(row)).alpha(), order))
                .orElseThrow();
    }

    /// The farthest out are named; of many, the rest is counted.
    private static String names(List<Row> rows, Comparator<Double> order) {
        List<Row> sorted = rows.stream()
                .sorted(Comparator.comparing(
                        row -> Objects.requireNonNull(fit(row)).alpha(), order))
                .toList();
        String named = String.join(
                ", ", sorted.stream().limit(MOST_NAMES).map(Reading::named).toList());
        return rows.size() <= MOST_NAMES ? named : named + ", and " + (rows.size() - MOST_NAMES) + " more";
    }

    private static String named(Row row) {
        PowerLawFit fit = Objects.requireNonNull(fit(row));
        return String.format(
                Locale.ROOT,
                "%s (%.2f +- %.2f, %d eigenvalues in the tail)",
                row.longname(),
                fit.alpha(),
                fit.sigma(),
                fit.numPlSpikes());
    }

    private static LayerMetrics metrics(Row row) {
        return Objects.requireNonNull(row.metrics());
    }

    private static @Nullable PowerLawFit fit(Row row) {
        return row.metrics() == null ? null : row.metrics().fit();
    }
}
