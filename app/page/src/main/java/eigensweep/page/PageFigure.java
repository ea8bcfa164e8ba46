package eigensweep.page;

import eigensweep.figure.Figure;
import eigensweep.figure.FigureFormat;
import eigensweep.figure.Frame;
import eigensweep.figure.Frame.Use;
import eigensweep.figure.SvgFigure;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// A figure of a page with the room that it takes, there and as a file.
///
/// @param figure what is drawn
/// @param height of the page's drawing, half a page wide
/// @param layers whether its abscissa is the place of a layer
public record PageFigure(Figure figure, double height, boolean layers) {

    /// The list of the page that names the layers.
    public static final String LAYERS = "layers";

    /// What a page is to a column of the paper that the file is for: both columns, in points.
    private static final double WIDTH = 606;

    private static final double FILE_WIDTH = 404;
    private static final double TEXT = 12;
    private static final double FILE_TEXT = 8;

    /// The height of the title, in letters.
    private static final double TITLE = 1.5;

    /// Figures of one kind, in one part of the page.
    ///
    /// @param heading above them
    /// @param reading how to read them; or, where there are none, why
    public record Group(String heading, String reading, List<PageFigure> figures) {}

    /// A figure of the usual height.
    public static PageFigure of(Figure figure) {
        return new PageFigure(figure, 300, false);
    }

    /// One with a row for each name.
    public static PageFigure rows(Figure figure, int rows) {
        return new PageFigure(figure, 70 + 17.5 * rows, false);
    }

    /// The figure with its caption, half a page wide.
    ///
    /// @param named whether the page names its layers
    public String html(boolean named) {
        Frame frame = new Frame(WIDTH, height, TEXT, Use.PAGE);
        return layers && named ? PageFrame.namedFigure(figure, frame, LAYERS) : PageFrame.figure(figure, frame);
    }

    /// Writes the figure as files, its title above it.
    ///
    /// @param formats their forms
    public void write(Path folder, Set<FigureFormat> formats) throws IOException {
        FigureFormat.write(folder, figure.id(), svg(), formats);
    }

    private String svg() {
        List<String> lines = new ArrayList<>(List.of(figure.fullTitle()));
        lines.addAll(figure.notes());
        double tall = height * FILE_WIDTH / WIDTH + TITLE * FILE_TEXT;
        return SvgFigure.draw(figure.noted(lines), new Frame(FILE_WIDTH, tall, FILE_TEXT, Use.FILE));
    }

    /// A part of the name of a file.
    public static String slug(String... parts) {
        return String.join("-", parts)
                .toLowerCase(Locale.ROOT)
                .replaceAll("[^a-z0-9]+", "-")
                .replaceAll("^-|-$", "");
    }
}
