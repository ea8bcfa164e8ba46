package eigensweep.lab.study.report;

import eigensweep.app.stats.TestRow;
import eigensweep.figure.FigureFormat;
import eigensweep.files.WholeFile;
import eigensweep.findings.Findings;
import eigensweep.findings.Setting;
import eigensweep.findings.StudyResults;
import eigensweep.lab.study.report.StudyEvidence.LayerChange;
import eigensweep.page.PageFigure;
import eigensweep.page.PageFigure.Group;
import eigensweep.page.ResultFiles;
import eigensweep.table.Tables;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/// The report of a study, beside its trials: a page that needs nothing else, its figures, and its tables.
public final class StudyReport {

    /// The folder of the tables.
    public static final String TABLES = "tables";

    /// Figures that stand together, setting by setting.
    ///
    /// @param averages whether averages over data sets have them, too
    private record Figures(boolean averages, List<Function<StudySubject, Group>> of) {}

    /// In the order of the page: what a reader looks for first comes first.
    private static final List<Figures> FIGURES = List.of(
            new Figures(true, List.of(StudyDepthFigures::of)),
            new Figures(true, List.of(StudyAverageFigures::treatments)),
            new Figures(
                    false,
                    List.of(StudyDiversityFigures::scores, StudyDiversityFigures::correlations, StudyTraceFigures::of)),
            new Figures(true, List.of(StudyAverageFigures::combined)),
            new Figures(false, List.of(StudySpectrumFigures::of)));

    private StudyReport() {}

    /// Writes everything into the study's folder, each file whole or not at all. A study that is not finished
    /// is reported as far as it is.
    ///
    /// @param formats of the figures
    public static void write(StudyResults results, Set<FigureFormat> formats) throws IOException {
        StudyPage page = page(results);
        Findings findings = page.findings();
        Path figures = Files.createDirectories(results.folder().resolve(ResultFiles.FIGURES));
        for (Group group : page.groups()) {
            for (PageFigure figure : group.figures()) {
                figure.write(figures, formats);
            }
        }
        Path tables = Files.createDirectories(results.folder().resolve(TABLES));
        List<StudyTable> all = new ArrayList<>(page.tables());
        all.add(StudyEvidence.claims(findings));
        for (StudyTable table : all) {
            write(tables.resolve(table.id() + ".csv"), table.csv());
            write(tables.resolve(table.id() + ".tex"), table.latex());
        }
        write(tables.resolve("changes.csv"), Tables.csv(LayerChange.class, StudyEvidence.changes(findings)));
        write(tables.resolve("tests.csv"), Tables.csv(TestRow.class, StudyEvidence.tests(findings)));
        WholeFile.write(results.folder().resolve(ResultFiles.REPORT), page.page()::write);
    }

    /// What the page shows.
    public static StudyPage page(StudyResults results) {
        Findings findings = Findings.of(results);
        return new StudyPage(findings, groups(findings), StudyTables.paper(findings));
    }

    private static void write(Path file, String text) throws IOException {
        WholeFile.write(file, writer -> writer.write(text));
    }

    private static List<Group> groups(Findings findings) {
        return FIGURES.stream()
                .flatMap(figures -> (figures.averages ? findings.everything() : findings.settings())
                        .stream()
                                .map(setting -> new StudySubject(
                                        setting,
                                        suffix(findings, setting),
                                        findings.study().folder()))
                                .flatMap(subject -> figures.of.stream().map(of -> of.apply(subject))))
                .toList();
    }

    /// With one setting, its name is not in the names of files.
    private static String suffix(Findings findings, Setting setting) {
        if (findings.settings().size() == 1) {
            return "";
        }
        return PageFigure.slug(setting.model(), findings.averages().contains(setting) ? "average" : setting.data());
    }
}
