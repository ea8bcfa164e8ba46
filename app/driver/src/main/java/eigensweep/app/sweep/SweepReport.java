package eigensweep.app.sweep;

import eigensweep.figure.Figure;
import eigensweep.figure.FigureFormat;
import eigensweep.files.WholeFile;
import eigensweep.page.ResultFiles;
import eigensweep.sweep.Row;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/// The report of a sweep: one page that needs nothing else, and its figures as files.
public final class SweepReport {

    private static final int LONGEST_NAME = 80;

    private SweepReport() {}

    /// Which figures become files of their own.
    public enum FigureFiles {
        /// None.
        NONE,
        /// Those of the whole sweep.
        OVERVIEW,
        /// Those and four a layer.
        ALL
    }

    /// Writes the page, and the figures of the whole sweep as files.
    public static void write(Path folder, RunRecord record, List<ReportLayer> layers) throws IOException {
        write(folder, record, layers, FigureFiles.OVERVIEW, Set.of(FigureFormat.SVG));
    }

    /// Writes the page and figures, each file whole or not at all.
    ///
    /// @param layers in the order of the file
    /// @param files which figures
    /// @param formats in which forms
    public static void write(
            Path folder, RunRecord record, List<ReportLayer> layers, FigureFiles files, Set<FigureFormat> formats)
            throws IOException {
        List<ReportLayer> ordered = Depth.order(layers);
        WholeFile.write(folder.resolve(ResultFiles.REPORT), writer -> new SweepPage(record, ordered).write(writer));
        if (files == FigureFiles.NONE) {
            return;
        }
        Path figures = Files.createDirectories(folder.resolve(ResultFiles.FIGURES));
        FigureFormat.write(
                figures,
                "overview-",
                OverviewFigures.of(ordered.stream().map(ReportLayer::row).toList()),
                formats);
        for (int i = 0; i < ordered.size() && files == FigureFiles.ALL; i++) {
            String name = fileName(i + 1, ordered.get(i).title());
            FigureFormat.write(figures, name + "-", figures(ordered.get(i)), formats);
        }
    }

    /// The figures of a layer; none if it has no spectrum, or one of zeros.
    static List<Figure> figures(ReportLayer layer) {
        Row row = layer.row();
        Optional<double[]> eigenvalues =
                row.metrics() == null ? Optional.empty() : layer.eigenvalues().get();
        return eigenvalues
                .filter(values -> values.length > 0)
                .map(values -> LayerSpectrum.of(row, values))
                .filter(spectrum -> !spectrum.isEmpty())
                .map(spectrum -> LayerFigures.of(spectrum, layer.title()))
                .orElse(List.of());
    }

    /// `007-encoder.layer.0.dense`: unique by its number, and of characters that every file system takes.
    static String fileName(int place, String title) {
        String safe = title.replaceAll("[^A-Za-z0-9._-]+", "_");
        return String.format(Locale.ROOT, "%03d-", place) + safe.substring(0, Math.min(safe.length(), LONGEST_NAME));
    }
}
