package eigensweep.lab.images;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import eigensweep.data.DataException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/// What of a folder is taken for images, by content.
class FolderContentTest {

    @TempDir
    private Path folder;

    private void write(String name, String start) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        Files.write(file, start.getBytes(StandardCharsets.ISO_8859_1));
    }

    /// The marks are those of the formats: ISO 23008-12 (`ftypheic`), AVIF (`ftypavif`), WebP's container, Adobe's
    /// 8BPS.
    @Test
    void imagesThatAreNotDecodedAreCountedKindByKind() throws IOException {
        Images.png(folder.resolve("cat/1.png"), 4, 4, 1);
        write("cat/2.heic", "\0\0\0\u0018ftypheic\0\0\0\0mif1heic");
        write("cat/3.HEIC", "\0\0\0\u0018ftypmif1\0\0\0\0mif1heic");
        write("dog/4.jpg", "\0\0\0\u0018ftypavif\0\0\0\0mif1avif");
        write("dog/5.psd", "8BPS\0\u0001");
        write("dog/6.svg", "<svg xmlns='http://www.w3.org/2000/svg'/>");
        write("dog/7.cr2", "II*\0");
        write("notes.txt", "BM is no picture");
        Files.copy(Recorded.file("image/lossy.webp"), folder.resolve("cat/8.webp"));
        ImageDataset dataset = ImageDatasets.open(folder, null);
        assertThat(dataset.count()).isEqualTo(1);
        assertThat(dataset.notices())
                .containsExactly(
                        folder + ": 1 image; left out: 1 lossy WebP (cat/8.webp), 1 camera raw (dog/7.cr2), 1 AVIF"
                                + " (dog/4.jpg), 2 HEIC (cat/2.heic, ...), 1 Photoshop (dog/5.psd), 1 SVG (dog/6.svg), not"
                                + " decoded (convert to PNG); 1 file that is no image (notes.txt); no image is left in dog");
        Files.delete(folder.resolve("cat/1.png"));
        assertThatThrownBy(() -> ImageDatasets.open(folder, null))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("holds no images (PNG, JPEG, BMP, GIF, TIFF or lossless WebP)")
                .hasMessageContaining("2 HEIC (cat/2.heic, ...)");
    }

    @Test
    void imagesAreToldByTheirContent() throws IOException {
        Files.copy(Recorded.file("image/rgb.png"), folder.resolve("a.jpg"));
        Files.copy(Recorded.file("image/rgb.webp"), folder.resolve("b"));
        Files.copy(Recorded.file("image/rgb.tif"), folder.resolve("c.data"));
        ImageDataset dataset = ImageDatasets.open(folder, null);
        assertThat(dataset.notices()).isEmpty();
        assertThat(dataset.count()).isEqualTo(3);
        for (int i = 0; i < 3; i++) {
            assertThat(dataset.image(i).pixels())
                    .isEqualTo(ImageFile.read(Recorded.file("image/rgb.png")).pixels());
        }
    }

    @Test
    void ofSeveralPicturesTheFirstIsTakenAndALineSaysSo() throws IOException {
        Files.copy(Recorded.file("image/rgb.png"), folder.resolve("a.png"));
        Files.copy(Recorded.file("image/pages.tif"), folder.resolve("b.tif"));
        Files.copy(Recorded.file("image/animated.webp"), folder.resolve("c.webp"));
        Files.copy(Recorded.file("image/palette.gif"), folder.resolve("d.gif"));
        assertThat(ImageDatasets.open(folder, null).notices())
                .containsExactly(folder + ": of 2 files (b.tif, ...) with several pictures the first is taken");
    }

    /// On other systems it parts folders.
    @Test
    @DisabledOnOs(OS.WINDOWS)
    void aBackslashIsALetter() throws IOException {
        Images.png(folder.resolve("outside.png"), 4, 4, 1);
        Path inside = Files.createDirectories(folder.resolve("a/set"));
        Path strange = Images.png(inside.resolve("x\\..\\..\\outside.png"), 4, 4, 2);
        ImageDataset dataset = ImageDatasets.open(inside, null);
        assertThat(dataset.imageName(0)).isEqualTo(strange.toString());
        assertThat(dataset.image(0).pixels())
                .isEqualTo(ImageFile.read(strange).pixels())
                .isNotEqualTo(ImageFile.read(folder.resolve("outside.png")).pixels());
        assertThat(dataset.labels()).isNull();
    }
}
