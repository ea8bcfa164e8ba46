package eigensweep.lab.embedding;

import java.util.List;

/// A model that is loaded.
///
/// @param <T> what is embedded
public interface Embedder<T> extends AutoCloseable {

    /// The vectors of prepared items, in their order, all of one length.
    ///
    /// @throws eigensweep.data.DataException if the model refuses them
    float[][] embed(List<T> items);

    @Override
    void close();
}
