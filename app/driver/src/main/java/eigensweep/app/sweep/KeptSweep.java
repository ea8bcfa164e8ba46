package eigensweep.app.sweep;

import eigensweep.app.sweep.RunRecord.LayerSeconds;
import eigensweep.app.terminal.Interrupts;
import eigensweep.app.terminal.Progress;
import eigensweep.checkpoint.file.Checkpoint;
import eigensweep.linalg.Backend;
import eigensweep.page.ResultFiles;
import eigensweep.page.Version;
import eigensweep.sweep.KeptLayer;
import eigensweep.sweep.LayerKeys;
import eigensweep.sweep.Origin;
import eigensweep.sweep.Plan;
import eigensweep.sweep.Plan.Model;
import eigensweep.sweep.Plan.Task;
import eigensweep.sweep.ResumableSweep;
import eigensweep.sweep.Row;
import eigensweep.sweep.Shards;
import eigensweep.sweep.SweepOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// A sweep whose results are kept in a folder.
///
/// @param run what is to be done, and to whom it is said
/// @param place where results are kept
/// @param opened the models
/// @param plan of all of them
record KeptSweep(SweepRun run, SweepFolder place, OpenedModels opened, Plan plan) {

    int run(SweepRun.Then then) throws IOException {
        try (Shards shards = place.open()) {
            Interrupts.install(
                    run.terminal(),
                    () -> "interrupted; " + shards.size() + " finished layers are kept in " + place.folder()
                            + ": run the same command again to go on");
            LayerKeys keys = keys();
            if (!isNew(shards)) {
                record(keys);
            }
            run.talk().say(run.terminal(), run.choice());
            tellDamage(shards);
            return run(new ResumableSweep(shards, keys, () -> record(keys)), then);
        }
    }

    /// Whether nothing is there that could be of other models, nor come from another share: then none of the files need
    /// have been hashed before their layers are swept.
    private boolean isNew(Shards shards) throws IOException {
        return run.keeping().share().isWhole()
                && shards.size() == 0
                && Origin.first(place.folder()).isEmpty();
    }

    /// Makes the folder that of these models.
    private void record(LayerKeys keys) {
        try {
            place.record(origins(keys), opened.unusableNames());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private int run(ResumableSweep sweep, SweepRun.Then then) throws IOException {
        Plan mine = plan.share(run.keeping().share());
        Backend backend = run.choice().backend();
        RunRecord begun = RunRecord.start(opened.models(), run.options(), backend);
        Map<Task, KeptLayer.Known> known = sweep.known(mine);
        tellKnown(known, mine);
        boolean complete = known.size() == mine.size() && opened.unusable().isEmpty();
        if (!complete) {
            SweepFiles.remove(place.folder());
        }
        List<LayerSeconds> took = new ArrayList<>();
        known.forEach((task, layer) ->
                took.add(new LayerSeconds(task.model(), task.layer().title(), layer.seconds())));
        List<Row> swept;
        try (Progress progress = new Progress(run.terminal(), run.talk())) {
            swept = sweep.run(mine, backend, run.options(), known, group -> {
                group.forEach(layer -> took.add(SweepRun.seconds(layer.row(), layer.seconds())));
                progress.show(group);
            });
        }
        List<Row> rows = SweepRun.with(swept, opened.unusable());
        RunRecord record = begun.of(opened.models(), opened.files()).finished(rows, LayerSeconds.inOrder(took, rows));
        if (run.keeping().share().isWhole()) {
            finish(rows, record, sweep, then, complete);
        } else {
            tellShare(mine);
        }
        return run.complain(rows);
    }

    private LayerKeys keys() {
        Backend backend = run.choice().backend();
        SweepOptions options = run.options();
        String way = Version.TEXT + " " + String.join(" ", options.decisive());
        String by = backend.name();
        return new LayerKeys(
                opened.models(), opened::files, way, task -> task.isBatched(backend, options) ? by + " MANY" : by);
    }

    private List<Origin> origins(LayerKeys keys) {
        String decisive = String.join(" ", run.options().decisive());
        return opened.models().stream()
                .map(model -> new Origin(
                        Version.TEXT, run.choice().backend().name(), decisive, name(model), keys.content(model.name())))
                .toList();
    }

    /// The model's name, and what was done with another.
    private static String name(Model model) {
        Checkpoint.Base base = model.checkpoint().base();
        Checkpoint.Subtracted minus = model.checkpoint().minus();
        return model.name()
                + (base == null ? "" : " merged into " + base.name())
                + (minus == null ? "" : Origin.MINUS + minus.name());
    }

    /// Prints the rows and writes the files, unless they are there. Where nothing was computed, results are
    /// those of the earlier run, and its times stay.
    ///
    /// @param complete whether every layer was known
    private void finish(List<Row> rows, RunRecord record, ResumableSweep sweep, SweepRun.Then then, boolean complete)
            throws IOException {
        Path folder = place.folder();
        boolean parquet = run.format() == SweepCommand.Format.PARQUET;
        List<String> names = parquet ? SweepFiles.WITH_PARQUET : SweepFiles.NAMES;
        Path earlier = folder.resolve(ResultFiles.RUN);
        if (complete && new SweepFiles(folder, rows, record, plan, sweep, run.figures()).areWhole(names)) {
            run.print(rows, record.datedAs(earlier), then);
            say("nothing has changed; " + folder + " holds " + String.join(", ", names));
        } else {
            RunRecord dated = complete ? record.asOf(earlier) : record;
            run.print(rows, dated, then);
            new SweepFiles(folder, rows, dated, plan, sweep, run.figures()).write(names);
            say("written to " + folder + ": " + String.join(", ", names));
        }
        say("report: " + folder.resolve(ResultFiles.REPORT));
    }

    private void tellDamage(Shards shards) {
        if (shards.damaged() > 0) {
            say(shards.damaged() + " kept lines in " + place.folder().resolve(Shards.FOLDER)
                    + " are not what was written and were dropped; their layers are computed again");
        }
    }

    private void tellKnown(Map<Task, KeptLayer.Known> known, Plan mine) {
        if (!known.isEmpty()) {
            say(known.size() + " of " + mine.size() + " layers were finished before");
        }
        Backend backend = run.choice().backend();
        Set<String> others = ResumableSweep.others(known, backend);
        if (!others.isEmpty()) {
            say("some of them by " + String.join(" and ", others) + ", whose last digits differ from those of "
                    + backend.name() + "; the column backend tells which");
        }
    }

    private void tellShare(Plan mine) {
        say("share " + run.keeping().share().index() + " of "
                + run.keeping().share().count() + " is done: " + mine.size() + " of " + plan.size()
                + " layers; when all are, the same command without --shard makes the tables");
    }

    private void say(String line) {
        run.talk().say(run.terminal(), line);
    }
}
