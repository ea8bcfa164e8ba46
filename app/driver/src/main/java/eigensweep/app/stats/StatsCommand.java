package eigensweep.app.stats;

import eigensweep.app.terminal.ColumnSettings;
import eigensweep.app.terminal.ExitCode;
import eigensweep.app.terminal.FigureSettings;
import eigensweep.app.terminal.Format;
import eigensweep.app.terminal.Results;
import eigensweep.app.terminal.TalkingCommand;
import eigensweep.app.terminal.UsageException;
import eigensweep.data.ColumnChoice;
import eigensweep.data.DataSets;
import eigensweep.data.Selection;
import eigensweep.data.Taken;
import eigensweep.figure.FigureFormat;
import eigensweep.files.Suggestion;
import eigensweep.page.ResultFiles;
import eigensweep.stats.Calibration;
import eigensweep.table.Table;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `eigensweep stats`: tests, correlations and calibration on any table.
@Command(
        name = "stats",
        sortOptions = false,
        description = {
            "Do categories of series differ? ANOVA and pairwise t tests of a table, as if all values were independent"
                    + " (raw) and with the correlation along the series accounted for (adjusted), side by side.",
            "",
            "A series is a metric's change from layer to layer in one model. Neighbouring layers resemble each other, so"
                    + " that n values know the mean only as well as n_eff independent ones do; the raw tests do not know"
                    + " that and reject far too often. Also correlation matrices and calibration errors."
        },
        exitCodeList = {"0:all done", "1:failed: a table that cannot be used", "2:usage: an unknown column"},
        footer = {
            "  eigensweep stats deltas.csv --value delta --category treatment --series model --order layer_id   one row a layer and model",
            "  eigensweep stats deltas.csv --value delta --category treatment --series model --by metric   the same for every metric in the table",
            "  eigensweep stats wide.csv --wide dropout,decay,diversity      a column a category, a row a layer",
            "  eigensweep stats runs.csv --correlate vendi,alpha,accuracy    Pearson and Spearman with p values",
            "  eigensweep stats runs.csv --correlate '*' --drop seed         every two columns of numbers but one",
            "  eigensweep stats predictions.csv --calibration confidence,correct",
            "  eigensweep stats deltas.csv --value delta --category treatment -o results     a report with figures",
            "",
            "If models of one category differ in level (dropout 0.1 and 0.7), read the row of the members' means. How "
                    + "the tests are adjusted, and how often they err: docs/statistics.md."
        })
public final class StatsCommand extends TalkingCommand {

    @Parameters(index = "0", paramLabel = "FILE", description = "A table: .csv, .tsv, .jsonl or .parquet.")
    private Path file = Path.of("");

    @Option(names = "--value", paramLabel = "COLUMN", description = "The numbers; rows without one are left out.")
    private @Nullable String value;

    @Option(names = "--category", paramLabel = "COLUMN", description = "What is compared: the treatment.")
    private @Nullable String category;

    @Option(
            names = "--series",
            paramLabel = "COLUMN",
            description = "What tells the series of a category apart: the model. Default: each category is one series.")
    private @Nullable String series;

    @Option(
            names = "--order",
            paramLabel = "COLUMN",
            description = "A number by which the values of a series are ordered: the layer. Default: as in the file.")
    private @Nullable String order;

    @Option(
            names = "--by",
            paramLabel = "COLUMN",
            description = "Do everything for every value of this column by itself: the metric.")
    private @Nullable String by;

    @Option(
            names = "--wide",
            split = ",",
            hideParamSyntax = true,
            paramLabel = "COLUMN,...",
            description = "In place of --value and --category: columns that are a category of one series each; * stands"
                    + " for anything, among the columns of numbers.")
    private List<String> wide = List.of();

    @Option(
            names = "--correlate",
            split = ",",
            hideParamSyntax = true,
            paramLabel = "COLUMN,...",
            description = "Correlate these columns, * as above; rows that lack one of them are left out.")
    private List<String> correlate = List.of();

    @Option(
            names = "--calibration",
            split = ",",
            hideParamSyntax = true,
            paramLabel = "COLUMN,...",
            description = "Two columns: the confidence of a prediction (0 to 1), and whether it was right (0 or 1).")
    private List<String> calibration = List.of();

    @Mixin
    private final ColumnSettings columns = new ColumnSettings();

    @Option(
            names = "--bins",
            paramLabel = "N",
            defaultValue = "" + Calibration.DEFAULT_BINS,
            description = "Bins of the calibration error. Default: ${DEFAULT-VALUE}.")
    private int bins = Calibration.DEFAULT_BINS;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "DIR",
            description = "Keep " + ResultFiles.REPORT + ", its figures, " + ResultFiles.STATISTICS + " and "
                    + ResultFiles.TESTS + " in this folder.")
    private @Nullable Path output;

    @Mixin
    private final FigureSettings figures = new FigureSettings();

    @Option(
            names = "--format",
            paramLabel = "table|csv|json",
            defaultValue = "table",
            description = "For people (table), the tests a row each (csv), or everything (json). Default:"
                    + " ${DEFAULT-VALUE}.")
    private Format format = Format.TABLE;

    @Override
    public Integer call() throws IOException {
        checkOptions();
        Results.STATISTICS.claim(output, terminal(), talk());
        Set<FigureFormat> formats = figures.into(output);
        Table table = DataSets.table(file);
        ColumnChoice offered = DataSets.choose(table, Selection.columns(columns.columns(), columns.drop()));
        List<String> categories = expanded(wide, table, offered);
        List<String> correlated = expanded(correlate, table, offered);
        List<String> asked = asked(categories, correlated);
        checkColumns(table, asked, offered);
        SeriesColumns compared =
                value == null || category == null ? null : new SeriesColumns(value, category, series, order);
        List<String> remarks = new ArrayList<>();
        List<Statistics.Group> groups = new StatsRun(
                        table,
                        new StatsRun.Asked(by, compared, categories, correlated, calibration, bins),
                        remarks::add)
                .groups();
        ColumnChoice choice = DataSets.choose(table, Selection.columns(asked, List.of()));
        Statistics found = new Statistics(Taken.of(choice, remarks), groups);
        remarks.addAll(choice.lines());
        remarks.forEach(this::say);
        print(found);
        if (output != null) {
            StatisticsReport.write(output, found, file.toString(), remarks, formats);
            say("report: " + output.resolve(ResultFiles.REPORT));
        }
        return ExitCode.OK;
    }

    private void checkOptions() {
        if ((value == null) != (category == null)) {
            throw new UsageException("a comparison takes both --value and --category");
        }
        UsageException.when(
                value == null && (series != null || order != null),
                "--series and --order say more of --value and --category, which are missing");
        UsageException.when(value != null && !wide.isEmpty(), "either --value and --category, or --wide");
        UsageException.when(
                value == null && wide.isEmpty() && correlate.isEmpty() && calibration.isEmpty(),
                "nothing to do: name columns with --value and --category, --wide, --correlate or --calibration;"
                        + " see eigensweep stats --help");
        UsageException.when(
                isOneColumn(wide) || isOneColumn(correlate),
                (isOneColumn(wide) ? "--wide" : "--correlate") + " takes at least two columns");
        UsageException.when(
                !calibration.isEmpty() && calibration.size() != 2,
                "--calibration takes two columns: the confidence, and whether it was right");
        UsageException.when(bins < 1, "--bins " + bins + ": at least 1");
    }

    private static boolean isOneColumn(List<String> names) {
        return names.size() == 1 && !names.getFirst().contains("*");
    }

    /// Names of columns, those with a * as the columns of numbers that they match.
    private List<String> expanded(List<String> names, Table table, ColumnChoice offered) {
        List<String> expanded = new ArrayList<>();
        for (String name : names) {
            if (!name.contains("*") || table.columns().contains(name)) {
                expanded.add(name);
            } else {
                expanded.addAll(offered.named(name));
            }
        }
        UsageException.when(
                !names.isEmpty() && expanded.size() < 2,
                file + ": " + String.join(", ", names) + " is "
                        + (expanded.isEmpty() ? "none" : "one") + " of the columns of numbers ("
                        + String.join(", ", offered.taken()) + "); at least two are compared");
        return expanded;
    }

    private List<String> asked(List<String> categories, List<String> correlated) {
        Set<String> named = new LinkedHashSet<>();
        for (String column : new @Nullable String[] {value, category, series, order, by}) {
            if (column != null) {
                named.add(column);
            }
        }
        named.addAll(categories);
        named.addAll(correlated);
        named.addAll(calibration);
        return List.copyOf(named);
    }

    private void checkColumns(Table table, List<String> asked, ColumnChoice offered) {
        for (String column : asked) {
            if (!table.columns().contains(column)) {
                throw new UsageException(file + " has no column " + column + "; it has "
                        + String.join(", ", table.columns()) + Suggestion.after(column, table.columns()));
            }
            UsageException.when(
                    columns.isGiven() && offered.leavesOut(column),
                    "column " + column + " is asked for, and --columns or --drop leave it out");
        }
    }

    private void print(Statistics statistics) {
        switch (format) {
            case TABLE ->
                terminal().print(StatisticsTable.of(statistics, terminal().columns()));
            case CSV -> terminal().print(statistics.csv());
            case JSON -> terminal().json(statistics.written());
        }
    }
}
