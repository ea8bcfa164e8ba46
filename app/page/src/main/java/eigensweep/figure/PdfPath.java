package eigensweep.figure;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.pdfbox.pdmodel.PDPageContentStream;

/// What [SvgPath] writes, told to a page of a PDF.
final class PdfPath {

    private static final Pattern PART = Pattern.compile("[Mmlhvz]|-?(?:\\d+\\.?\\d*|\\.\\d+)");

    private final Deque<String> parts;
    private float x;
    private float y;
    private float startX;
    private float startY;

    private PdfPath(String d) {
        parts = PART.matcher(d).results().map(MatchResult::group).collect(Collectors.toCollection(ArrayDeque::new));
    }

    /// Lays the path.
    static void draw(String d, PDPageContentStream out) throws IOException {
        new PdfPath(d).draw(out);
    }

    private void draw(PDPageContentStream out) throws IOException {
        while (!parts.isEmpty()) {
            String command = parts.pop();
            switch (command) {
                case "M" -> {
                    x = number();
                    y = number();
                    move(out);
                }
                case "m" -> {
                    x += number();
                    y += number();
                    move(out);
                }
                case "l" -> {
                    x += number();
                    y += number();
                    out.lineTo(x, y);
                }
                case "h" -> {
                    x += number();
                    out.lineTo(x, y);
                }
                case "v" -> {
                    y += number();
                    out.lineTo(x, y);
                }
                case "z" -> {
                    out.closePath();
                    x = startX;
                    y = startY;
                }
                default -> throw new IOException("a path with " + command);
            }
        }
    }

    private float number() {
        return Float.parseFloat(parts.pop());
    }

    private void move(PDPageContentStream out) throws IOException {
        startX = x;
        startY = y;
        out.moveTo(x, y);
    }
}
