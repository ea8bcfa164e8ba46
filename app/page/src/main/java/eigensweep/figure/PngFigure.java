package eigensweep.figure;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import javax.imageio.ImageIO;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.rendering.ImageType;
import org.apache.pdfbox.rendering.PDFRenderer;

/// A figure's PDF as pixels: its letters are shapes by then, so that no font of the machine is asked for.
final class PngFigure {

    /// 300, and a little: PDFBox takes the whole pixels of a product that rounding may leave just below.
    private static final float DOTS_PER_INCH = 300.001f;

    private PngFigure() {}

    /// The PNG.
    ///
    /// @param svg as [PdfFigure#of] takes it
    static byte[] of(String svg) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (PDDocument document = Loader.loadPDF(PdfFigure.of(svg))) {
            ImageIO.write(new PDFRenderer(document).renderImageWithDPI(0, DOTS_PER_INCH, ImageType.RGB), "png", bytes);
        } catch (LinkageError e) {
            throw new IOException(
                    "this Java cannot draw pixels (" + e.getMessage() + "); --figures svg,pdf does without them", e);
        }
        return bytes.toByteArray();
    }
}
