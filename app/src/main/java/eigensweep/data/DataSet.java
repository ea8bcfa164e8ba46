package eigensweep.data;

import eigensweep.diversity.Vectors;
import java.lang.foreign.Arena;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Samples to be scored, whatever they came from: the seam between what can be read and what is done with it. A
/// source yields one of these, with what it took from a file mapped, or spilled to a file of its own, rather
/// than on the heap.
///
/// @param name what people call it
/// @param content the samples
/// @param labels one a sample, or null
/// @param arena owns what is mapped
public record DataSet(
        String name, Content content, @Nullable List<String> labels, Arena arena) implements AutoCloseable {

    /// What a sample is.
    public sealed interface Content {

        /// Vectors: embeddings, or pixels.
        record Rows(Vectors vectors) implements Content {}

        /// Texts, which have similarities of their own and are no vectors yet.
        record Texts(List<String> texts) implements Content {
            public Texts {
                texts = List.copyOf(texts);
            }
        }
    }

    /// Unmaps the samples; they must not be used any more.
    @Override
    public void close() {
        arena.close();
    }
}
