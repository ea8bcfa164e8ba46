package eigensweep.lab.embedding;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

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

    /// The model in words, the first of which tells its kind; [#of] makes it again.
    List<String> words();

    /// Loads it in this process, whatever comes of it.
    ///
    /// @param step told after each stretch of work, one that takes seconds
    /// @throws eigensweep.data.DataException if it cannot be loaded
    Embedder<T> load(int threads, Runnable step);

    void write(T item, DataOutputStream out) throws IOException;

    T read(DataInputStream in) throws IOException;

    @Override
    default Embedder<T> open(int threads) {
        return EmbeddingProcess.start(this, threads, Allowance.of(this, threads));
    }

    /// The model that [#words] describes.
    static ForeignModel<?> of(List<String> words) {
        List<String> rest = words.subList(1, words.size());
        return switch (words.getFirst()) {
            case SentenceModel.KIND -> SentenceModel.of(rest);
            case OnnxImageModel.KIND -> OnnxImageModel.of(rest);
            case TorchScriptImageModel.KIND -> TorchScriptImageModel.of(rest);
            default -> throw new IllegalArgumentException("no model is called " + words.getFirst());
        };
    }
}
