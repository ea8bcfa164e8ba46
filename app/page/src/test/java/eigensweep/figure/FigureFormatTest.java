package eigensweep.figure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import eigensweep.figure.Mark.Cells;
import eigensweep.figure.Mark.Line;
import eigensweep.figure.Mark.Points;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.StreamSupport;
import javax.imageio.ImageIO;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.cos.COSName;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.text.PDFTextStripper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A figure's files in all forms, read by what others read them with.
final class FigureFormatTest {

    private static final Figure FIGURE = new Figure(
            "orders",
            "The score of every order",
            "",
            new Axis("order q \u2265 0 (\u03bb)", Scale.LINEAR, 0, 10),
            new Axis("score", Scale.LOG, 1e-6, 1),
            List.of(
                    new Line("falling \u5c42", Tone.FIT, new double[] {0, 10}, new double[] {1, 1e-6}),
                    new Points("points", Tone.HIGH, new double[] {5}, new double[] {1e-3})));

    private static String svg() {
        return SvgFigure.draw(FIGURE, Frame.COLUMN);
    }

    @Test
    void aPdfIsOnePageOfItsSizeWithWordsThatCanBeTakenOut() throws IOException {
        try (PDDocument document = Loader.loadPDF(PdfFigure.of(svg()))) {
            assertThat(document.getNumberOfPages()).isEqualTo(1);
            assertThat(document.getPage(0).getMediaBox().getWidth()).isCloseTo(234, within(0.01f));
            assertThat(document.getPage(0).getMediaBox().getHeight()).isCloseTo(168, within(0.01f));
            assertThat(document.getDocumentInformation().getTitle()).isEqualTo("The score of every order");
            // The font has no Chinese: a box stands for what it lacks.
            String words = new PDFTextStripper().getText(document);
            assertThat(words).contains("order q \u2265 0 (\u03bb)", "points", "falling \u25a1", "10\u22124");
            assertThat(words.replaceAll("\\s", "")).as("words that are turned").contains("score");
        }
    }

    /// LaTeX takes no letters that are only named.
    @Test
    void aPdfCarriesItsLettersAndNoPixels() throws IOException {
        try (PDDocument document = Loader.loadPDF(PdfFigure.of(svg()))) {
            var resources = document.getPage(0).getResources();
            for (COSName name : resources.getFontNames()) {
                assertThat(Objects.requireNonNull(resources.getFont(name)).isEmbedded())
                        .isTrue();
            }
            assertThat(StreamSupport.stream(resources.getFontNames().spliterator(), false))
                    .hasSize(1);
            assertThat(resources.getXObjectNames()).isEmpty();
        }
    }

    @Test
    void aFigureIsTheSameBytesEachTime() throws IOException {
        assertThat(PdfFigure.of(svg())).isEqualTo(PdfFigure.of(svg()));
        assertThat(PngFigure.of(svg())).isEqualTo(PngFigure.of(svg()));
    }

    /// 234 by 168 points are 3.25 by 2.33 inches; the triangle's centre is found where the axes have it.
    @Test
    void aPngHas300DotsToTheInchAndTheColoursOfTheSvg() throws IOException {
        BufferedImage image = ImageIO.read(new ByteArrayInputStream(PngFigure.of(svg())));
        assertThat(image.getWidth()).isEqualTo(975);
        assertThat(image.getHeight()).isEqualTo(700);
        assertThat(new Color(image.getRGB(2, 2))).isEqualTo(Color.WHITE);
        int vermillion = 0;
        for (int y = 0; y < image.getHeight(); y++) {
            for (int x = 0; x < image.getWidth(); x++) {
                vermillion += (image.getRGB(x, y) & 0xffffff) == 0xd55e00 ? 1 : 0;
            }
        }
        // The point and its swatch: triangles of some 4 by 4 points, 17 by 17 dots.
        assertThat(vermillion).isBetween(150, 500);
    }

    @Test
    void cellsAndNamesAndTurnedWordsAreDrawnToo() throws IOException {
        Figure figure = new Figure(
                "cells",
                "Cells",
                "",
                Axis.of("", List.of("a name that is too long to lie flat", "another one as long as that")),
                Axis.of("", List.of("below", "above")),
                List.of(new Cells("", Tone.DATA, new double[][] {{0.5, -0.25}, {1, 0}})));
        try (PDDocument document = Loader.loadPDF(PdfFigure.of(SvgFigure.draw(figure, Frame.COLUMN)))) {
            assertThat(new PDFTextStripper().getText(document)).contains("0.50", "\u22120.25", "below", "above");
        }
    }

    @Test
    void formsThatAreNotAskedForDoNotStay(@TempDir Path folder) throws IOException {
        FigureFormat.write(folder, "overview-", List.of(FIGURE), EnumSet.allOf(FigureFormat.class));
        assertThat(folder.resolve("overview-orders.pdf")).exists();
        assertThat(folder.resolve("overview-orders.png")).exists();
        assertThat(Files.readString(folder.resolve("overview-orders.svg"))).isEqualTo(svg() + "\n");
        FigureFormat.write(folder, "overview-", List.of(FIGURE), Set.of(FigureFormat.PDF));
        try (var files = Files.list(folder)) {
            assertThat(files.map(file -> file.getFileName().toString())).containsExactly("overview-orders.pdf");
        }
    }
}
