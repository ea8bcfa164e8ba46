package eigensweep.figure;

import eigensweep.files.WholeFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// A form in which a figure is a file. All are made of the SVG: it is what a figure looks like.
public enum FigureFormat {
    /// For the web, and to be edited.
    SVG,
    /// For LaTeX: vectors, and its own letters.
    PDF,
    /// For slides: pixels on white, 300 to the inch.
    PNG;

    private byte[] bytes(String svg) throws IOException {
        return switch (this) {
            case SVG -> (svg + '\n').getBytes(StandardCharsets.UTF_8);
            case PDF -> PdfFigure.of(svg);
            case PNG -> PngFigure.of(svg);
        };
    }

    /// Draws figures into files of a folder, each named by its figure's id and whole or not there. Files of a figure in
    /// forms that are not asked for, as an earlier run may have left them, go.
    ///
    /// @param prefix of the files' names, perhaps empty
    public static void write(Path folder, String prefix, List<Figure> figures, Set<FigureFormat> formats)
            throws IOException {
        for (Figure figure : figures) {
            write(folder, prefix + figure.id(), SvgFigure.draw(figure, Frame.COLUMN), formats);
        }
    }

    /// Writes a figure that is drawn, likewise.
    ///
    /// @param name of the files, without what the form adds
    public static void write(Path folder, String name, String svg, Set<FigureFormat> formats) throws IOException {
        for (FigureFormat format : values()) {
            Path file = folder.resolve(name + "." + format.name().toLowerCase(Locale.ROOT));
            if (formats.contains(format)) {
                WholeFile.write(file, format.bytes(svg));
            } else {
                Files.deleteIfExists(file);
            }
        }
    }
}
