package eigensweep.lab.embedding;

import java.nio.file.Path;

/// Vectors of items, in a file.
///
/// @param file a `.npy` of float32, `count x dimension`: row `i` is that of item `i`, and all NaN for one that was
///     skipped
/// @param count how many items there are
/// @param dimension how long each vector is
/// @param skipped the items that were broken, ascending
public record Embeddings(Path file, int count, int dimension, int[] skipped) {}
