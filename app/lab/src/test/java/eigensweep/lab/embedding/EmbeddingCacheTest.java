package eigensweep.lab.embedding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import eigensweep.data.DataException;
import eigensweep.data.TextDataset;
import eigensweep.lab.images.ImageDataset;
import eigensweep.lab.images.ImageDatasets;
import eigensweep.lab.images.ImageShape;
import eigensweep.lab.images.ImageStream.Broken;
import eigensweep.lab.images.Images;
import eigensweep.lab.images.Recorded;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Vectors are made once; a run that was stopped goes on, and ends with the same bytes.
class EmbeddingCacheTest {

    private static final TextDataset TEXTS = new TextDataset("texts", "lines", Sentences.of(2, 1000), List.of());
    private static final int STOP = 600;

    @TempDir
    private Path folder;

    private EmbeddingCache cache = new EmbeddingCache(Path.of(""));
    private final AtomicInteger embedded = new AtomicInteger();

    @BeforeEach
    void openCache() {
        cache = new EmbeddingCache(folder.resolve("cache"));
    }

    /// Text lengths as vectors; fails when it has seen so many texts.
    private final class Counting implements EmbeddingModel<String> {

        private final int failAfter;

        Counting(int failAfter) {
            this.failAfter = failAfter;
        }

        @Override
        public String identity() {
            return "counting";
        }

        @Override
        public String prepare(String item) {
            return item;
        }

        @Override
        public Embedder<String> open(int threads) {
            return new Embedder<>() {
                @Override
                public float[][] embed(List<String> items) {
                    if (embedded.addAndGet(items.size()) > failAfter) {
                        throw new IllegalStateException("killed");
                    }
                    return items.stream()
                            .map(text -> new float[] {text.length(), text.charAt(0), text.hashCode()})
                            .toArray(float[][]::new);
                }

                @Override
                public void close() {
                    // Nothing is loaded.
                }
            };
        }
    }

    private Embeddings embed(TextDataset texts, int failAfter) throws IOException {
        return cache.embed(new TextItems(texts, new Counting(failAfter)), new Counting(failAfter), 1, progress -> {});
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(folder.resolve("cache"))) {
            return files.toList();
        }
    }

    @Test
    void theSecondTimeNothingIsComputed() throws IOException {
        Embeddings first = embed(TEXTS, Integer.MAX_VALUE);
        assertThat(first.count()).isEqualTo(1000);
        assertThat(first.dimension()).isEqualTo(3);
        assertThat(Recorded.vectors(first.file())[999][0])
                .isEqualTo(TEXTS.texts().get(999).length());
        assertThat(embed(TEXTS, 0)).usingRecursiveComparison().isEqualTo(first);
        assertThat(embedded).hasValue(1000);
    }

    @Test
    void otherTextsHaveAnotherFile() throws IOException {
        Path file = embed(TEXTS, Integer.MAX_VALUE).file();
        TextDataset shifted = new TextDataset("texts", "lines", TEXTS.texts().subList(0, 999), List.of());
        assertThat(embed(shifted, Integer.MAX_VALUE).file()).isNotEqualTo(file);
        // "ab", "c" is not "a", "bc".
        Path one = embed(new TextDataset("t", "lines", List.of("ab", "c"), List.of()), Integer.MAX_VALUE)
                .file();
        assertThat(embed(new TextDataset("t", "lines", List.of("a", "bc"), List.of()), Integer.MAX_VALUE)
                        .file())
                .isNotEqualTo(one);
    }

    @Test
    void aRunThatWasStoppedGoesOnAndEndsWithTheSameBytes() throws IOException {
        assertThatThrownBy(() -> embed(TEXTS, STOP)).hasMessage("killed");
        Path partial = files().getFirst();
        // A row and a half were on their way when the power went.
        try (FileChannel channel = FileChannel.open(partial, StandardOpenOption.APPEND)) {
            channel.write(ByteBuffer.allocate(18));
        }
        embedded.set(0);
        List<EmbeddingProgress> told = new ArrayList<>();
        Embeddings resumed = cache.embed(
                new TextItems(TEXTS, new Counting(Integer.MAX_VALUE)), new Counting(Integer.MAX_VALUE), 1, told::add);
        assertThat(embedded).hasValue(1000 - 2 * EmbeddingCache.CHUNK);
        assertThat(told).allMatch(progress -> progress.kept() == 2 * EmbeddingCache.CHUNK);
        assertThat(told.getLast().fraction()).isEqualTo(1);
        byte[] bytes = Files.readAllBytes(resumed.file());
        Files.delete(resumed.file());
        assertThat(Files.readAllBytes(embed(TEXTS, Integer.MAX_VALUE).file())).isEqualTo(bytes);
        assertThat(files()).hasSize(1);
    }

    @Test
    void aRunThatFailsBeforeItsFirstVectorLeavesNothing() throws IOException {
        assertThatThrownBy(() -> embed(TEXTS, 0)).hasMessage("killed");
        assertThat(files()).isEmpty();
    }

    @Test
    void twoRunsDoNotWriteTheSameFile() throws IOException {
        assertThatThrownBy(() -> embed(TEXTS, STOP)).hasMessage("killed");
        Path partial = files().getFirst();
        try (FileChannel other = FileChannel.open(partial, StandardOpenOption.WRITE)) {
            other.lock();
            assertThatThrownBy(() -> embed(TEXTS, Integer.MAX_VALUE))
                    .hasMessage(partial + ": another run is making the same embeddings; wait for it, then they are"
                            + " there");
        }
    }

    @Test
    void brokenImagesAreRowsOfNaN() throws IOException {
        Path images = folder.resolve("images");
        for (String name : List.of("a", "b", "c")) {
            Images.png(images.resolve(name + ".png"), 4, 4, name.hashCode());
        }
        Files.writeString(images.resolve("b.png"), "broken");
        ImageDataset dataset = ImageDatasets.open(images, null);
        PixelModel pixels = new PixelModel(new ImageShape(3, 2, 2));
        Embeddings embeddings =
                cache.embed(ImageItems.of(dataset, pixels, 2, Broken.SKIPPED), pixels, 1, progress -> {});
        assertThat(embeddings.skipped()).containsExactly(1);
        assertThat(Recorded.vectors(embeddings.file())[1]).containsOnly(Float.NaN);
        Files.delete(images.resolve("a.png"));
        Files.delete(images.resolve("c.png"));
        ImageDataset broken = ImageDatasets.open(images, null);
        assertThatThrownBy(
                        () -> cache.embed(ImageItems.of(broken, pixels, 1, Broken.SKIPPED), pixels, 1, progress -> {}))
                .isInstanceOf(DataException.class)
                .hasMessageEndingWith("none of its 1 images can be decoded");
    }

    @Test
    void aDamagedFileSaysWhatToDo() throws IOException {
        Path file = embed(TEXTS, Integer.MAX_VALUE).file();
        Files.write(file, new byte[200]);
        assertThatThrownBy(() -> embed(TEXTS, 0)).hasMessage(file + ": is damaged; remove it, and it is made again");
    }

    @Test
    void progressShowsItsRateWithoutWhatAnEarlierRunHadMade() {
        // 300 in 10 seconds, after 200 that were there.
        assertThat(new EmbeddingProgress(500, 1000, 200, 10).line("texts")).isEqualTo("500 of 1000 texts, 30 a second");
    }
}
