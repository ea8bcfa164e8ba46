package eigensweep.checkpoint.adapter;

import eigensweep.checkpoint.file.Checkpoint;
import eigensweep.checkpoint.file.MappedFile;
import eigensweep.checkpoint.file.ModelConfig;
import eigensweep.checkpoint.file.Neighbours;
import eigensweep.checkpoint.gguf.Gguf;
import eigensweep.checkpoint.safetensors.Safetensors;
import eigensweep.tensor.Tensor;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Reads adapters: of a weight only an update is stored, in parts, as LoRA's `scale * B * A`. The parts
/// become the tensor `X.weight`, which is the update alone or, merged, the base model's weight plus the
/// update; it is only made row by row, when a matrix is widened. LoRA as PEFT, kohya's scripts, diffusers,
/// torchtune and MLX write it, DoRA, LoHa, LoKr and (IA)^3 are read; other methods are refused by name.
public final class LoraAdapter {

    private static final Set<String> METHODS = Set.of("LORA", "LOHA", "LOKR", "IA3");

    private static final Set<String> OF_NO_WEIGHTS = Set.of(
            "PROMPT_TUNING",
            "MULTITASK_PROMPT_TUNING",
            "P_TUNING",
            "PREFIX_TUNING",
            "ADAPTION_PROMPT",
            "CPT",
            "CARTRIDGE");

    private static final String FILE = "adapter_model.";

    private LoraAdapter() {}

    /// The adapter that a checkpoint is, or the checkpoint itself if it is none.
    public static Checkpoint recognise(Checkpoint checkpoint) {
        Adapter adapter = find(checkpoint);
        return adapter == null ? checkpoint : adapter.alone();
    }

    /// The base model with an adapter's updates.
    ///
    /// @param checkpoint the adapter, as it is stored
    public static Checkpoint merge(Checkpoint checkpoint, Checkpoint base) {
        Adapter adapter = find(checkpoint);
        if (adapter == null) {
            throw checkpoint.broken(
                    "is no LoRA adapter that can be merged (" + checkpoint.format() + "); --base is for those");
        }
        return new AdapterMerge(adapter, base).merged();
    }

    /// What an adapter makes of a model, as far as its change asks for that: merged into it if it multiplies
    /// the model's weights, else its updates alone. What is no adapter is itself.
    ///
    /// @param checkpoint perhaps an adapter, as it is stored
    /// @param nameOfBase what the user calls the model
    public static Checkpoint after(Checkpoint checkpoint, Checkpoint base, String nameOfBase) {
        Adapter adapter = find(checkpoint);
        if (adapter == null || !adapter.multiplies()) {
            return adapter == null ? checkpoint : adapter.alone();
        }
        Gguf.checkBase(base);
        return new AdapterMerge(adapter, base)
                .merged()
                .on(new Checkpoint.Base(nameOfBase, base.format(), base.revision()));
    }

    private static @Nullable Adapter find(Checkpoint checkpoint) {
        Path path = checkpoint.path();
        Path folder = Files.isDirectory(path) ? path : Neighbours.folderOf(path);
        Path config = folder.resolve(AdapterConfig.NAME);
        boolean updates = checkpoint.tensors().stream().anyMatch(tensor -> makesAnUpdate(tensor.name()));
        boolean named = weights(checkpoint).stream()
                .allMatch(file -> file.getFileName().toString().startsWith(FILE));
        if (Files.exists(config) && (updates || named || checkpoint.tensors().isEmpty())) {
            return configured(checkpoint, MappedFile.map(config, checkpoint.arena()));
        }
        refuseOtherMethods(checkpoint, updates);
        return updates ? new AdapterReader(checkpoint, null, header(checkpoint)).read() : null;
    }

    /// What the header of a safetensors file says beside the tensors.
    private static Map<String, String> header(Checkpoint checkpoint) {
        if (weights(checkpoint).size() != 1 || !checkpoint.format().startsWith("safetensors")) {
            return Map.of();
        }
        try (Arena arena = Arena.ofConfined()) {
            return Safetensors.remarks(MappedFile.map(weights(checkpoint).getFirst(), arena));
        }
    }

    private static List<Path> weights(Checkpoint checkpoint) {
        return checkpoint.files().stream()
                .filter(file -> !ModelConfig.isOne(file))
                .toList();
    }

    private static boolean makesAnUpdate(String name) {
        AdapterPart part = AdapterPart.of(name);
        return part != null && part.role().makesAnUpdate();
    }

    /// Parts of methods that are not known here must not be taken for weights. Names that others may have,
    /// too, are only believed where no weight lies beside them.
    private static void refuseOtherMethods(Checkpoint checkpoint, boolean updates) {
        String method = null;
        boolean sure = updates;
        boolean weights = false;
        for (Tensor tensor : checkpoint.tensors()) {
            String other = AdapterPart.otherMethod(tensor.name());
            method = other == null ? method : other;
            sure |= other != null && !AdapterPart.isCommon(other);
            weights |= other == null && tensor.rank() > 1;
        }
        if (method != null && (sure || !weights)) {
            throw checkpoint.broken(refusal(method));
        }
    }

    private static String refusal(String method) {
        return "is an adapter of another kind (" + method + "), which is not read here; merge it into its model with"
                + " the library that made it (PEFT: merge_and_unload) and sweep that";
    }

    static Adapter configured(Checkpoint checkpoint, MappedFile config) {
        AdapterSettings settings = AdapterConfig.read(config);
        String method = settings.method();
        if (OF_NO_WEIGHTS.contains(method)) {
            throw checkpoint.broken("is an adapter of the kind " + method + ", which changes no weights of its model");
        }
        if (!METHODS.contains(method)) {
            throw checkpoint.broken(refusal("peft_type " + method));
        }
        for (String variant : settings.variants()) {
            if (!AdapterMerge.ONLY_MERGING.containsKey(variant)) {
                throw checkpoint.broken(refusal(variant));
            }
        }
        if (checkpoint.tensors().isEmpty()) {
            throw checkpoint.broken(
                    "is an adapter without tensors: its weights were not saved; save it again from the trained"
                            + " model");
        }
        return new AdapterReader(checkpoint, settings, Map.of()).read();
    }
}
