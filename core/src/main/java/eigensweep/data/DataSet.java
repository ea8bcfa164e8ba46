package eigensweep.data;

import eigensweep.diversity.Vectors;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Samples to be scored, whatever they came from: the seam between what can be read and what is done with it. A
/// source yields one of these, with what it took from a file mapped, or spilled to a file of its own, rather
/// than on the heap.
///
/// @param name what people call it
/// @param content the samples
/// @param labels one a sample, or null
/// @param taken what of a file or folder they are
/// @param arena owns what is mapped
public record DataSet(
        String name, Content content, @Nullable List<String> labels, Taken taken, Arena arena)
        implements AutoCloseable {

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

    /// How many samples there are.
    public int size() {
        return switch (content) {
            case Content.Rows rows -> rows.vectors().size();
            case Content.Texts texts -> texts.texts().size();
        };
    }

    /// The entries that belong to samples, of a list with one for each item, broken or blank ones among them; a list of
    /// any other length as it is.
    public <T> List<T> kept(List<T> entries) {
        if (entries.size() != size() + taken.gaps().size()) {
            return entries;
        }
        List<T> kept = new ArrayList<>(entries);
        taken.gaps().reversed().forEach(gap -> kept.remove((int) gap));
        return kept;
    }

    /// Whether the samples of both are the same items, in as far as both have items.
    public boolean isAlignedWith(DataSet other) {
        int items = Math.min(
                size() + taken.gaps().size(), other.size() + other.taken.gaps().size());
        return taken.gaps().stream()
                .filter(gap -> gap < items)
                .toList()
                .equals(other.taken.gaps().stream().filter(gap -> gap < items).toList());
    }

    /// Refuses tables whose columns are not the same, where both name them.
    public void checkColumns(DataSet other) {
        ColumnChoice ours = taken.columns();
        ColumnChoice theirs = other.taken.columns();
        if (ours != null
                && theirs != null
                && ours.taken().size() > 1
                && ours.hasNames()
                && theirs.hasNames()
                && !ours.taken().equals(theirs.taken())) {
            throw Refusal.of(
                    name,
                    "takes the columns " + Refusal.list(ours.taken()) + ", and " + other.name + " "
                            + Refusal.list(theirs.taken()) + "; --columns names those to compare, in one order");
        }
    }

    /// Unmaps the samples; they must not be used any more.
    @Override
    public void close() {
        arena.close();
    }
}
