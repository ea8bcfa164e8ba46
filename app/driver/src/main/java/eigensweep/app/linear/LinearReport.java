package eigensweep.app.linear;

import static eigensweep.figure.Markup.escape;

import eigensweep.figure.Figure;
import eigensweep.figure.FigureFormat;
import eigensweep.figure.Frame;
import eigensweep.files.WholeFile;
import eigensweep.page.PageFrame;
import eigensweep.page.ResultFiles;
import eigensweep.page.Template;
import eigensweep.page.Template.Part;
import eigensweep.page.Version;
import eigensweep.table.Json;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/// The report of `linear`: one page that needs nothing else, its figures as files, and the numbers.
public final class LinearReport {

    private LinearReport() {}

    /// Writes everything, each file whole or not at all.
    ///
    /// @param formats of the figures
    public static void write(Path folder, LinearResults results, Set<FigureFormat> formats) throws IOException {
        Path figures = Files.createDirectories(folder.resolve(ResultFiles.FIGURES));
        List<Figure> all = LinearFigures.of(results);
        FigureFormat.write(figures, "", all, formats);
        WholeFile.write(folder.resolve(ResultFiles.LEAST_SQUARES), writer -> Json.write(results, writer));
        WholeFile.write(folder.resolve(ResultFiles.REPORT), writer -> page(writer, results, all));
    }

    private static void page(Writer writer, LinearResults results, List<Figure> figures) throws IOException {
        Map<String, Part> parts = Map.of(
                "solutions", Part.of(LinearTable.solutions(results).html()),
                "difference", Part.of(escape(LinearTable.difference(results))),
                "target", Part.of(LinearTable.target(results.isotropicTarget()).html()),
                "traces", Part.of(LinearTable.traces(results.augmentation()).html()),
                "layerwise", Part.of(LinearTable.layerwise(results).html()),
                "solution-figures", Part.of(drawn(figures, "eigenvalues", "weights", "norms")),
                "augmentation-figures", Part.of(drawn(figures, "augmentation")),
                "layer-figures",
                        Part.of(drawn(
                                figures,
                                "spread",
                                "layers-absolute",
                                "layers-cosine",
                                "layers-relu",
                                "layers-identity")));
        String subtitle = LinearTable.subject(results) + ", "
                + results.setting().backend() + " backend, eigensweep " + Version.TEXT;
        new PageFrame(
                        results.setting().data(),
                        "least squares under regularisation, in closed form",
                        subtitle,
                        List.of("page/plain.js", "page/figures.js"))
                .write(writer, out -> Template.write("app/linear/linear.html", parts, out));
    }

    private static String drawn(List<Figure> figures, String... ids) {
        List<String> wanted = List.of(ids);
        return figures.stream()
                .filter(figure -> wanted.contains(figure.id()))
                .map(figure -> PageFrame.figure(figure, Frame.NARROW))
                .collect(Collectors.joining("\n"));
    }
}
