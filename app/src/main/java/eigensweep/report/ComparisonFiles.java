package eigensweep.report;

import eigensweep.files.WholeFile;
import eigensweep.sweep.Change;
import eigensweep.sweep.Comparison;
import eigensweep.sweep.Tables;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// The files a comparison leaves in its folder.
public final class ComparisonFiles {

    /// One row a layer and metric.
    public static final String CHANGES = "changes.csv";

    private ComparisonFiles() {}

    /// Writes the files, each whole or not at all.
    public static void write(Path folder, Comparison comparison) throws IOException {
        Files.createDirectories(folder);
        String csv = Tables.csv(Change.class, comparison.changes());
        WholeFile.write(folder.resolve(CHANGES), writer -> writer.write(csv));
    }
}
