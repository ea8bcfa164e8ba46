package eigensweep.lab.augment;

import static org.assertj.core.api.Assertions.assertThat;

import eigensweep.app.terminal.CommandLineRun;
import eigensweep.lab.images.Images;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The contact sheet, and the answer to what it cannot be made of.
class AugmentCommandTest {

    @TempDir
    private Path folder;

    @Test
    void digitsMakeASheetOfEverything() throws IOException {
        Path sheet = folder.resolve("sheet.png");
        CommandLineRun run = CommandLineRun.of("augment", "digits", "-o", sheet, "--progress", "none");
        assertThat(run.code()).isZero();
        assertThat(run.out()).isEqualTo(sheet + System.lineSeparator());
        assertThat(run.errLines()).containsExactly("a sheet of 30 rows, 8 columns");
        BufferedImage picture = ImageIO.read(sheet.toFile());
        assertThat(picture.getHeight()).isGreaterThan(30 * 112);
        assertThat(picture.getWidth()).isGreaterThan(8 * 112);
        assertThat(folder).isDirectoryNotContaining(file -> !file.equals(sheet));
    }

    @Test
    void theSameSeedDrawsTheSameSheetAndAnotherDoesNot() throws IOException {
        Path photo = Images.png(folder.resolve("photo.png"), 40, 30, 1);
        byte[] first = sheet("a.png", photo, "--seed", "4", "--only", "auto-v3,augmix");
        assertThat(sheet("b.png", photo, "--seed", "4", "--only", "auto-v3,augmix"))
                .isEqualTo(first);
        assertThat(sheet("c.png", photo, "--seed", "5", "--only", "auto-v3,augmix"))
                .isNotEqualTo(first);
    }

    @Test
    void aSheetCanShowSomeOfTheNamesAndChainsOfThem() throws IOException {
        Path photo = Images.png(folder.resolve("photo.png"), 300, 260, 1);
        int all = height(sheet("all.png", photo));
        int some = height(sheet("some.png", photo, "--only", "hflip+noise-0.1,shear-x"));
        assertThat(some).isLessThan(all / 5);
    }

    /// One row of pixels is enough to see that both photos are there: one is black, the other white.
    @Test
    void severalImagesTakeTurns() throws IOException {
        Path black = photo("black.png", 0);
        Path white = photo("white.png", 0xffffff);
        Path target = folder.resolve("two.png");
        CommandLineRun run =
                CommandLineRun.of("augment", black, white, "-o", target, "--only", "hflip", "--count", 4, "-q");
        assertThat(run.code()).isZero();
        assertThat(run.err()).isEmpty();
        BufferedImage sheet = ImageIO.read(target.toFile());
        Set<Integer> colours = new HashSet<>();
        for (int x = sheet.getWidth() - 29; x > sheet.getWidth() - 4 * 118; x -= 59) {
            colours.add(sheet.getRGB(x, sheet.getHeight() - 120) & 0xffffff);
        }
        assertThat(colours).contains(0, 0xffffff);
    }

    @Test
    void whatCannotBeUsedIsRefusedInOneLine() throws IOException {
        assertRefused(1, "no such file or folder", "augment", folder.resolve("absent.png"));
        assertRefused(1, "is no PNG", "augment", Files.writeString(folder.resolve("text.png"), "not an image"));
        assertRefused(1, "no such file or folder", "augment", "imagenet");
        assertRefused(2, "no augmentation is called 'cutout'", "augment", "digits", "--only", "cutout");
        assertRefused(2, "1 to 32 columns", "augment", "digits", "--count", "0");
        assertRefused(2, "1 to 32 columns", "augment", "digits", "--count", "33");
        assertRefused(2, "name it so", "augment", "digits", "-o", "sheet.jpg");
        assertRefused(2, "IMAGE", "augment");
    }

    private void assertRefused(int code, String words, Object... arguments) {
        CommandLineRun run = CommandLineRun.of(arguments);
        assertThat(run.code()).isEqualTo(code);
        assertThat(run.out()).isEmpty();
        assertThat(run.errLines()).hasSize(1);
        assertThat(run.err()).contains(words);
    }

    private Path photo(String name, int colour) throws IOException {
        BufferedImage picture = new BufferedImage(112, 112, BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < 112 * 112; i++) {
            picture.setRGB(i % 112, i / 112, colour);
        }
        Path file = folder.resolve(name);
        ImageIO.write(picture, "png", file.toFile());
        return file;
    }

    private byte[] sheet(String name, Path photo, String... options) throws IOException {
        Path target = folder.resolve(name);
        Object[] arguments = new Object[options.length + 5];
        arguments[0] = "augment";
        arguments[1] = photo;
        arguments[2] = "-o";
        arguments[3] = target;
        arguments[4] = "-q";
        System.arraycopy(options, 0, arguments, 5, options.length);
        assertThat(CommandLineRun.of(arguments).code()).isZero();
        return Files.readAllBytes(target);
    }

    private static int height(byte[] png) throws IOException {
        return ImageIO.read(new ByteArrayInputStream(png)).getHeight();
    }
}
