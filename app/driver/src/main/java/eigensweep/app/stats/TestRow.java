package eigensweep.app.stats;

import eigensweep.stats.AdjustedAnova;
import eigensweep.stats.AutocorrelatedTTest;
import eigensweep.stats.CategoryComparison;
import eigensweep.stats.Correlations.Correlation;
import eigensweep.stats.FTest;
import eigensweep.stats.TTest;
import eigensweep.table.Field;
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
/// @param size what was counted
/// @param found the outcome
/// @param effect how large it is
/// @param reason why numbers are missing
public record TestRow(
        String by,
        String test,
        String counted,
        String first,
        String second,
        @Field(flat = true) Size size,
        @Field(flat = true) Found found,
        @Field(flat = true) Effect effect,
        String reason) {

    /// What was counted.
    ///
    /// @param n values
    /// @param n1 of them in the first category
    /// @param n2 in the second
    /// @param df1 degrees of freedom of the numerator
    /// @param df2 degrees of freedom of the error
    record Size(
            @Nullable Double n,
            @Nullable Double n1,
            @Nullable Double n2,
            @Nullable Double df1,
            @Nullable Double df2) {

        private static final Size NONE = new Size(null, null, null, null, null);
    }

    /// The outcome.
    ///
    /// @param difference of the means
    /// @param standardError of the difference
    /// @param statistic `F`, `t` or `r`
    /// @param p two-sided
    /// @param pHolm adjusted for all pairs
    record Found(
            @Nullable Double difference,
            @Nullable Double standardError,
            @Nullable Double statistic,
            @Nullable Double p,
            @Nullable Double pHolm) {}

    /// How large an effect is.
    ///
    /// @param etaSquared of an ANOVA
    /// @param omegaSquared of an ANOVA
    /// @param hedgesG of a t test
    record Effect(
            @Nullable Double etaSquared,
            @Nullable Double omegaSquared,
            @Nullable Double hedgesG) {

        private static final Effect NONE = new Effect(null, null, null);
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
        Size size = f == null ? Size.NONE : new Size(f.n(), null, null, f.df1(), f.df2());
        Found found = f == null ? found(null) : new Found(null, null, f.statistic(), f.p(), null);
        Effect effect = f == null ? Effect.NONE : new Effect(f.etaSquared(), f.omegaSquared(), null);
        return new TestRow(by, "anova", counted, "", "", size, found, effect, f == null ? reason : "");
    }

    /// A pair of categories, counted in one of its ways.
    public static TestRow of(String by, String counted, AutocorrelatedTTest pair, @Nullable TTest t) {
        Size size = t == null ? Size.NONE : new Size(t.n1() + t.n2(), t.n1(), t.n2(), null, t.df());
        Found found = t == null
                ? found(pair.difference())
                : new Found(pair.difference(), t.standardError(), t.statistic(), t.p(), t.pHolm());
        Effect effect = t == null ? Effect.NONE : new Effect(null, null, t.hedgesG());
        String reason = t == null ? pair.reason() : "";
        return new TestRow(by, "welch", counted, pair.first(), pair.second(), size, found, effect, reason);
    }

    private static Found found(@Nullable Double difference) {
        return new Found(difference, null, null, null, null);
    }

    /// A correlation.
    public static TestRow of(String by, Correlation c) {
        String kind = c.kind().name().toLowerCase(Locale.ROOT);
        Size size = new Size((double) c.n(), null, null, null, c.n() > 2 ? c.n() - 2.0 : null);
        Found found = new Found(null, null, c.r(), c.p(), null);
        return new TestRow(by, kind, "raw", c.first(), c.second(), size, found, Effect.NONE, c.reason());
    }
}
