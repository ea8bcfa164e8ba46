package eigensweep.app.sweep;

import eigensweep.app.sweep.OpenedModels.Hashing;
import eigensweep.app.sweep.RunRecord.LayerSeconds;
import eigensweep.app.terminal.ExitCode;
import eigensweep.app.terminal.Interrupts;
import eigensweep.app.terminal.Progress;
import eigensweep.app.terminal.Talk;
import eigensweep.app.terminal.Terminal;
import eigensweep.app.terminal.UsageException;
import eigensweep.checkpoint.Checkpoints;
import eigensweep.checkpoint.file.Checkpoint;
import eigensweep.data.DuckDb;
import eigensweep.figure.FigureFormat;
import eigensweep.files.Printable;
import eigensweep.linalg.Backend;
import eigensweep.linalg.Backends;
import eigensweep.page.Wrapping;
import eigensweep.sweep.Plan;
import eigensweep.sweep.Row;
import eigensweep.sweep.Row.Status;
import eigensweep.sweep.Sweep;
import eigensweep.sweep.SweepOptions;
import eigensweep.table.Tables;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// One sweep from its options to its exit code.
///
/// @param terminal where results and words go
/// @param talk how much is said
/// @param format how results are printed
/// @param keeping where results are kept
/// @param figures the forms of the figures in it
/// @param options what is computed
/// @param choice who computes
public record SweepRun(
        Terminal terminal,
        Talk talk,
        SweepCommand.Format format,
        Keeping keeping,
        Set<FigureFormat> figures,
        SweepOptions options,
        Backends.Choice choice) {

    /// What else a run does.
    public enum Then {
        /// Stop after the plan.
        PLAN_ONLY,
        /// Print the results.
        PRINT,
        /// Print the results and say in words what they mean.
        EXPLAIN
    }

    /// Sweeps models.
    public int run(List<String> names, Then then) throws IOException {
        return run(names, SweepRun::open, then);
    }

    /// Sweeps models, or what is made of them. One that cannot be used is a row that says why, if there are
    /// others.
    ///
    /// @param opener opens what a name stands for
    public int run(List<String> names, Function<String, Checkpoint> opener, Then then) throws IOException {
        Path folder = keeping.folder();
        boolean keeps = folder != null && then != Then.PLAN_ONLY;
        if (folder != null && keeps) {
            folder(folder).check();
        }
        Hashing hashing = keeps ? Hashing.YES : Hashing.NO;
        try (OpenedModels opened = OpenedModels.open(names, opener, hashing, options)) {
            opened.models().stream()
                    .flatMap(model -> model.checkpoint().remarks().stream())
                    .distinct()
                    .forEach(remark -> talk.say(terminal, remark));
            return sweep(opened, then);
        }
    }

    public static Checkpoint open(String name) {
        return Checkpoints.open(name);
    }

    SweepFolder folder(Path folder) {
        return new SweepFolder(folder, keeping, options, choice.backend().name());
    }

    private int sweep(OpenedModels opened, Then then) throws IOException {
        Plan plan = Plan.of(opened.models(), options);
        Backend backend = choice.backend();
        if (then == Then.PLAN_ONLY && !opened.models().isEmpty()) {
            print(PlanTable.of(plan.share(keeping.share()), backend, options));
            return complain(opened.unusable());
        }
        if (plan.size() == 0) {
            complain(opened.unusable());
            if (!opened.models().isEmpty()) {
                terminal.err()
                        .println(Printable.line("eigensweep: nothing to sweep: " + PlanTable.whyNothing(plan)
                                + "; --dry-run lists every tensor with the reason"));
            }
            return ExitCode.FAILED;
        }
        Path folder = keeping.folder();
        UsageException.when(
                folder == null && !keeping.share().isWhole(), "--shard needs -o DIR: the shares meet there");
        if (format == SweepCommand.Format.PARQUET && keeping.share().isWhole()) {
            DuckDb.require(); // Rather now than after the sweep.
        }
        return folder == null
                ? sweepOnly(opened, plan, then)
                : new KeptSweep(this, folder(folder), opened, plan).run(then);
    }

    private int sweepOnly(OpenedModels opened, Plan plan, Then then) {
        talk.say(terminal, choice);
        Interrupts.install(terminal, () -> "interrupted; nothing was written");
        RunRecord record = RunRecord.start(opened.models(), options, choice.backend());
        List<LayerSeconds> took = new ArrayList<>();
        List<Row> rows;
        try (Progress progress = new Progress(terminal, talk)) {
            rows = Sweep.run(plan, choice.backend(), options, Map.of(), group -> {
                group.forEach(layer -> took.add(seconds(layer.row(), layer.seconds())));
                progress.show(group);
            });
        }
        List<Row> all = with(rows, opened.unusable());
        print(all, record.finished(all, LayerSeconds.inOrder(took, all)), then);
        return complain(all);
    }

    /// The rows of layers, and behind them those of models that cannot be used.
    static List<Row> with(List<Row> rows, List<Row> unusable) {
        return Stream.concat(rows.stream(), unusable.stream()).toList();
    }

    static LayerSeconds seconds(Row row, double seconds) {
        return new LayerSeconds(row.model(), row.title(), seconds);
    }

    /// Names the layers that failed.
    public int complain(List<Row> rows) {
        List<Row> failed =
                rows.stream().filter(row -> row.status() == Status.FAILED).toList();
        complain(terminal, failed);
        return failed.isEmpty() ? ExitCode.OK : ExitCode.INCOMPLETE;
    }

    /// Says which layers of which models could not be computed, and why: a line a reason.
    public static void complain(Terminal terminal, List<Row> failed) {
        Map<List<String>, List<Row>> alike = failed.stream()
                .collect(Collectors.groupingBy(
                        row -> List.of(row.model(), row.reason()), LinkedHashMap::new, Collectors.toList()));
        alike.values().forEach(rows -> {
            Row first = rows.getFirst();
            String title = first.title().isEmpty() ? "" : first.title() + " ";
            String more = rows.size() == 1 ? "" : "and " + (rows.size() - 1) + " more: ";
            terminal.err()
                    .println(Printable.line("eigensweep: " + first.model() + ": " + title + more + first.reason()));
        });
    }

    void print(List<Row> rows, RunRecord record, Then then) {
        switch (format) {
            case TABLE -> terminal.out().print(SweepTable.of(rows, record, terminal.colours(), terminal.columns()));
            case CSV -> terminal.out().print(Tables.csv(Row.class, rows));
            case PARQUET -> {}
            case JSON -> terminal.json(json -> record.write(json, rows));
        }
        if (then == Then.EXPLAIN) {
            terminal.out().println();
            Reading.of(rows).stream()
                    .flatMap(line -> Wrapping.of(line, terminal.columns()).stream())
                    .forEach(terminal.out()::println);
        }
        terminal.out().flush();
    }

    private void print(PlanTable plan) {
        switch (format) {
            case TABLE, PARQUET -> terminal.print(plan.text(terminal.columns()));
            case CSV -> terminal.print(Tables.csv(PlanTable.Item.class, plan.items()));
            case JSON -> terminal.json(json -> Tables.json(PlanTable.Item.class, plan.items(), json));
        }
    }
}
