package eigensweep.sweep;

import eigensweep.files.WholeFile;
import eigensweep.table.Tables;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// What a folder holds the sweep of: a row a model in `DIR/shards/sweep.csv`, written before the first layer
/// is kept. Kept layers are found by their keys alone; this tells in words why those of another sweep are
/// not.
///
/// @param version of eigensweep
/// @param backend that was chosen first
/// @param options as [SweepOptions#decisive] has them, with blanks between
/// @param model as the user named it, and what was subtracted from it or it was merged into
/// @param content what it is, see [LayerKeys#content]
public record Origin(String version, String backend, String options, String model, String content) {

    private static final String FILE = "sweep.csv";
    private static final String BEFORE_OPTIONS = " (?=--)";

    /// What stands between a model and what was subtracted from it.
    public static final String MINUS = " minus ";

    /// What a folder says of itself; nothing if no sweep was begun in it.
    ///
    /// @throws IOException if it cannot be read
    public static List<Origin> read(Path folder) throws IOException {
        return read(folder, Long.MAX_VALUE);
    }

    /// The model that was there first, if a sweep was begun in a folder.
    ///
    /// @throws IOException if it cannot be read
    public static Optional<Origin> first(Path folder) throws IOException {
        return read(folder, 1).stream().findFirst();
    }

    private static List<Origin> read(Path folder, long most) throws IOException {
        Path file = file(folder);
        if (!Files.exists(file)) {
            return List.of();
        }
        try {
            return Tables.readCsv(Origin.class, Files.readString(file), most);
        } catch (IllegalArgumentException e) {
            throw new IOException(file + ": is no record of a sweep; start over with --replace", e);
        }
    }

    /// Whether a folder says just this of itself.
    public static boolean isSame(Path folder, List<Origin> origins) throws IOException {
        Path file = file(folder);
        return Files.exists(file) && Files.readString(file).equals(Tables.csv(Origin.class, origins));
    }

    private static Path file(Path folder) {
        return folder.resolve(Shards.FOLDER).resolve(FILE);
    }

    /// Writes what a folder holds from now on: models that were not named before are added.
    public static void write(Path folder, List<Origin> before, List<Origin> now) throws IOException {
        List<Origin> all = new ArrayList<>(before);
        for (Origin origin : now) {
            if (all.stream().noneMatch(other -> other.content.equals(origin.content))) {
                all.add(origin);
            }
        }
        if (!all.equals(before)) {
            WholeFile.write(file(folder), writer -> writer.write(Tables.csv(Origin.class, all)));
        }
    }

    /// Removes the record.
    public static void remove(Path folder) throws IOException {
        Files.deleteIfExists(file(folder));
    }

    /// What its numbers are of: [SweepOptions#meaning] of its options, and what was subtracted.
    public List<String> meaning() {
        int minus = model.lastIndexOf(MINUS);
        return Stream.concat(
                        SweepOptions.meaning(Arrays.asList(options.split(BEFORE_OPTIONS))).stream(),
                        minus < 0 ? Stream.of() : Stream.of("--minus " + model.substring(minus + MINUS.length())))
                .toList();
    }

    /// Why a sweep with other options cannot go on with this one, in words; empty if it can.
    ///
    /// @param version of this eigensweep
    /// @param decisive options of this sweep
    public Optional<String> otherWay(String version, List<String> decisive) {
        if (!this.version.equals(version)) {
            return Optional.of("holds a sweep by eigensweep " + this.version + "; this is " + version
                    + ", whose digits may differ");
        }
        List<String> kept = Arrays.asList(options.split(BEFORE_OPTIONS));
        List<String> gone =
                kept.stream().filter(word -> !decisive.contains(word)).toList();
        List<String> come =
                decisive.stream().filter(word -> !kept.contains(word)).toList();
        if (gone.isEmpty() && come.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(
                gone.isEmpty()
                        ? "holds a sweep without " + String.join(" ", come)
                        : "holds a sweep with " + String.join(" ", gone) + "; this one is "
                                + (come.isEmpty() ? "without" : "with " + String.join(" ", come)));
    }

    /// Why a sweep of these models cannot go on with one of others, in words; empty if it can: every model
    /// before is one of them, under whatever name, or is named and cannot be opened now.
    ///
    /// @param unusable names of models that cannot be opened
    public static Optional<String> otherModels(List<Origin> before, List<Origin> now, Set<String> unusable) {
        for (Origin kept : before) {
            if (now.stream().anyMatch(origin -> origin.content.equals(kept.content)) || unusable.contains(kept.model)) {
                continue;
            }
            return Optional.of(
                    now.stream().anyMatch(origin -> origin.model.equals(kept.model))
                            ? "holds a sweep of " + kept.model + " as it was before its files changed"
                            : "holds a sweep of " + kept.model + ", which is not among the models of this one");
        }
        return Optional.empty();
    }
}
