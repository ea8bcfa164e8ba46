package eigensweep.lab.augment;

import eigensweep.lab.images.Image;
import eigensweep.lab.images.ImageShape;
import eigensweep.lab.images.Resampling;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.imageio.ImageIO;

/// Small pictures in rows, each row with a name and a line that says more: one PNG to look at.
public final class ContactSheet {

    /// The longer side of the largest picture shown, in pixels. Larger ones are scaled down, much smaller ones up by a
    /// whole factor.
    static final int TILE = 112;

    private static final int MARGIN = 28;
    private static final int GAP = 6;
    private static final int ROW_GAP = 10;
    private static final int SECTION_GAP = 22;
    private static final int LABEL_GAP = 22;
    private static final int PAPER = 0xfafaf8;
    private static final int INK = 0x20242a;
    private static final int FAINT = 0x7a8087;
    private static final int RULE = 0xd9d9d4;

    /// A line of the sheet.
    private sealed interface Line {
        /// A headline.
        record Section(String title) implements Line {}

        /// Pictures and what they are.
        record Row(String name, String more, List<Image> tiles) implements Line {}
    }

    private final String title;
    private final String subtitle;
    private final List<Line> lines = new ArrayList<>();

    /// @param title what is shown
    /// @param subtitle more of it
    public ContactSheet(String title, String subtitle) {
        this.title = title;
        this.subtitle = subtitle;
    }

    /// Starts a part of the sheet.
    public void section(String headline) {
        lines.add(new Line.Section(headline));
    }

    /// Adds pictures.
    ///
    /// @param name what they have in common
    /// @param more what else is to be said
    public void row(String name, String more, List<Image> pictures) {
        lines.add(new Line.Row(
                name, more, pictures.stream().map(ContactSheet::scaled).toList()));
    }

    /// The sheet as a PNG.
    public byte[] png() throws IOException {
        BufferedImage sheet = new BufferedImage(width(), height(), BufferedImage.TYPE_INT_RGB);
        fill(sheet, 0, 0, sheet.getWidth(), sheet.getHeight(), PAPER);
        Letters.draw(sheet, title, MARGIN, MARGIN, INK);
        Letters.draw(sheet, subtitle, MARGIN, MARGIN + Letters.height(), FAINT);
        int y = MARGIN + 2 * Letters.height() + SECTION_GAP;
        for (Line line : lines) {
            switch (line) {
                case Line.Section section -> {
                    int rule = y + SECTION_GAP / 2;
                    fill(sheet, MARGIN, rule, sheet.getWidth() - 2 * MARGIN, 1, RULE);
                    Letters.draw(sheet, section.title(), MARGIN, rule + GAP, FAINT);
                }
                case Line.Row row -> draw(sheet, row, y);
            }
            y += height(line);
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        ImageIO.write(sheet, "png", bytes);
        return bytes.toByteArray();
    }

    private void draw(BufferedImage sheet, Line.Row row, int y) {
        int middle = y + (tallest(row) - 2 * Letters.height()) / 2;
        Letters.draw(sheet, row.name(), MARGIN, middle, INK);
        Letters.draw(sheet, row.more(), MARGIN, middle + Letters.height(), FAINT);
        int x = MARGIN + labels() + LABEL_GAP;
        for (Image tile : row.tiles()) {
            draw(sheet, tile, x, y);
            x += cell() + GAP;
        }
    }

    private static void draw(BufferedImage sheet, Image tile, int left, int top) {
        int last = tile.shape().channels() - 1;
        for (int row = 0; row < tile.shape().height(); row++) {
            for (int column = 0; column < tile.shape().width(); column++) {
                int red = tile.at(0, row, column);
                int green = tile.at(Math.min(1, last), row, column);
                int blue = tile.at(Math.min(2, last), row, column);
                sheet.setRGB(left + column, top + row, (red << 16) | (green << 8) | blue);
            }
        }
    }

    private static void fill(BufferedImage sheet, int left, int top, int width, int height, int colour) {
        for (int y = top; y < top + height; y++) {
            for (int x = left; x < left + width; x++) {
                sheet.setRGB(x, y, colour);
            }
        }
    }

    /// Shown with intensities from 0 to 255, and pixels that stay squares where they are few.
    private static Image scaled(Image image) {
        ImageShape shape = image.shape();
        int longer = Math.max(shape.height(), shape.width());
        if (longer <= TILE) {
            int factor = TILE / longer;
            return bright(Resampling.NEAREST.resize(image, shape.height() * factor, shape.width() * factor));
        }
        int height = Math.max(1, Math.round((float) TILE * shape.height() / longer));
        int width = Math.max(1, Math.round((float) TILE * shape.width() / longer));
        return bright(Resampling.BILINEAR.resize(image, height, width));
    }

    private static Image bright(Image image) {
        byte[] pixels = new byte[image.pixels().length];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (byte) Math.min(255, Byte.toUnsignedInt(image.pixels()[i]) * 255 / image.maxval());
        }
        return new Image(image.shape(), 255, pixels);
    }

    private int width() {
        int columns = rows().mapToInt(row -> row.tiles().size()).max().orElse(0);
        return 2 * MARGIN + Math.max(labels() + LABEL_GAP + columns * (cell() + GAP) - GAP, titles());
    }

    private int height() {
        int rows = lines.stream().mapToInt(ContactSheet::height).sum();
        return 2 * MARGIN + 2 * Letters.height() + SECTION_GAP + rows - ROW_GAP;
    }

    private static int height(Line line) {
        return switch (line) {
            case Line.Section section -> SECTION_GAP + Letters.height() + GAP;
            case Line.Row row -> tallest(row) + ROW_GAP;
        };
    }

    private static int tallest(Line.Row row) {
        int tiles = row.tiles().stream()
                .mapToInt(tile -> tile.shape().height())
                .max()
                .orElse(0);
        return Math.max(tiles, 2 * Letters.height());
    }

    /// The width of a column.
    private int cell() {
        return rows().flatMap(row -> row.tiles().stream())
                .mapToInt(tile -> tile.shape().width())
                .max()
                .orElse(TILE);
    }

    private int labels() {
        return rows().mapToInt(row -> Math.max(Letters.width(row.name()), Letters.width(row.more())))
                .max()
                .orElse(0);
    }

    private int titles() {
        return Math.max(Letters.width(title), Letters.width(subtitle));
    }

    private Stream<Line.Row> rows() {
        return lines.stream().filter(Line.Row.class::isInstance).map(Line.Row.class::cast);
    }
}
