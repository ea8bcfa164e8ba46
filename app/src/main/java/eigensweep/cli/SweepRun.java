package eigensweep.cli;

import eigensweep.checkpoint.Checkpoint;
import eigensweep.checkpoint.Checkpoints;
import eigensweep.files.FileHash;
import eigensweep.files.Printable;
import eigensweep.linalg.Backend;
import eigensweep.linalg.Backends;
import eigensweep.report.PlanTable;
import eigensweep.report.Reading;
import eigensweep.report.RunRecord;
import eigensweep.report.SweepFiles;
import eigensweep.report.SweepReport;
import eigensweep.report.SweepTable;
import eigensweep.report.Version;
import eigensweep.report.figure.FigureFormat;
import eigensweep.sweep.LayerKeys;
import eigensweep.sweep.Plan;
import eigensweep.sweep.Plan.Model;
import eigensweep.sweep.Plan.Task;
import eigensweep.sweep.ResumableSweep;
import eigensweep.sweep.Row;
import eigensweep.sweep.Row.Status;
import eigensweep.sweep.Shards;
import eigensweep.sweep.Share;
import eigensweep.sweep.Sweep;
import eigensweep.sweep.SweepOptions;
import eigensweep.sweep.Tables;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// One sweep from its options to its exit code.
///
/// @param terminal where results and words go
/// @param talk how much is said
/// @param format how results are printed
/// @param output the folder that keeps them, or null
/// @param figures the forms of the figures in it
/// @param options what is computed
/// @param choice who computes
/// @param share which part of the layers this machine does
record SweepRun(
        Terminal terminal,
        Talk talk,
        SweepCommand.Format format,
        @Nullable Path output,
        Set<FigureFormat> figures,
        SweepOptions options,
        Backends.Choice choice,
        Share share) {

    /// What else a run does.
    enum Then {
        /// Stop after the plan.
        PLAN_ONLY,
        /// Print the results.
        PRINT,
        /// Print the results and say in words what they mean.
        EXPLAIN
    }

    /// Sweeps models.
    int run(List<String> names, Then then) throws IOException {
        return run(names, SweepRun::open, then);
    }

    /// Sweeps models, or what is made of them.
    ///
    /// @param opener opens what a name stands for
    int run(List<String> names, Function<String, Checkpoint> opener, Then then) throws IOException {
        List<Model> models = new ArrayList<>();
        try {
            for (String name : names) {
                models.add(new Model(name, opener.apply(name)));
            }
            models.stream()
                    .flatMap(model -> model.checkpoint().remarks().stream())
                    .distinct()
                    .forEach(remark -> talk.say(terminal, remark));
            return sweep(models, then);
        } finally {
            models.forEach(model -> model.checkpoint().close());
        }
    }

    static Checkpoint open(String name) {
        return Checkpoints.open(name);
    }

    private int sweep(List<Model> models, Then then) throws IOException {
        Plan plan = Plan.of(models, options);
        Backend backend = choice.backend();
        if (then == Then.PLAN_ONLY) {
            print(PlanTable.of(plan.share(share), backend, options));
            return ExitCode.OK;
        }
        if (plan.size() == 0) {
            terminal.err()
                    .println(Printable.line("eigensweep: nothing to sweep: " + PlanTable.whyNothing(plan)
                            + "; --dry-run lists every tensor with the reason"));
            return ExitCode.FAILED;
        }
        if (output == null && !share.isWhole()) {
            throw new UsageException("--shard needs -o DIR: the shares meet there");
        }
        if (output != null) {
            OutputPlace.makeFolder(output);
        }
        talk.say(terminal, choice.line());
        SweepRun run = with(plan.inFreshProcess(options));
        return output == null
                ? run.sweepOnly(models, plan, backend, then)
                : run.sweepInto(output, models, plan, backend, then);
    }

    private SweepRun with(SweepOptions others) {
        return new SweepRun(terminal, talk, format, output, figures, others, choice, share);
    }

    private int sweepOnly(List<Model> models, Plan plan, Backend backend, Then then) {
        Interrupts.install(terminal, () -> "interrupted; nothing was written");
        RunRecord record = RunRecord.start(models, Map.of(), options, backend);
        List<Row> rows;
        try (Progress progress = new Progress(terminal, talk)) {
            rows = Sweep.run(plan, backend, options, Map.of(), progress::show);
        }
        print(rows, record.finished(rows), then);
        return complain(rows);
    }

    private int sweepInto(Path folder, List<Model> models, Plan plan, Backend backend, Then then) throws IOException {
        try (Shards shards = Shards.open(folder, share)) {
            Interrupts.install(
                    terminal,
                    () -> "interrupted; " + shards.size() + " finished layers are kept in " + folder
                            + ": run the same command again to go on");
            Map<String, List<FileHash>> files = LayerKeys.hash(models);
            String way = Version.TEXT + " " + backend.name() + " " + options.way();
            ResumableSweep resumable = new ResumableSweep(
                    shards,
                    new LayerKeys(models, files, task -> task.isOneOfMany(backend, options) ? way + " MANY" : way));
            Plan mine = plan.share(share);
            RunRecord record = RunRecord.start(models, files, options, backend);
            Map<Task, Row> known = resumable.known(mine);
            if (known.size() < mine.size()) {
                SweepFiles.remove(folder);
            }
            List<Row> rows = resume(resumable, mine, known, backend);
            record = record.finished(rows);
            if (known.size() == mine.size()) {
                record = record.asOf(folder.resolve(SweepFiles.RUN));
            }
            if (share.isWhole()) {
                print(rows, record, then);
                SweepFiles.write(folder, rows, record, plan, resumable, figures);
                String written = String.join(", ", SweepFiles.NAMES);
                if (format == SweepCommand.Format.PARQUET) {
                    SweepFiles.writeParquet(folder);
                    written = SweepFiles.PARQUET + ", " + written;
                }
                talk.say(terminal, "written to " + folder + ": " + written);
                talk.say(terminal, "report: " + folder.resolve(SweepReport.PAGE));
            } else {
                talk.say(
                        terminal,
                        "share " + share.index() + " of " + share.count() + " is done: " + mine.size() + " of "
                                + plan.size()
                                + " layers; when all are, the same command without --shard makes the tables");
            }
            return complain(rows);
        }
    }

    private List<Row> resume(ResumableSweep resumable, Plan mine, Map<Task, Row> known, Backend backend) {
        if (!known.isEmpty()) {
            talk.say(terminal, known.size() + " of " + mine.size() + " layers were finished before");
        }
        try (Progress progress = new Progress(terminal, talk)) {
            return resumable.run(mine, backend, options, known, progress::show);
        }
    }

    /// Names the layers that failed, a line each.
    private int complain(List<Row> rows) {
        List<Row> failed =
                rows.stream().filter(row -> row.status() == Status.FAILED).toList();
        failed.forEach(row -> complain(terminal, row));
        return failed.isEmpty() ? ExitCode.OK : ExitCode.INCOMPLETE;
    }

    /// Says which layer of which model could not be computed, and why.
    static void complain(Terminal terminal, Row row) {
        terminal.err().println(Printable.line("eigensweep: " + row.model() + ": " + row.title() + " " + row.reason()));
    }

    private void print(List<Row> rows, RunRecord record, Then then) {
        switch (format) {
            case TABLE -> terminal.out().print(SweepTable.of(rows, record, terminal.colours()));
            case CSV -> terminal.out().print(Tables.csv(Row.class, rows));
            case PARQUET -> {}
            case JSON -> terminal.json(json -> record.write(json, rows));
        }
        if (then == Then.EXPLAIN) {
            terminal.out().println();
            Reading.of(rows).forEach(terminal.out()::println);
        }
        terminal.out().flush();
    }

    private void print(PlanTable plan) {
        switch (format) {
            case TABLE, PARQUET -> terminal.out().print(plan.text());
            case CSV -> terminal.out().print(Tables.csv(PlanTable.Item.class, plan.items()));
            case JSON -> terminal.json(json -> Tables.json(PlanTable.Item.class, plan.items(), json));
        }
        terminal.out().flush();
    }
}
