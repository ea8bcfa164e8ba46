package eigensweep.checkpoint;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Several files of one kind in a folder without an index: the parts of one model, copies of it, or both. Of copies one
/// is taken; of parts none may be missing.
final class ModelCopies {

    /// `model.fp16-00001-of-00002.safetensors`: a name, a variant, a part, an ending.
    private static final Pattern NAME = Pattern.compile(
            "(.+?)(?:[._](fp16|fp32|bf16|fp8|int8|uint8|q8|q4|q4f16|bnb4|quantized|non_ema|ema))?(?:-(\\d{5,6})-of-(\\d{5,6}))?\\.(?:\\w+)");

    /// How Mistral and Meta call the weights that Hugging Face's `model` has, too, under other names.
    private static final String CONSOLIDATED = "consolidated";

    private static final int SHOWN = 3;

    /// What a file's name says of it.
    ///
    /// @param stem the name without all that follows
    /// @param variant the type of its numbers, or empty
    /// @param part which part it is; 0 if it is whole
    /// @param parts how many there are; 0 if it is whole
    private record Piece(Path file, String stem, String variant, int part, int parts) {

        static Piece of(Path file) {
            Matcher name = NAME.matcher(ModelFolder.name(file));
            if (!name.matches()) {
                return new Piece(file, ModelFolder.name(file), "", 0, 0);
            }
            String variant = name.group(2) == null ? "" : name.group(2);
            return name.group(3) == null
                    ? new Piece(file, name.group(1), variant, 0, 0)
                    : new Piece(
                            file,
                            name.group(1),
                            variant,
                            Integer.parseInt(name.group(3)),
                            Integer.parseInt(name.group(4)));
        }

        /// Files of one copy agree in this.
        String copy() {
            return stem + "/" + variant + "/" + parts;
        }

        boolean isConsolidated() {
            return stem.startsWith(CONSOLIDATED);
        }
    }

    private ModelCopies() {}

    /// How many parts a model has of which a file says it is one; 0 if it does not.
    static int parts(Path file) {
        return Piece.of(file).parts();
    }

    /// One model, whole.
    static List<Path> one(Path folder, List<Path> files) {
        Map<String, List<Piece>> copies = files.stream()
                .map(Piece::of)
                .collect(Collectors.groupingBy(Piece::copy, LinkedHashMap::new, Collectors.toList()));
        List<List<Piece>> kept = new ArrayList<>();
        for (List<Piece> copy : copies.values()) {
            if (better(copy.getFirst(), copies) == null) {
                kept.add(copy);
            }
        }
        refuseChoice(folder, kept);
        kept.forEach(copy -> refuseGaps(folder, copy));
        return kept.stream().flatMap(List::stream).map(Piece::file).sorted().toList();
    }

    /// A copy that is taken before that of a file: as a whole before parts, without a variant before one that has it,
    /// Hugging Face's before what it was made from.
    private static @Nullable Piece better(Piece piece, Map<String, List<Piece>> copies) {
        for (List<Piece> copy : copies.values()) {
            Piece other = copy.getFirst();
            boolean same = other.stem().equals(piece.stem());
            boolean plainer = other.variant().isEmpty() && !piece.variant().isEmpty();
            boolean whole =
                    other.parts() == 0 && piece.parts() > 0 && other.variant().equals(piece.variant());
            boolean published = other.stem().equals("model") && piece.isConsolidated();
            if (same && (plainer || whole) || published) {
                return other;
            }
        }
        return null;
    }

    private static void refuseChoice(Path folder, List<List<Piece>> copies) {
        Map<String, Piece> byStem = new HashMap<>();
        for (List<Piece> copy : copies) {
            Piece piece = copy.getFirst();
            Piece other = byStem.put(piece.stem(), piece);
            if (other != null) {
                throw new CheckpointException(
                        folder,
                        "holds several copies of a model, one with " + ModelFolder.name(other.file()) + " and one with "
                                + ModelFolder.name(piece.file()) + "; name the files of one");
            }
        }
    }

    private static void refuseGaps(Path folder, List<Piece> copy) {
        Piece first = copy.getFirst();
        List<String> missing = new ArrayList<>();
        for (int part = 1; part <= first.parts() && missing.size() <= SHOWN; part++) {
            int wanted = part;
            if (copy.stream().noneMatch(piece -> piece.part() == wanted)) {
                missing.add(nameOf(first, part));
            }
        }
        if (!missing.isEmpty()) {
            throw new CheckpointException(
                    folder,
                    "lacks " + missing.stream().limit(SHOWN).collect(Collectors.joining(", "))
                            + (missing.size() > SHOWN ? ", ..." : "") + ", of the " + first.parts()
                            + " parts of its model; fetch it again (from the Hugging Face Hub: hf download MODEL), or name"
                            + " the parts you want");
        }
    }

    private static String nameOf(Piece piece, int part) {
        String name = ModelFolder.name(piece.file());
        int at = name.lastIndexOf("-of-");
        int from = name.lastIndexOf('-', at - 1) + 1;
        String digits = Integer.toString(part);
        return name.substring(0, from)
                + "0".repeat(Math.max(0, at - from - digits.length()))
                + digits
                + name.substring(at);
    }
}
