package eigensweep.checkpoint.adapter;

import eigensweep.checkpoint.file.Checkpoint;
import eigensweep.files.FileState;
import eigensweep.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A file of changes to a model: LoRA and its kin.
///
/// @param stored the file as it is
/// @param format what it is, for people: `LoRA adapter`
/// @param items in the order of the file
/// @param files that hold it, its configuration among them
/// @param unmergeable why it cannot be merged into a model, or null
record Adapter(
        Checkpoint stored,
        String format,
        List<Item> items,
        List<FileState> files,
        @Nullable String unmergeable) {

    /// One thing in the file.
    sealed interface Item permits Change, Kept {}

    /// A tensor that is used as it is: a module that was trained whole, a bias.
    ///
    /// @param tensor under the model's name for it
    record Kept(Tensor tensor) implements Item {}

    Adapter {
        items = List.copyOf(items);
        files = List.copyOf(files);
    }

    List<Change> changes() {
        return items.stream()
                .filter(Change.class::isInstance)
                .map(Change.class::cast)
                .toList();
    }

    /// Whether what it does to a weight depends on the weight: DoRA, (IA)^3.
    boolean multiplies() {
        return changes().stream()
                .anyMatch(change -> change.magnitude() != null || change.update() instanceof Update.Scales);
    }

    List<Tensor> kept() {
        return items.stream()
                .filter(Kept.class::isInstance)
                .map(item -> ((Kept) item).tensor())
                .toList();
    }

    /// The updates alone.
    Checkpoint alone() {
        List<Tensor> tensors = new ArrayList<>();
        for (Item item : items) {
            switch (item) {
                case Kept(Tensor tensor) -> tensors.add(tensor);
                case Change change -> tensors.add(alone(change));
            }
        }
        return stored.as(format, tensors, files);
    }

    private Tensor alone(Change change) {
        if (change.update() instanceof Update.Scales) {
            throw stored.broken(
                    "is an (IA)^3 adapter: it holds factors on rows and columns of a model's weights, no weights; name the"
                            + " model with --base");
        }
        Tensor update = change.alone();
        if (update == null) {
            throw stored.broken(
                    "has the update " + change.part().name() + ", whose product has more elements than can be counted");
        }
        return update;
    }
}
