package eigensweep.app.stats;

import eigensweep.stats.AdjustedAnova;
import eigensweep.stats.AutocorrelatedTTest;
import eigensweep.stats.CategoryComparison;
import eigensweep.stats.Correlations.Correlation;
import eigensweep.stats.FTest;
import eigensweep.stats.TTest;
import eigensweep.table.Field;
import eigensweep.table.Tables;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A test as a row for machines: what a test does not have is empty.
///
/// @param by the group of rows it is of, if there are several
/// @param test `anova`, `welch`, `pearson`, `spearman`
/// @param counted what counts as a value: every value (`raw`), the effective size (`adjusted`), a series' mean
///     (`members`)
/// @param first category or variable
/// @param second category or variable
/// @param size how much it counts
/// @param difference of the means
/// @param outcome what came of it
/// @param reason why numbers are missing
public record TestRow(
        String by,
        String test,
        String counted,
        String first,
        String second,
        @Field(flat = true) Size size,
        @Nullable Double difference,
        @Field(flat = true) Outcome outcome,
        String reason) {

    /// How much a test counts.
    ///
    /// @param n values counted
    /// @param n1 of them in the first category
    /// @param n2 in the second
    /// @param df1 degrees of freedom of the numerator
    /// @param df2 degrees of freedom of the error
    public record Size(
            @Nullable Double n,
            @Nullable Double n1,
            @Nullable Double n2,
            @Nullable Double df1,
            @Nullable Double df2) {

        private static final Size NONE = new Size(null, null, null, null, null);
    }

    /// What came of a test.
    ///
    /// @param standardError of the difference
    /// @param statistic `F`, `t` or `r`
    /// @param p two-sided
    /// @param pHolm adjusted for all pairs
    /// @param etaSquared of an ANOVA
    /// @param omegaSquared of an ANOVA
    /// @param hedgesG of a t test
    public record Outcome(
            @Nullable Double standardError,
            @Nullable Double statistic,
            @Nullable Double p,
            @Nullable Double pHolm,
            @Nullable Double etaSquared,
            @Nullable Double omegaSquared,
            @Nullable Double hedgesG) {

        private static final Outcome NONE = new Outcome(null, null, null, null, null, null, null);
    }

    /// All tests of a comparison.
    public static List<TestRow> of(String by, CategoryComparison comparison) {
        List<TestRow> rows = new ArrayList<>();
        AdjustedAnova anova = comparison.anova();
        AdjustedAnova members = comparison.memberAnova();
        rows.add(of(by, "raw", anova.raw(), anova.reason()));
        rows.add(of(by, "adjusted", anova.adjusted(), anova.reason()));
        rows.add(of(by, "members", members.raw(), members.reason()));
        for (AutocorrelatedTTest pair : comparison.pairs()) {
            rows.add(of(by, "raw", pair, pair.raw()));
            rows.add(of(by, "adjusted", pair, pair.adjusted()));
        }
        return rows;
    }

    private static TestRow of(String by, String counted, @Nullable FTest f, String reason) {
        if (f == null) {
            return new TestRow(by, "anova", counted, "", "", Size.NONE, null, Outcome.NONE, reason);
        }
        Size size = new Size(f.n(), null, null, f.df1(), f.df2());
        Outcome outcome = new Outcome(null, f.statistic(), f.p(), null, f.etaSquared(), f.omegaSquared(), null);
        return new TestRow(by, "anova", counted, "", "", size, null, outcome, "");
    }

    /// The test of a pair of categories.
    public static TestRow of(String by, String counted, AutocorrelatedTTest pair, @Nullable TTest t) {
        Size size = t == null ? Size.NONE : new Size(t.n1() + t.n2(), t.n1(), t.n2(), null, t.df());
        Outcome outcome = t == null
                ? Outcome.NONE
                : new Outcome(t.standardError(), t.statistic(), t.p(), t.pHolm(), null, null, t.hedgesG());
        return new TestRow(
                by,
                "welch",
                counted,
                pair.first(),
                pair.second(),
                size,
                pair.difference(),
                outcome,
                t == null ? pair.reason() : "");
    }

    /// A correlation.
    public static TestRow of(String by, Correlation c) {
        Size size = new Size((double) c.n(), null, null, null, c.n() > 2 ? c.n() - 2.0 : null);
        Outcome outcome = new Outcome(null, c.r(), c.p(), null, null, null, null);
        return new TestRow(by, Tables.text(c.kind()), "raw", c.first(), c.second(), size, null, outcome, c.reason());
    }
}
