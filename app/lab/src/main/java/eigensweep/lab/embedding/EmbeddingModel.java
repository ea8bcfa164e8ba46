package eigensweep.lab.embedding;

/// What makes a vector of an item, before it is loaded.
///
/// @param <T> what is embedded: a text, an image
public interface EmbeddingModel<T> {

    /// Everything its vectors depend on: the hash of its files, and its options. Part of the key under which vectors
    /// are kept.
    String identity();

    /// Makes an item ready, by itself and on any thread: an image in the size that the model wants.
    T prepare(T item);

    /// Loads the model.
    ///
    /// @param threads that it computes on
    /// @throws eigensweep.data.DataException if it cannot be loaded
    Embedder<T> open(int threads);
}
