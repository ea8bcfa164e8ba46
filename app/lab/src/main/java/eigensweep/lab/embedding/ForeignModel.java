package eigensweep.lab.embedding;

import eigensweep.data.DataException;
import eigensweep.files.FileHash;
import eigensweep.table.YamlText;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/// A model whose files a native library takes: a tokeniser with its regular expressions, a network, a
/// program. What those files make the library do, nobody knows before; so it runs in a process of its own
/// ([EmbeddingProcess]), which may take so much memory and time and no more.
///
/// @param <T> what is embedded
sealed interface ForeignModel<T> extends EmbeddingModel<T> permits SentenceModel, ForeignImageModel {

    /// The files that the libraries are given.
    List<Path> files();

    /// What a library needs beside its files and what is made of them, for one batch of items, in MiB.
    long room();

    /// Loads it in this process, whatever comes of it.
    ///
    /// @param step told after each stretch of work, one that takes seconds
    /// @throws DataException if it cannot be loaded
    Embedder<T> load(int threads, Runnable step);

    void write(T item, DataOutputStream out) throws IOException;

    T read(DataInputStream in) throws IOException;

    @Override
    default Embedder<T> open(int threads) {
        return EmbeddingProcess.start(this, threads, Allowance.of(this, threads));
    }

    /// What its files hold, wherever they lie, and its options.
    @Override
    default String identity() {
        return files().stream().map(ForeignModel::hash).collect(Collectors.joining(" ")) + "\n"
                + YamlText.key((Record) this);
    }

    private static String hash(Path file) {
        if (!Files.isRegularFile(file)) {
            throw new DataException(file, "no such file; a model is expected here");
        }
        try {
            return FileHash.of(file).sha256();
        } catch (UncheckedIOException e) {
            throw new DataException(file.toString(), "cannot be read: " + e.getMessage(), e);
        }
    }
}
