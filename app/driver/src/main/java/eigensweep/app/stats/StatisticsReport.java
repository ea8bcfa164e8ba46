package eigensweep.app.stats;

import eigensweep.app.stats.Statistics.Group;
import eigensweep.figure.FigureFormat;
import eigensweep.files.WholeFile;
import eigensweep.page.Page;
import eigensweep.page.Page.Section;
import eigensweep.page.PageFigure;
import eigensweep.page.ResultFiles;
import eigensweep.page.Version;
import eigensweep.table.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What `stats` leaves in a folder: a page, its figures, and the numbers.
public final class StatisticsReport {

    private StatisticsReport() {}

    /// Writes the files, each whole or not at all.
    ///
    /// @param name what people call the table
    /// @param remarks what was taken of it and what was not, a line each
    /// @param formats of the figures
    public static void write(
            Path folder, Statistics statistics, String name, List<String> remarks, Set<FigureFormat> formats)
            throws IOException {
        Path figures = Files.createDirectories(folder.resolve(ResultFiles.FIGURES));
        WholeFile.write(folder.resolve(ResultFiles.STATISTICS), writer -> Json.line(statistics.written(), writer));
        WholeFile.write(folder.resolve(ResultFiles.TESTS), writer -> writer.write(statistics.csv()));
        List<Section> sections = new ArrayList<>();
        for (int i = 0; i < statistics.groups().size(); i++) {
            Group group = statistics.groups().get(i);
            String suffix = group.by().isEmpty() ? "" : "-" + PageFigure.slug(Integer.toString(i + 1), group.by());
            List<PageFigure> drawn = new StatisticsFigures(group, suffix).all();
            for (PageFigure figure : drawn) {
                figure.write(figures, formats);
            }
            sections.add(new Section(group.by().isEmpty() ? "What was found" : group.by(), section(group, drawn)));
        }
        if (!remarks.isEmpty()) {
            sections.add(new Section("What was taken of the table", Page.prose(remarks)));
        }
        Page page = new Page(
                Page.lastPart(name),
                "tests, correlations and calibration",
                Stream.of(name, "eigensweep " + Version.TEXT).collect(Collectors.joining(" \u00b7 ")),
                List.of(),
                sections,
                Map.of());
        WholeFile.write(folder.resolve(ResultFiles.REPORT), page::write);
    }

    private static String section(Group group, List<PageFigure> figures) {
        return StatisticsTable.html(group)
                + Page.figures(
                        figures.stream().map(figure -> figure.html(false)).toList());
    }
}
