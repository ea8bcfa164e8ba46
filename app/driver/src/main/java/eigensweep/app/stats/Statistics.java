package eigensweep.app.stats;

import eigensweep.data.Taken;
import eigensweep.stats.Calibration;
import eigensweep.stats.CategoryComparison;
import eigensweep.stats.Correlations.Correlation;
import eigensweep.stats.EffectiveSampleSize;
import eigensweep.table.ColumnName;
import eigensweep.table.Tables;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/// What `stats` found in a table, for machines; [StatisticsTable] has it for people.
///
/// @param taken which columns of the table, and what was left out
/// @param groups of rows, each tested by itself; one without a name if the table was not divided
public record Statistics(Taken taken, List<Group> groups) {

    /// Rows that belong together, and what was found in them; each part is there if it was asked for.
    ///
    /// @param by the value they share in the column that divides the table, or empty
    /// @param comparison of the categories, or null
    /// @param series each series by itself
    /// @param correlations row by row of the matrices
    /// @param calibrations of the predictions
    public record Group(
            String by,
            @Nullable CategoryComparison comparison,
            List<Series> series,
            List<Correlation> correlations,
            List<Calibration> calibrations) {}

    /// A series, and how much it is worth by itself.
    public record Series(String category, String name, EffectiveSampleSize size) {}

    /// [Series] as a row.
    public record SeriesRow(
            String category,
            String series,
            @ColumnName("n") int n,
            @Nullable Double phi,
            @Nullable Double nEffLag1,
            @Nullable Double nEffGeyer,
            @Nullable Double nEffNeweyWest,
            @Nullable Double neweyWestVariance,
            String reason) {

        static SeriesRow of(Series series) {
            EffectiveSampleSize size = series.size();
            return new SeriesRow(
                    series.category(),
                    series.name(),
                    size.n(),
                    size.phi(),
                    size.lag1(),
                    size.geyer(),
                    size.neweyWest(),
                    size.neweyWestVariance(),
                    size.reason());
        }
    }

    /// A category as a row.
    public record CategoryRow(
            String category,
            int series,
            @ColumnName("n") int n,
            @Nullable Double nEff,
            double mean,
            double sd,
            double standardError,
            @Nullable Double adjustedError) {}

    private List<TestRow> rows(Group group) {
        List<TestRow> rows = new ArrayList<>();
        if (group.comparison() != null) {
            rows.addAll(TestRow.of(group.by(), group.comparison()));
        }
        group.correlations().forEach(correlation -> rows.add(TestRow.of(group.by(), correlation)));
        return rows;
    }

    /// Every test as a row of CSV.
    public String csv() {
        return Tables.csv(
                TestRow.class,
                groups.stream().flatMap(group -> rows(group).stream()).toList());
    }

    /// Everything as a JSON object: what was taken of the table, and its groups.
    public void json(JsonGenerator json) {
        json.writeStartObject();
        taken.write(json);
        json.writeArrayPropertyStart("groups");
        groups.forEach(group -> json(group, json));
        json.writeEndArray();
        json.writeEndObject();
    }

    private void json(Group group, JsonGenerator json) {
        json.writeStartObject();
        json.writeStringProperty("by", group.by());
        CategoryComparison comparison = group.comparison();
        if (comparison != null) {
            json.writeNumberProperty("phi", comparison.phi());
            json.writeNumberProperty("phi_low", comparison.phiLow());
            json.writeNumberProperty("phi_high", comparison.phiHigh());
            json.writeName("categories");
            Tables.json(
                    CategoryRow.class,
                    comparison.categories().stream()
                            .map(c -> new CategoryRow(
                                    c.category(),
                                    c.series(),
                                    c.n(),
                                    c.nEff(),
                                    c.mean(),
                                    c.sd(),
                                    c.standardError(),
                                    c.adjustedError()))
                            .toList(),
                    json);
            json.writeName("series");
            Tables.json(
                    SeriesRow.class, group.series().stream().map(SeriesRow::of).toList(), json);
        }
        json.writeName("tests");
        Tables.json(TestRow.class, rows(group), json);
        json.writeName("calibration");
        json.writeStartArray();
        group.calibrations().forEach(calibration -> json(calibration, json));
        json.writeEndArray();
        json.writeEndObject();
    }

    private static void json(Calibration calibration, JsonGenerator json) {
        json.writeStartObject();
        json.writeStringProperty("binning", calibration.binning().name().toLowerCase(Locale.ROOT));
        json.writeNumberProperty("n", calibration.n());
        json.writeNumberProperty("accuracy", calibration.accuracy());
        json.writeNumberProperty("confidence", calibration.confidence());
        json.writeNumberProperty("ece", calibration.ece());
        json.writeNumberProperty("mce", calibration.mce());
        json.writeName("bins");
        json.writeStartArray();
        for (Calibration.Bin bin : calibration.bins()) {
            json.writeStartObject();
            json.writeNumberProperty("lowest", bin.lowest());
            json.writeNumberProperty("highest", bin.highest());
            json.writeNumberProperty("n", bin.n());
            json.writeNumberProperty("confidence", bin.confidence());
            json.writeNumberProperty("accuracy", bin.accuracy());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeEndObject();
    }
}
