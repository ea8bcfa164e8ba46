package eigensweep.app.stats;

import eigensweep.stats.AdjustedAnova;
import eigensweep.stats.AutocorrelatedTTest;
import eigensweep.stats.CategoryComparison;
import eigensweep.stats.Correlations.Correlation;
import eigensweep.stats.FTest;
import eigensweep.stats.TTest;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// A test as a row for machines: what a test does not have is empty.
///
/// @param by the group of rows it is of, if there are several
/// @param test `anova`, `welch`, `pearson`, `spearman`
/// @param counted what counts as a value: every value (`raw`), the effective size (`adjusted`), a series' mean
///     (`members`)
/// @param first category or variable
/// @param second category or variable
/// @param n values counted
/// @param n1 of them in the first category
/// @param n2 in the second
/// @param df1 degrees of freedom of the numerator
/// @param df2 degrees of freedom of the error
/// @param difference of the means
/// @param standardError of the difference
/// @param statistic `F`, `t` or `r`
/// @param p two-sided
/// @param pHolm adjusted for all pairs
/// @param etaSquared of an ANOVA
/// @param omegaSquared of an ANOVA
/// @param hedgesG of a t test
/// @param reason why numbers are missing
public record TestRow(
        String by,
        String test,
        String counted,
        String first,
        String second,
        @Nullable Double n,
        @Nullable Double n1,
        @Nullable Double n2,
        @Nullable Double df1,
        @Nullable Double df2,
        @Nullable Double difference,
        @Nullable Double standardError,
        @Nullable Double statistic,
        @Nullable Double p,
        @Nullable Double pHolm,
        @Nullable Double etaSquared,
        @Nullable Double omegaSquared,
        @Nullable Double hedgesG,
        String reason) {

    /// All tests of a comparison.
    public static List<TestRow> of(String by, CategoryComparison comparison) {
        List<TestRow> rows = new ArrayList<>();
        AdjustedAnova anova = comparison.anova();
        rows.add(of(by, "raw", anova.raw(), anova.reason()));
        rows.add(of(by, "adjusted", anova.adjusted(), anova.reason()));
        rows.add(of(
                by,
                "members",
                comparison.memberAnova().raw(),
                comparison.memberAnova().reason()));
        for (AutocorrelatedTTest pair : comparison.pairs()) {
            rows.add(of(by, "raw", pair, pair.raw()));
            rows.add(of(by, "adjusted", pair, pair.adjusted()));
        }
        return rows;
    }

    private static TestRow of(String by, String counted, @Nullable FTest f, String reason) {
        return f == null
                ? new TestRow(
                        by, "anova", counted, "", "", null, null, null, null, null, null, null, null, null, null, null,
                        null, null, reason)
                : new TestRow(
                        by,
                        "anova",
                        counted,
                        "",
                        "",
                        f.n(),
                        null,
                        null,
                        f.df1(),
                        f.df2(),
                        null,
                        null,
                        f.statistic(),
                        f.p(),
                        null,
                        f.etaSquared(),
                        f.omegaSquared(),
                        null,
                        "");
    }

    public static TestRow of(String by, String counted, AutocorrelatedTTest pair, @Nullable TTest t) {
        return t == null
                ? new TestRow(
                        by,
                        "welch",
                        counted,
                        pair.first(),
                        pair.second(),
                        null,
                        null,
                        null,
                        null,
                        null,
                        pair.difference(),
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        pair.reason())
                : new TestRow(
                        by,
                        "welch",
                        counted,
                        pair.first(),
                        pair.second(),
                        t.n1() + t.n2(),
                        t.n1(),
                        t.n2(),
                        null,
                        t.df(),
                        pair.difference(),
                        t.standardError(),
                        t.statistic(),
                        t.p(),
                        t.pHolm(),
                        null,
                        null,
                        t.hedgesG(),
                        "");
    }

    /// A correlation.
    public static TestRow of(String by, Correlation c) {
        return new TestRow(
                by,
                c.kind().name().toLowerCase(Locale.ROOT),
                "raw",
                c.first(),
                c.second(),
                (double) c.n(),
                null,
                null,
                null,
                c.n() > 2 ? c.n() - 2.0 : null,
                null,
                null,
                c.r(),
                c.p(),
                null,
                null,
                null,
                null,
                c.reason());
    }
}
