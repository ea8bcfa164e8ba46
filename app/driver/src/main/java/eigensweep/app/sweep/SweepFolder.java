package eigensweep.app.sweep;

import eigensweep.app.sweep.Keeping.Existing;
import eigensweep.app.terminal.OutputPlace;
import eigensweep.app.terminal.Results;
import eigensweep.app.terminal.UsageException;
import eigensweep.page.Version;
import eigensweep.sweep.Origin;
import eigensweep.sweep.Shards;
import eigensweep.sweep.SweepOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// The folder of a sweep: whether this sweep may go on in it, or begin.
///
/// @param folder that keeps the results
/// @param keeping what is done about those that are there
/// @param options of this sweep
/// @param backend of this sweep
record SweepFolder(Path folder, Keeping keeping, SweepOptions options, String backend) {

    /// Refuses a folder that holds something else, or a sweep with other options. Makes nothing.
    ///
    /// @throws UsageException if it does
    void check() throws IOException {
        OutputPlace.checkFolder(folder);
        Results.SWEEP.refuseOthers(folder);
        if (keeping.existing() == Existing.IS_REPLACED) {
            return;
        }
        Optional<Origin> kept = Origin.first(folder);
        if (kept.isPresent()) {
            refuseOtherWay(kept.get());
        } else if (Shards.hasLayers(folder)) {
            refuse(Optional.of("holds a sweep by an earlier eigensweep, whose digits may differ"));
        } else {
            refuse(SweepFiles.found(folder).map(name -> "holds a " + name + " that belongs to no kept layers"));
        }
    }

    /// Opens the folder, made if it is not there, for this sweep alone or for its shares.
    ///
    /// @throws IOException if another sweep is at work in it
    Shards open() throws IOException {
        OutputPlace.makeFolder(folder);
        Shards shards = Shards.open(folder, keeping.share());
        try {
            if (keeping.existing() == Existing.IS_REPLACED) {
                Origin.remove(folder);
                shards.clear();
                SweepFiles.remove(folder);
            }
            return shards;
        } catch (IOException e) {
            shards.close();
            throw e;
        }
    }

    /// Makes the folder that of these models, and of those that were there before and are among them.
    ///
    /// @param unusable names of models that cannot be opened
    /// @throws UsageException if it holds a sweep of others
    void record(List<Origin> models, Set<String> unusable) throws IOException {
        if (Origin.isSame(folder, models)) {
            return;
        }
        List<Origin> before = Origin.read(folder);
        // Again: another may have come in between.
        before.stream().findFirst().ifPresent(this::refuseOtherWay);
        refuse(Origin.otherModels(before, models, unusable));
        Origin.write(folder, before, models);
    }

    private void refuseOtherWay(Origin kept) {
        refuse(kept.otherWay(Version.TEXT, options.decisive()));
        if (keeping.backendNamed() && !kept.backend().equals(backend)) {
            refuse(Optional.of(
                    "holds a sweep with --backend " + kept.backend() + "; this one is with --backend " + backend));
        }
    }

    private void refuse(Optional<String> why) {
        why.ifPresent(words -> {
            throw new UsageException("-o " + folder + " " + words + "; name another folder, or "
                    + (keeping.existing() == Existing.STAYS ? "start over with --replace" : "remove it"));
        });
    }
}
