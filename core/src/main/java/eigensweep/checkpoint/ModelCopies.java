package eigensweep.checkpoint;

import eigensweep.checkpoint.file.CheckpointException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Several files of one kind in a folder without an index: the parts of one model, copies of it, or both. Of copies one
/// is taken; of parts none may be missing.
final class ModelCopies {

    private static final String VARIANT =
            "(?:[._](fp16|fp32|bf16|fp8|int8|uint8|q8|q4|q4f16|bnb4|quantized|non_ema|ema))?";

    /// `model.fp16-00001-of-00002.safetensors`, `model_1-of-2.fp16.bin`: a name, a variant, a part, an ending.
    private static final Pattern NAME =
            Pattern.compile("(.+?)" + VARIANT + "(?:[-_](\\d{1,6})-of-(\\d{1,6}))?" + VARIANT + "\\.(?:\\w+)");

    /// `consolidated.00.pth`: a part, of which nothing says of how many.
    private static final Pattern NUMBERED = Pattern.compile("(consolidated\\.)(\\d{1,4})(\\.\\w+)");

    private static final Pattern PART = Pattern.compile("\\d+(?=-of-\\d+[^-]*$)");

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
            String variant = Stream.of(name.group(2), name.group(5))
                    .filter(Objects::nonNull)
                    .findFirst()
                    .orElse("");
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
        refuseNumberedGaps(
                folder, kept.stream().flatMap(List::stream).map(Piece::file).toList());
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
        Set<Integer> there = copy.stream().map(Piece::part).collect(Collectors.toSet());
        int from = there.contains(0) ? 0 : 1;
        refuseLack(
                folder,
                IntStream.range(from, from + first.parts())
                        .filter(part -> !there.contains(part))
                        .mapToObj(part -> nameOf(first, part)),
                ", of the " + first.parts() + " parts of its model");
    }

    /// Parts that are numbered from 0 lack one where a later one is there.
    private static void refuseNumberedGaps(Path folder, List<Path> files) {
        Map<Integer, Matcher> parts = new TreeMap<>();
        for (Path file : files) {
            Matcher name = NUMBERED.matcher(ModelFolder.name(file));
            if (name.matches()) {
                parts.put(Integer.valueOf(name.group(2)), name);
            }
        }
        int end = parts.keySet().stream().max(Integer::compare).orElse(0);
        refuseLack(
                folder,
                IntStream.range(0, end)
                        .filter(part -> !parts.containsKey(part))
                        .mapToObj(part -> numbered(Objects.requireNonNull(parts.get(end)), part)),
                ", a part of its model");
    }

    private static String numbered(Matcher like, int part) {
        return like.group(1) + padded(part, like.group(2).length()) + like.group(3);
    }

    private static void refuseLack(Path folder, Stream<String> missing, String ofWhat) {
        List<String> names = missing.limit(SHOWN + 1).toList();
        if (!names.isEmpty()) {
            throw new CheckpointException(
                    folder,
                    "lacks " + names.stream().limit(SHOWN).collect(Collectors.joining(", "))
                            + (names.size() > SHOWN ? ", ..." : "") + ofWhat
                            + "; fetch it again (from the Hugging Face Hub: hf download MODEL), or name the parts you want");
        }
    }

    private static String nameOf(Piece piece, int part) {
        return PART.matcher(ModelFolder.name(piece.file()))
                .replaceFirst(digits -> padded(part, digits.group().length()));
    }

    private static String padded(int number, int width) {
        String digits = Integer.toString(number);
        return "0".repeat(Math.max(0, width - digits.length())) + digits;
    }
}
