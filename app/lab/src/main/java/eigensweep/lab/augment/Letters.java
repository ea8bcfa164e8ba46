package eigensweep.lab.augment;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import javax.imageio.ImageIO;

/// The letters of pictures, as pixels: they look the same on every machine, and a server needs no fonts. Printable
/// ASCII; anything else is a question mark.
final class Letters {

    /// Drawn by `scripts/references/glyphs.py`: in the first row, light marks where a letter begins.
    private static final String FILE = "letters.png";

    private static final int FIRST = ' ';
    private static final Letters ONLY = read();

    private final BufferedImage letters;
    private final List<Integer> starts;

    private Letters(BufferedImage letters, List<Integer> starts) {
        this.letters = letters;
        this.starts = starts;
    }

    private static Letters read() {
        try (InputStream in = Objects.requireNonNull(Letters.class.getResourceAsStream(FILE), FILE)) {
            BufferedImage letters = ImageIO.read(in);
            List<Integer> starts = new ArrayList<>();
            for (int x = 0; x < letters.getWidth(); x++) {
                if (letters.getRaster().getSample(x, 0, 0) > 0) {
                    starts.add(x);
                }
            }
            starts.add(letters.getWidth());
            return new Letters(letters, starts);
        } catch (IOException e) {
            throw new IllegalStateException(FILE + " of this program cannot be read", e);
        }
    }

    /// The height of a line, in pixels.
    static int height() {
        return ONLY.letters.getHeight() - 1;
    }

    /// The width of a line, in pixels.
    static int width(String text) {
        return text.chars()
                .map(letter -> ONLY.starts.get(place(letter) + 1) - ONLY.starts.get(place(letter)))
                .sum();
    }

    /// Writes a line.
    ///
    /// @param x its left edge
    /// @param y its upper edge
    /// @param colour as `0xRRGGBB`
    static void draw(BufferedImage picture, String text, int x, int y, int colour) {
        int left = x;
        for (int i = 0; i < text.length(); i++) {
            int place = place(text.charAt(i));
            left += ONLY.letter(picture, place, left, y, colour);
        }
    }

    private static int place(int letter) {
        int place = letter - FIRST;
        return place >= 0 && place < ONLY.starts.size() - 1 ? place : '?' - FIRST;
    }

    private int letter(BufferedImage picture, int place, int left, int top, int colour) {
        int start = starts.get(place);
        int width = starts.get(place + 1) - start;
        for (int row = 0; row < height(); row++) {
            for (int column = 0; column < width; column++) {
                int coverage = letters.getRaster().getSample(start + column, row + 1, 0);
                int x = left + column;
                int y = top + row;
                if (coverage > 0 && x < picture.getWidth() && y < picture.getHeight()) {
                    picture.setRGB(x, y, mixed(picture.getRGB(x, y), colour, coverage));
                }
            }
        }
        return width;
    }

    private static int mixed(int paper, int ink, int coverage) {
        int mixed = 0;
        for (int shift = 0; shift <= 16; shift += 8) {
            int from = (paper >> shift) & 0xff;
            int to = (ink >> shift) & 0xff;
            mixed |= (from + (to - from) * coverage / 255) << shift;
        }
        return mixed;
    }
}
