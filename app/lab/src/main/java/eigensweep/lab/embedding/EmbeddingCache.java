package eigensweep.lab.embedding;

import eigensweep.data.DataException;
import eigensweep.files.FileHash;
import eigensweep.files.TemporaryFolder;
import eigensweep.lab.embedding.VectorFile.Unfinished;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Vectors that were made once are kept, in a file named after the SHA-256 of what they depend on: the
/// content of the items, the model and its options. While it is being made, a file is called `.partial` and
/// grows by [#CHUNK] rows at a time: a run that was killed goes on after the last whole chunk.
///
/// @param folder where the files lie
public record EmbeddingCache(Path folder) {

    /// Items whose vectors are kept together. Part of the results: which texts share a batch touches the
    /// last bits.
    static final int CHUNK = 256;

    /// Part of the key; to be raised when the same model would give other vectors.
    private static final String VERSION = "eigensweep embedding 1";

    /// The vectors of items: those that are kept, or else made now, and kept if the folder can be written to.
    ///
    /// @param threads that the model computes on
    /// @param listener told after every chunk
    /// @throws DataException if an item or the model is broken
    /// @throws IOException if they cannot be written, or another process is making the same file
    public <T> Embeddings embed(
            Items<T> items, EmbeddingModel<T> model, int threads, Consumer<EmbeddingProgress> listener)
            throws IOException {
        String name = key(items, model) + ".npy";
        Path file = folder.resolve(name);
        if (!Files.exists(file)) {
            Files.createDirectories(folder);
            file = Files.isWritable(folder) ? file : passing(name);
            make(items, model, threads, listener, file);
        }
        return VectorFile.read(file);
    }

    /// A file that is gone when this process ends, where there is no place to keep it.
    private static Path passing(String name) throws IOException {
        Path place = TemporaryFolder.make();
        place.toFile().deleteOnExit();
        Path file = place.resolve(name);
        file.toFile().deleteOnExit();
        return file;
    }

    private static <T> String key(Items<T> items, EmbeddingModel<T> model) {
        String start = VERSION + "\n" + model.identity() + "\n" + items.count() + "\n";
        return FileHash.sha256(digest -> {
            digest.update(start.getBytes(StandardCharsets.UTF_8));
            items.digest(digest);
        });
    }

    private static <T> void make(
            Items<T> items, EmbeddingModel<T> model, int threads, Consumer<EmbeddingProgress> listener, Path file)
            throws IOException {
        try (Unfinished unfinished = VectorFile.open(file, items.count(), CHUNK)) {
            int kept = unfinished.rows();
            long start = System.nanoTime();
            try (Embedder<T> embedder = model.open(threads);
                    Items.Reader<T> reader = items.from(kept)) {
                while (unfinished.rows() < items.count()) {
                    int n = Math.min(CHUNK, items.count() - unfinished.rows());
                    unfinished.append(chunk(items, embedder, reader, unfinished.rows(), n));
                    double seconds = (System.nanoTime() - start) / 1e9;
                    listener.accept(new EmbeddingProgress(unfinished.rows(), items.count(), kept, seconds));
                }
            }
            if (!unfinished.hasVectors()) {
                throw new DataException(items.name(), "none of its " + items.count() + " images can be decoded");
            }
            unfinished.finish();
        }
    }

    /// The vectors of the next items; null for those that are broken.
    private static <T> float[] @Nullable [] chunk(
            Items<T> items, Embedder<T> embedder, Items.Reader<T> reader, int first, int n) {
        List<T> whole = new ArrayList<>();
        List<Integer> places = new ArrayList<>();
        for (int i = 0; i < n; i++) {
            T item = reader.next();
            if (item != null) {
                whole.add(item);
                places.add(i);
            }
        }
        float[] @Nullable [] rows = new float[n][];
        float[][] vectors = whole.isEmpty() ? new float[0][] : embedder.embed(whole);
        for (int i = 0; i < vectors.length; i++) {
            for (float value : vectors[i]) {
                if (!Float.isFinite(value)) {
                    throw new DataException(
                            items.name(), "the model gives " + value + " for item " + (first + places.get(i)));
                }
            }
            rows[places.get(i)] = vectors[i];
        }
        return rows;
    }
}
