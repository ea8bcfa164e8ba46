package eigensweep.checkpoint;

import eigensweep.checkpoint.file.Checkpoint;
import eigensweep.tensor.Tensor;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// What people should know of a model that no row of its table says: that it is not all there, or there twice.
final class Remarks {

    /// Checkpoints have a handful of first words.
    private static final int MOST_WORDS = 16;

    /// How a moving average of weights is called.
    private static final Pattern AVERAGE =
            Pattern.compile("(.*_)?(ema|swa|averaged?|shadow)(_.*)?", Pattern.CASE_INSENSITIVE);

    private Remarks() {}

    static Checkpoint addTo(Checkpoint opened) {
        return opened.remarked(
                Stream.of(part(opened), copies(opened)).flatMap(List::stream).toList());
    }

    /// A file that is one of several, named without the others.
    private static List<String> part(Checkpoint opened) {
        Path path = opened.path();
        int parts = ModelCopies.parts(path);
        return parts > 1 && opened.files().equals(List.of(path))
                ? List.of(path + ": one of the " + parts + " parts of a model; the others are not swept")
                : List.of();
    }

    /// The weights of a training and their moving average: the same names under two first words.
    private static List<String> copies(Checkpoint opened) {
        Map<String, Set<String>> namesUnder = new LinkedHashMap<>();
        for (Tensor tensor : opened.tensors()) {
            int dot = tensor.name().indexOf('.');
            if (dot > 0 && tensor.rank() > 1) {
                namesUnder
                        .computeIfAbsent(tensor.name().substring(0, dot), first -> new HashSet<>())
                        .add(tensor.name().substring(dot));
            }
        }
        List<String> remarks = new ArrayList<>();
        if (namesUnder.size() > MOST_WORDS) {
            return remarks;
        }
        namesUnder.forEach((average, names) -> namesUnder.forEach((plain, others) -> {
            if (AVERAGE.matcher(average).matches() && !AVERAGE.matcher(plain).matches() && names.equals(others)) {
                remarks.add(opened.path() + ": its weights are there twice, under " + plain + " and under " + average
                        + "; --layers '" + plain + ".*' sweeps one of them");
            }
        }));
        return remarks;
    }
}
