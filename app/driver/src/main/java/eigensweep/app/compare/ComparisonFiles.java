package eigensweep.app.compare;

import eigensweep.figure.FigureFormat;
import eigensweep.files.WholeFile;
import eigensweep.page.ResultFiles;
import eigensweep.sweep.Change;
import eigensweep.sweep.Comparison;
import eigensweep.table.Tables;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;

/// The files a comparison leaves in its folder: the changes, one row a layer and metric, the page, and its figures.
public final class ComparisonFiles {

    private ComparisonFiles() {}

    /// Writes the files, each whole or not at all.
    ///
    /// @param formats of the figures
    public static void write(Path folder, Comparison comparison, Compared compared, Set<FigureFormat> formats)
            throws IOException {
        Path figures = Files.createDirectories(folder.resolve(ResultFiles.FIGURES));
        String csv = Tables.csv(Change.class, comparison.changes());
        WholeFile.write(folder.resolve(ResultFiles.CHANGES), writer -> writer.write(csv));
        ComparisonPage page = new ComparisonPage(comparison, compared);
        FigureFormat.write(figures, "", page.figures(), formats);
        WholeFile.write(folder.resolve(ResultFiles.REPORT), page.page()::write);
    }
}
