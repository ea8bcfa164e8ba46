package eigensweep.figure;

import java.awt.Color;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.apache.fontbox.ttf.CmapLookup;
import org.apache.fontbox.ttf.TTFParser;
import org.apache.fontbox.ttf.TrueTypeFont;
import org.apache.pdfbox.io.RandomAccessReadBuffer;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.PDPageContentStream;
import org.apache.pdfbox.pdmodel.common.PDRectangle;
import org.apache.pdfbox.pdmodel.font.PDType0Font;
import org.apache.pdfbox.pdmodel.graphics.state.PDExtendedGraphicsState;
import org.apache.pdfbox.util.Matrix;
import org.jspecify.annotations.Nullable;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.w3c.dom.Text;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;

/// A figure's SVG as a PDF of one page of its size: vectors, and text in letters that the file brings along, so that
/// neither LaTeX nor a machine without fonts lacks any. It knows what [SvgFigure] writes of SVG, and no more; the same
/// figure gives the same bytes.
final class PdfFigure {

    /// Liberation Sans, which PDFBox carries: as wide as Helvetica and Arial, with Greek and signs.
    private static final String FONT = "/org/apache/pdfbox/resources/ttf/LiberationSans-Regular.ttf";

    /// Stands for a letter that the font does not have.
    private static final String MISSING = "\u25a1";

    private static final Pattern TRANSFORM = Pattern.compile("(translate|rotate)\\(([-\\d.]+)(?: ([-\\d.]+))?\\)");

    private final PDPageContentStream out;
    private final PDType0Font font;
    private final CmapLookup letters;
    private final SvgStyle style;

    private PdfFigure(PDPageContentStream out, PDType0Font font, CmapLookup letters, SvgStyle style) {
        this.out = out;
        this.font = font;
        this.letters = letters;
        this.style = style;
    }

    /// The PDF.
    ///
    /// @param svg of a file: with its size in points and its style sheet
    static byte[] of(String svg) throws IOException {
        Element root = parse(svg).getDocumentElement();
        float width = points(root.getAttribute("width"));
        float height = points(root.getAttribute("height"));
        try (PDDocument document = new PDDocument();
                InputStream file = PDDocument.class.getResourceAsStream(FONT);
                TrueTypeFont font = new TTFParser().parse(new RandomAccessReadBuffer(file))) {
            // Otherwise the clock gives it a name.
            document.setDocumentId(0L);
            document.getDocumentInformation()
                    .setTitle(root.getElementsByTagName("title").item(0).getTextContent());
            PDPage page = new PDPage(new PDRectangle(width, height));
            document.addPage(page);
            try (PDPageContentStream out = new PDPageContentStream(document, page)) {
                // SVG counts from the top.
                out.transform(new Matrix(1, 0, 0, -1, 0, height));
                SvgStyle sheet =
                        new SvgStyle(root.getElementsByTagName("style").item(0).getTextContent());
                new PdfFigure(out, PDType0Font.load(document, font, true), font.getUnicodeCmapLookup(), sheet)
                        .draw(root, Map.of());
            }
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            document.save(bytes);
            return bytes.toByteArray();
        }
    }

    private static Document parse(String svg) throws IOException {
        try {
            return DocumentBuilderFactory.newInstance()
                    .newDocumentBuilder()
                    .parse(new InputSource(new StringReader(svg)));
        } catch (SAXException | ParserConfigurationException e) {
            throw new IOException("a figure that is no SVG", e);
        }
    }

    private static float points(String length) {
        return Float.parseFloat(length.replace("pt", ""));
    }

    private void draw(Element element, Map<String, String> inherited) throws IOException {
        Map<String, String> own = style.of(element, inherited);
        switch (element.getTagName()) {
            case "path" -> path(element, own);
            case "text" -> text(element, own);
            case "svg", "g" -> {
                out.saveGraphicsState();
                transform(element);
                if (element.hasAttribute("x")) {
                    out.addRect(0, 0, number(element, "width"), number(element, "height"));
                    out.clip();
                }
                Map<String, String> passed = new HashMap<>(inherited);
                for (String name : new String[] {"color", "font-size"}) {
                    if (own.containsKey(name)) {
                        passed.put(name, own.get(name));
                    }
                }
                for (Node child = element.getFirstChild(); child != null; child = child.getNextSibling()) {
                    if (child instanceof Element inner) {
                        draw(inner, passed);
                    }
                }
                out.restoreGraphicsState();
            }
            default -> {}
        }
    }

    private void transform(Element element) throws IOException {
        if (element.hasAttribute("x")) {
            out.transform(Matrix.getTranslateInstance(number(element, "x"), number(element, "y")));
        }
        Matcher each = TRANSFORM.matcher(element.getAttribute("transform"));
        while (each.find()) {
            float first = Float.parseFloat(each.group(2));
            out.transform(
                    each.group(1).equals("rotate")
                            ? Matrix.getRotateInstance(Math.toRadians(first), 0, 0)
                            : Matrix.getTranslateInstance(first, Float.parseFloat(each.group(3))));
        }
    }

    private static float number(Element element, String attribute) {
        return Float.parseFloat(element.getAttribute(attribute));
    }

    private void path(Element element, Map<String, String> own) throws IOException {
        Color fill = colour(own.getOrDefault("fill", "black"), own);
        float width = Float.parseFloat(own.getOrDefault("stroke-width", "1"));
        Color stroke = width > 0 ? colour(own.getOrDefault("stroke", "none"), own) : null;
        if (fill == null && stroke == null) {
            return;
        }
        out.saveGraphicsState();
        opacity(own);
        if (fill != null) {
            out.setNonStrokingColor(fill);
        }
        if (stroke != null) {
            out.setStrokingColor(stroke);
            out.setLineWidth(width);
            out.setLineCapStyle(
                    switch (own.getOrDefault("stroke-linecap", "butt")) {
                        case "round" -> 1;
                        case "square" -> 2;
                        default -> 0;
                    });
            out.setLineJoinStyle("round".equals(own.get("stroke-linejoin")) ? 1 : 0);
            if (own.containsKey("stroke-dasharray")) {
                String[] dashes = own.get("stroke-dasharray").split(" ");
                float[] lengths = new float[dashes.length];
                for (int i = 0; i < lengths.length; i++) {
                    lengths[i] = Float.parseFloat(dashes[i]);
                }
                out.setLineDashPattern(lengths, 0);
            }
        }
        PdfPath.draw(element.getAttribute("d"), out);
        if (fill != null && stroke != null) {
            out.fillAndStroke();
        } else if (fill != null) {
            out.fill();
        } else {
            out.stroke();
        }
        out.restoreGraphicsState();
    }

    private void opacity(Map<String, String> own) throws IOException {
        PDExtendedGraphicsState state = new PDExtendedGraphicsState();
        state.setNonStrokingAlphaConstant(Float.parseFloat(own.getOrDefault("fill-opacity", "1")));
        state.setStrokingAlphaConstant(Float.parseFloat(own.getOrDefault("stroke-opacity", "1")));
        out.setGraphicsStateParameters(state);
    }

    private static @Nullable Color colour(String value, Map<String, String> own) {
        return switch (value) {
            case "none" -> null;
            case "currentColor" -> Color.decode(own.getOrDefault("color", "#000000"));
            case "black" -> Color.BLACK;
            default -> Color.decode(value);
        };
    }

    private void text(Element element, Map<String, String> own) throws IOException {
        Color fill = colour(own.getOrDefault("fill", "black"), own);
        if (fill == null) {
            return;
        }
        out.saveGraphicsState();
        opacity(own);
        out.setNonStrokingColor(fill);
        transform(element);
        float size = Float.parseFloat(own.getOrDefault("font-size", "12"));
        float x = switch (own.getOrDefault("text-anchor", "start")) {
            case "middle" -> -width(element, size) / 2;
            case "end" -> -width(element, size);
            default -> 0;
        };
        float y = 0;
        for (Node run = element.getFirstChild(); run != null; run = run.getNextSibling()) {
            float height = size;
            if (run instanceof Element raised) {
                height = number(raised, "font-size");
                y += number(raised, "dy");
            }
            String words = written(run.getTextContent());
            out.beginText();
            out.setFont(font, height);
            out.setTextMatrix(new Matrix(1, 0, 0, -1, x, y));
            out.showText(words);
            out.endText();
            x += width(words, height);
        }
        out.restoreGraphicsState();
    }

    private float width(Element element, float size) throws IOException {
        float width = 0;
        for (Node run = element.getFirstChild(); run != null; run = run.getNextSibling()) {
            float height = run instanceof Text ? size : number((Element) run, "font-size");
            width += width(written(run.getTextContent()), height);
        }
        return width;
    }

    private float width(String words, float size) throws IOException {
        return font.getStringWidth(words) / 1000 * size;
    }

    private String written(String words) {
        StringBuilder written = new StringBuilder();
        words.codePoints().forEach(c -> written.append(letters.getGlyphId(c) == 0 ? MISSING : Character.toString(c)));
        return written.toString();
    }
}
