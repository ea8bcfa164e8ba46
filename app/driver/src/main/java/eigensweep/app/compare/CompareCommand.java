package eigensweep.app.compare;

import eigensweep.app.sweep.SweepRun;
import eigensweep.app.sweep.SweepSettings;
import eigensweep.app.terminal.ExitCode;
import eigensweep.app.terminal.FigureSettings;
import eigensweep.app.terminal.Format;
import eigensweep.app.terminal.Interrupts;
import eigensweep.app.terminal.Progress;
import eigensweep.app.terminal.Results;
import eigensweep.app.terminal.TalkingCommand;
import eigensweep.app.terminal.UsageException;
import eigensweep.checkpoint.MatchedNames;
import eigensweep.checkpoint.file.Checkpoint;
import eigensweep.figure.FigureFormat;
import eigensweep.files.Printable;
import eigensweep.linalg.Backends;
import eigensweep.page.ResultFiles;
import eigensweep.sweep.Change;
import eigensweep.sweep.Comparison;
import eigensweep.sweep.Origin;
import eigensweep.sweep.Plan;
import eigensweep.sweep.Row;
import eigensweep.sweep.Row.Status;
import eigensweep.sweep.Sweep;
import eigensweep.sweep.SweepOptions;
import eigensweep.table.Tables;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `eigensweep compare`: the change of every metric between two models.
@Command(
        name = "compare",
        sortOptions = false,
        description =
                "The change of every metric, layer by layer, from one model to another; layers are matched by name, without"
                        + " what a wrapper puts before it (_orig_mod., module., state_dict., model.)."
                        + " With a baseline (the same training without what is being studied), the change relative to it.",
        exitCodeList = {
            "0:all done",
            "1:failed: a file that cannot be used, no layer to compare",
            "2:usage",
            "3:finished, but some layers could not be computed",
            "130:interrupted (Ctrl-C); 143: terminated"
        },
        footer = {
            "  eigensweep compare pretrained.safetensors finetuned.safetensors",
            "  eigensweep compare sweep-before/ sweep-after/         folders that sweep -o made: nothing is swept again",
            "  eigensweep compare init.pt dropout.pt --baseline-before init.pt --baseline-after plain.pt -o changes"
        })
public final class CompareCommand extends TalkingCommand {

    /// The rows of each model, by what the user calls it: one that is named twice is swept once.
    private final Map<String, List<Row>> rows = new LinkedHashMap<>();

    @Parameters(index = "0", paramLabel = "BEFORE", description = "A model, or a folder that sweep -o made.")
    private String before = "";

    @Parameters(index = "1", paramLabel = "AFTER", description = "A model, or a folder that sweep -o made.")
    private String after = "";

    @Option(names = "--baseline-before", paramLabel = "M", description = "The baseline's model before.")
    private @Nullable String baselineBefore;

    @Option(names = "--baseline-after", paramLabel = "M", description = "The baseline's model after.")
    private @Nullable String baselineAfter;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "DIR",
            description = "Keep the comparison in this folder: " + ResultFiles.CHANGES + ", " + ResultFiles.REPORT
                    + " and its figures.")
    private @Nullable Path output;

    @Mixin
    private final FigureSettings figures = new FigureSettings();

    @Option(
            names = "--format",
            paramLabel = "table|csv|json",
            defaultValue = "table",
            description = "What is printed on stdout: the paper's four metrics for people (table), all metrics, a row"
                    + " a layer and metric (csv, json). Default: ${DEFAULT-VALUE}.")
    private Format format = Format.TABLE;

    @Mixin
    private final SweepSettings settings = new SweepSettings();

    @Override
    public Integer call() throws IOException {
        if ((baselineBefore == null) != (baselineAfter == null)) {
            throw new UsageException("a baseline takes both --baseline-before and --baseline-after");
        }
        Results.COMPARISON.claim(output, terminal(), talk());
        Set<FigureFormat> formats = figures.into(output);
        Interrupts.install(terminal(), () -> "interrupted; nothing was written");
        Stream.of(before, after, baselineBefore, baselineAfter)
                .filter(Objects::nonNull)
                .filter(model -> !isSwept(model))
                .forEach(model -> SweepRun.open(model).close()); // Before the first is swept, not after.
        Comparison comparison = comparison(before, after);
        if (baselineBefore != null && baselineAfter != null) {
            comparison = comparison.relativeTo(comparison(baselineBefore, baselineAfter));
        }
        List<Row> failed = rows.values().stream()
                .flatMap(List::stream)
                .filter(row -> row.status() == Status.FAILED)
                .toList();
        SweepRun.complain(terminal(), failed);
        if (comparison.changes().isEmpty()) {
            terminal()
                    .err()
                    .println(Printable.line("eigensweep: " + before + " and " + after
                            + " have no layer of the same name" + (failed.isEmpty() ? "" : " that could be computed")));
            return ExitCode.FAILED;
        }
        print(comparison);
        MatchedNames names = comparison.names();
        names.remarks(before, after).forEach(this::say);
        comparison.onlyBefore().forEach(title -> say(whyAlone(before, after, title, names::meet)));
        comparison
                .onlyAfter()
                .forEach(title -> say(whyAlone(after, before, title, (own, other) -> names.meet(other, own))));
        if (output != null) {
            Compared compared = new Compared(before, after, baselineBefore, baselineAfter);
            ComparisonFiles.write(output, comparison, compared, formats);
            say("written to " + output + ": " + ResultFiles.CHANGES + ", " + ResultFiles.REPORT);
            say("report: " + output.resolve(ResultFiles.REPORT));
        }
        return failed.isEmpty() ? ExitCode.OK : ExitCode.INCOMPLETE;
    }

    /// Why a layer of one model has nothing in another to be compared with.
    ///
    /// @param meet whether a title of the one model and one of the other are of the same layer
    private String whyAlone(String in, String other, String title, BiPredicate<String, String> meet) {
        return rows.getOrDefault(other, List.of()).stream()
                .filter(row -> meet.test(title, row.title()))
                .findFirst()
                .map(row -> row.status().name().toLowerCase(Locale.ROOT) + " in " + other + ": " + title)
                .orElse("only in " + in + ": " + title);
    }

    /// Refuses sweeps whose numbers are of different things.
    private void checkAlike(String one, String other) throws IOException {
        List<String> here = meaning(one);
        List<String> there = meaning(other);
        UsageException.when(
                !here.isEmpty() && !there.isEmpty() && !here.equals(there),
                one + " is swept with " + String.join(" ", here) + ", and " + other + " with " + String.join(" ", there)
                        + ": their numbers cannot be compared; sweep both alike");
    }

    /// What the numbers of a model are of; empty if a folder does not say so.
    private List<String> meaning(String model) throws IOException {
        return isSwept(model)
                ? Origin.first(Path.of(model)).map(Origin::meaning).orElse(List.of())
                : SweepOptions.meaning(settings.options().decisive());
    }

    private Comparison comparison(String from, String to) throws IOException {
        checkAlike(from, to);
        try {
            return Comparison.of(rows(from), rows(to));
        } catch (IllegalArgumentException e) {
            throw new UsageException(from + ", " + to + ": " + e.getMessage());
        }
    }

    private static boolean isSwept(String model) {
        return Files.isRegularFile(Path.of(model).resolve(ResultFiles.LAYERS));
    }

    /// The rows of a folder that a sweep made, or of a model that is swept now.
    private List<Row> rows(String model) throws IOException {
        List<Row> known = rows.get(model);
        if (known != null) {
            return known;
        }
        List<Row> found = isSwept(model)
                ? Tables.readCsv(Row.class, Files.readString(Path.of(model).resolve(ResultFiles.LAYERS)))
                : swept(model);
        rows.put(model, found);
        return found;
    }

    private List<Row> swept(String model) {
        SweepOptions options = settings.options();
        try (Backends.Choice choice = settings.choose(options, this::say);
                Checkpoint checkpoint = SweepRun.open(model);
                Progress progress = new Progress(terminal(), talk())) {
            say("sweeping " + model);
            checkpoint.remarks().forEach(this::say);
            Plan plan = Plan.of(List.of(new Plan.Model(model, checkpoint)), options);
            return Sweep.run(plan, choice.backend(), options, Map.of(), progress::show);
        }
    }

    private void print(Comparison comparison) {
        switch (format) {
            case TABLE ->
                terminal().print(ComparisonTable.of(comparison, terminal().columns()));
            case CSV -> terminal().print(Tables.csv(Change.class, comparison.changes()));
            case JSON -> terminal().json(json -> Tables.json(Change.class, comparison.changes(), json));
        }
    }
}
