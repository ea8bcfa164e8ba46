package eigensweep.app.sweep;

import eigensweep.files.FileHash;
import eigensweep.files.WholeFile;
import eigensweep.sweep.Shards;
import eigensweep.table.Tables;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// What the tables of a sweep were made from, in `DIR/shards/tables.csv`: where nothing of that has changed
/// and every file is whole, they need not be made again.
///
/// @param source a hash of all that they were made from
/// @param file where it is in the folder
/// @param bytes its size
/// @param sha256 its hash
public record WrittenTables(String source, String file, long bytes, String sha256) {

    private static final String NAME = "tables.csv";

    /// Whether files that were made from this are there, as they were written.
    ///
    /// @param asked those that have to be among them
    static boolean areWhole(Path folder, String source, List<String> asked) throws IOException {
        Path list = folder.resolve(Shards.FOLDER).resolve(NAME);
        if (!Files.exists(list)) {
            return false;
        }
        List<WrittenTables> files;
        try {
            files = Tables.readCsv(WrittenTables.class, Files.readString(list));
        } catch (IllegalArgumentException e) {
            return false; // It is torn or edited; then they are made again.
        }
        return files.stream().map(WrittenTables::file).toList().containsAll(asked)
                && files.stream().allMatch(file -> file.source.equals(source) && file.isWhole(folder));
    }

    private boolean isWhole(Path folder) {
        Path path = folder.resolve(file);
        return Files.isRegularFile(path)
                && path.toFile().length() == bytes
                && FileHash.of(path).sha256().equals(sha256);
    }

    /// Notes that files have been made.
    static void note(Path folder, String source, List<String> files) throws IOException {
        List<WrittenTables> written = new ArrayList<>();
        for (String file : files) {
            FileHash hash = FileHash.of(folder.resolve(file));
            written.add(new WrittenTables(source, file, hash.bytes(), hash.sha256()));
        }
        WholeFile.write(
                folder.resolve(Shards.FOLDER).resolve(NAME),
                writer -> writer.write(Tables.csv(WrittenTables.class, written)));
    }

    /// Forgets what was made.
    static void forget(Path folder) throws IOException {
        Files.deleteIfExists(folder.resolve(Shards.FOLDER).resolve(NAME));
    }
}
