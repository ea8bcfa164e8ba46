package eigensweep.lab.images;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import eigensweep.data.DataException;
import eigensweep.lab.images.ImageStream.Broken;
import eigensweep.lab.images.ImageStream.Decoded;
import eigensweep.lab.images.ImageStream.Options;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageStreamTest {

    private static final int COUNT = 40;

    @TempDir
    private Path folder;

    private ImageDataset dataset() {
        for (int i = 0; i < COUNT; i++) {
            Images.png(folder.resolve(String.format(Locale.ROOT, "%02d.png", i)), 3 + i % 5, 4, i);
        }
        return ImageDatasets.open(folder, null);
    }

    private static List<Decoded> all(ImageDataset dataset, Options options) {
        List<Decoded> all = new ArrayList<>();
        try (ImageStream stream = ImageStream.of(dataset, options)) {
            stream.forEachRemaining(all::add);
        }
        return all;
    }

    @Test
    void theOrderIsThatOfTheDataSetForAnyNumberOfThreads() {
        ImageDataset dataset = dataset();
        for (int threads : new int[] {1, 2, 7}) {
            List<Decoded> all = all(dataset, new Options(threads, Broken.REFUSED, UnaryOperator.identity()));
            assertThat(all).hasSize(COUNT);
            for (int i = 0; i < COUNT; i++) {
                assertThat(all.get(i).index()).isEqualTo(i);
                assertThat(Objects.requireNonNull(all.get(i).image()).pixels())
                        .isEqualTo(dataset.image(i).pixels());
            }
        }
    }

    @Test
    void noMoreThanAFewImagesAThreadAreDecodedAhead() {
        AtomicInteger decoded = new AtomicInteger();
        Image one = new Image(new ImageShape(1, 1, 1), 255, new byte[1]);
        ImageSource counting = new ImageSource() {
            @Override
            public Image read(int index) {
                decoded.incrementAndGet();
                return one;
            }

            @Override
            public String name(int index) {
                return "image " + index;
            }

            @Override
            public void digest(int index, MessageDigest digest) {
                throw new UnsupportedOperationException();
            }
        };
        ImageDataset million = new ImageDataset("million", "test", 1_000_000, null, null, List.of(), counting);
        try (ImageStream stream = ImageStream.of(million, new Options(2, Broken.REFUSED, image -> image))) {
            for (int taken = 1; taken <= 1000; taken++) {
                stream.next();
                assertThat(decoded.get()).isLessThanOrEqualTo(taken + 2 * ImageStream.AHEAD);
            }
        }
    }

    @Test
    void aBrokenImageIsNamedAndTheOthersCounted() throws IOException {
        ImageDataset dataset = dataset();
        for (String name : List.of("05.png", "07.png", "30.png")) {
            Files.writeString(folder.resolve(name), "broken");
        }
        assertThatThrownBy(() -> all(dataset, new Options(2, Broken.REFUSED, UnaryOperator.identity())))
                .isInstanceOf(DataException.class)
                .hasMessage(folder + ": " + folder.resolve("05.png")
                        + ": is no PNG, JPEG, BMP, GIF, TIFF or lossless WebP, whatever its name says; 1 of the next 7 images"
                        + " is broken, too; repair or remove them, or skip broken images (vendi --skip-broken)");
    }

    @Test
    void brokenImagesAreSkippedWhereThatIsAskedFor() throws IOException {
        ImageDataset dataset = dataset();
        Files.writeString(folder.resolve("05.png"), "broken");
        List<Decoded> all = all(dataset, new Options(2, Broken.SKIPPED, UnaryOperator.identity()));
        assertThat(all).hasSize(COUNT);
        assertThat(all.stream().filter(image -> image.image() == null).map(Decoded::index))
                .containsExactly(5);
    }
}
