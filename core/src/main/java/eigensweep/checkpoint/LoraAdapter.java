package eigensweep.checkpoint;

import eigensweep.tensor.Meaning;
import eigensweep.tensor.Step;
import eigensweep.tensor.Tensor;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Reads LoRA adapters as the PEFT library saves them: of a weight `W` only the update `factor * B * A` is stored, as
/// `base_model.model.X.lora_A.weight` (`r x in`) and `base_model.model.X.lora_B.weight` (`out x r`). Each pair becomes
/// the tensor `X.weight`, which is the update alone or, merged, the base model's weight plus the update. The product
/// is only made block by block, when a matrix is widened (see [Step.Product]).
///
/// For an embedding the pair is `X.lora_embedding_A` and `X.lora_embedding_B`, and the update is the transpose.
final class LoraAdapter {

    static final String FORMAT = "LoRA adapter";

    private static final String WRAPPER = "base_model.model.";
    private static final String SUFFIX = ".lora_";
    private static final String EMBEDDING = "embedding_";

    private final Checkpoint checkpoint;
    private final LoraConfig config;
    private final Map<String, Tensor> stored = new HashMap<>();

    private LoraAdapter(Checkpoint checkpoint, LoraConfig config) {
        this.checkpoint = checkpoint;
        this.config = config;
        checkpoint.tensors().forEach(tensor -> stored.put(tensor.name(), tensor));
    }

    /// What the name of a tensor says.
    ///
    /// @param module that is adapted
    /// @param partner the name of the other of the two
    /// @param embedding whether it is one of an embedding
    private record Part(String module, String partner, boolean embedding) {

        /// The part with this letter, or null if the name is that of something else.
        static @Nullable Part of(String name, char letter) {
            int at = name.lastIndexOf(SUFFIX);
            int place = at + SUFFIX.length();
            boolean embedding = at > 0 && name.startsWith(EMBEDDING, place);
            place += embedding ? EMBEDDING.length() : 0;
            if (at <= 0 || place >= name.length() || name.charAt(place) != letter) {
                return null;
            }
            char other = letter == 'A' ? 'B' : 'A';
            String partner = name.substring(0, place) + other + name.substring(place + 1);
            return switch (name.substring(place + 1)) {
                case "", ".weight", ".default", ".default.weight" ->
                    new Part(bare(name.substring(0, at)), partner, embedding);
                default -> null;
            };
        }
    }

    private static String bare(String name) {
        return name.startsWith(WRAPPER) ? name.substring(WRAPPER.length()) : name;
    }

    /// The adapter that a checkpoint is, or the checkpoint itself if it is none.
    static Checkpoint recognise(Checkpoint checkpoint) {
        if (checkpoint.tensors().stream().allMatch(tensor -> Part.of(tensor.name(), 'A') == null)) {
            return checkpoint;
        }
        Path path = checkpoint.path();
        Path folder = Files.isDirectory(path) ? path : Checkpoints.folderOf(path);
        Path config = folder.resolve(LoraConfig.NAME);
        if (!Files.exists(config)) {
            return checkpoint;
        }
        return adapter(checkpoint, MappedFile.map(config, checkpoint.arena()));
    }

    /// A checkpoint with the pairs of an adapter in it, read as its configuration says.
    static Checkpoint adapter(Checkpoint checkpoint, MappedFile config) {
        return new LoraAdapter(checkpoint, LoraConfig.read(config)).read(config.path());
    }

    private Checkpoint read(Path configFile) {
        List<Tensor> tensors = new ArrayList<>();
        for (Tensor tensor : checkpoint.tensors()) {
            Part first = Part.of(tensor.name(), 'A');
            Part second = Part.of(tensor.name(), 'B');
            if (first != null) {
                tensors.add(product(tensor, first));
            } else if (second == null) {
                tensors.add(tensor.named(bare(tensor.name())));
            } else if (!stored.containsKey(second.partner())) {
                throw broken("has no " + second.partner() + " to go with " + tensor.name());
            }
        }
        List<Path> files = new ArrayList<>(checkpoint.files());
        files.add(configFile);
        return checkpoint.as(config.decomposed() ? "DoRA adapter" : FORMAT, tensors, files);
    }

    private Tensor product(Tensor a, Part part) {
        String partner = part.partner();
        Tensor b = stored.get(partner);
        if (b == null) {
            throw broken("has no " + partner + " to go with " + a.name());
        }
        boolean fits = a.rank() >= 2 && a.rank() == b.rank() && b.shape()[1] == a.shape()[0];
        if (!fits
                || (part.embedding() && a.rank() != 2)
                || a.shape()[0] < 1
                || a.shape()[0] > Integer.MAX_VALUE
                || Arrays.stream(b.shape()).skip(2).anyMatch(side -> side != 1)) {
            throw broken("has the pair " + a.name() + " (" + a.shapeText() + ") and " + partner + " (" + b.shapeText()
                    + "), which have no product");
        }
        if (!a.dtype().isFloating() || !b.dtype().isFloating()) {
            throw broken(a.name() + " or its partner holds " + a.dtype() + " elements, which are no weights");
        }
        double factor = config.factor(part.module(), a.shape()[0]);
        boolean transposed = part.embedding() || (config.transposed() && a.rank() == 2);
        Step.Product update =
                transposed ? new Step.Product(a.transposed(), b.transposed(), factor) : new Step.Product(b, a, factor);
        long[] shape = update.right().shape().clone();
        shape[0] = update.left().shape()[0];
        if (overflows(shape)) {
            throw broken("has the pair " + a.name() + " (" + a.shapeText() + ") and " + partner + " (" + b.shapeText()
                    + "), whose product has more elements than can be counted");
        }
        MemorySegment zero = checkpoint.arena().allocate(Double.BYTES, Double.BYTES);
        String weight = part.module() + ".weight";
        return new Tensor(
                weight,
                a.storedName(),
                a.dtype(),
                shape,
                new long[shape.length],
                zero,
                List.of(update),
                Meaning.OUT_FIRST);
    }

    private static boolean overflows(long[] shape) {
        try {
            return Tensor.count(shape) < 0;
        } catch (ArithmeticException e) {
            return true;
        }
    }

    /// The base model with an adapter's updates.
    static Checkpoint merge(Checkpoint adapter, Checkpoint base) {
        if (!adapter.format().equals(FORMAT)) {
            throw new CheckpointException(
                    adapter.path(),
                    "is no LoRA adapter that can be merged (" + adapter.format() + "); --base is for those");
        }
        Map<String, Tensor> merged = base.tensors().stream()
                .collect(Collectors.toMap(Tensor::name, tensor -> tensor, (a, b) -> b, LinkedHashMap::new));
        for (Tensor tensor : adapter.tensors()) {
            String name = nameIn(merged, tensor.name());
            if (tensor.isStored()) {
                merged.put(name == null ? tensor.name() : name, tensor);
                continue;
            }
            if (name == null) {
                throw new CheckpointException(
                        base.path(), "has no tensor " + tensor.name() + ", which the adapter changes");
            }
            merged.put(name, updated(merged.get(name), tensor, base));
        }
        List<Path> files = new ArrayList<>(adapter.files());
        files.addAll(base.files());
        String format = FORMAT + " merged into " + base.path() + " (" + base.format() + ")";
        return adapter.as(format, List.copyOf(merged.values()), files);
    }

    private static Tensor updated(@Nullable Tensor weight, Tensor update, Checkpoint base) {
        if (weight == null || !Arrays.equals(weight.shape(), update.shape())) {
            throw new CheckpointException(
                    base.path(),
                    "has tensor " + update.name() + " in another shape than the adapter's " + update.shapeText());
        }
        if (!weight.dtype().isFloating()) {
            throw new CheckpointException(
                    base.path(),
                    "tensor " + weight.name() + " holds " + weight.dtype() + " codes, to which no adapter"
                            + " can be added; use the model before quantisation");
        }
        return weight.then(update.steps().getFirst());
    }

    /// The base model's name for a tensor: the same, or the only one that differs by a prefix.
    private static @Nullable String nameIn(Map<String, Tensor> base, String name) {
        if (base.containsKey(name)) {
            return name;
        }
        List<String> similar = base.keySet().stream()
                .filter(other -> other.endsWith("." + name) || name.endsWith("." + other))
                .toList();
        return similar.size() == 1 ? similar.getFirst() : null;
    }

    private CheckpointException broken(String problem) {
        return new CheckpointException(checkpoint.path(), problem);
    }
}
