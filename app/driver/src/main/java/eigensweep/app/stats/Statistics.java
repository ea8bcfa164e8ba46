package eigensweep.app.stats;

import eigensweep.data.Taken;
import eigensweep.stats.Calibration;
import eigensweep.stats.CategoryComparison;
import eigensweep.stats.Correlations.Correlation;
import eigensweep.stats.EffectiveSampleSize;
import eigensweep.table.Field;
import eigensweep.table.Tables;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

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
    public record Series(
            String category,
            @Field("series") String name,
            @Field(flat = true) EffectiveSampleSize size) {}

    /// What machines read.
    private record Written(@Field(flat = true) Taken taken, List<WrittenGroup> groups) {}

    /// A group for machines: every test is a row.
    private record WrittenGroup(
            String by,
            @Field(flat = true) @Nullable CategoryComparison comparison,
            @Field(sparse = true) List<Series> series,
            List<TestRow> tests,
            List<Calibration> calibration) {}

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

    /// Everything, as JSON has it: what was taken of the table, and its groups.
    public Record written() {
        return new Written(taken, groups.stream().map(this::written).toList());
    }

    private WrittenGroup written(Group group) {
        return new WrittenGroup(group.by(), group.comparison(), group.series(), rows(group), group.calibrations());
    }
}
