package eigensweep.checkpoint.adapter;

import eigensweep.checkpoint.adapter.AdapterPart.Role;
import eigensweep.checkpoint.adapter.AdapterParts.Whole;
import eigensweep.checkpoint.file.Checkpoint;
import eigensweep.files.FileState;
import eigensweep.tensor.Meaning.Use;
import eigensweep.tensor.Tensor;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Finds the parts of each update of an adapter's file, and what else is in it.
final class AdapterReader {

    private static final String WEIGHT = ".weight";
    private static final String BASE_LAYER = ".base_layer";

    private final Checkpoint stored;
    private final @Nullable AdapterSettings settings;
    private final AdapterScales scales;
    private final List<Entry> entries;
    private final Map<AdapterParts.Key, AdapterParts> updates = new LinkedHashMap<>();
    private final Map<String, Set<String>> adaptersOf = new HashMap<>();

    /// Names of tensors that are no parts.
    private final Set<String> plain = new HashSet<>();

    /// A tensor and what its name says.
    private record Entry(Tensor tensor, @Nullable AdapterPart part) {

        private boolean is(Role role) {
            return part != null && part.role() == role;
        }
    }

    /// @param settings of the configuration beside the file, or null if there is none
    /// @param header what the file's own header says beside the tensors
    AdapterReader(Checkpoint stored, @Nullable AdapterSettings settings, Map<String, String> header) {
        this.stored = stored;
        this.settings = settings;
        this.scales = new AdapterScales(stored, settings, header);
        this.entries = stored.tensors().stream()
                .map(tensor -> new Entry(tensor, AdapterPart.of(tensor.name())))
                .toList();
    }

    Adapter read() {
        for (Entry entry : entries) {
            if (entry.part() == null) {
                plain.add(AdapterPart.bare(entry.tensor().name()));
            } else if (entry.part().role().makesAnUpdate() && !entry.is(Role.TOKENS)) {
                collect(entry.part(), entry.tensor());
            }
        }
        for (Entry entry : entries) {
            if (entry.part() != null && !entry.part().role().makesAnUpdate()) {
                add(entry.part(), entry.tensor());
            }
        }
        if (updates.isEmpty()) {
            throw stored.broken(
                    "has no update in it that is known, such as a pair of lora_A and lora_B: it is no adapter");
        }
        List<FileState> files = new ArrayList<>(stored.sources());
        if (settings != null) {
            files.add(settings.file().state());
        }
        return new Adapter(stored, format(), items(), files, unmergeable());
    }

    private void collect(AdapterPart part, Tensor tensor) {
        AdapterParts parts = updates.computeIfAbsent(
                new AdapterParts.Key(part.module(), part.adapter()),
                key -> new AdapterParts(key, new EnumMap<>(Role.class), stored));
        adaptersOf.computeIfAbsent(part.module(), module -> new TreeSet<>()).add(part.adapter());
        Tensor other = parts.tensors().putIfAbsent(part.role(), tensor);
        if (other != null) {
            throw stored.broken("has two tensors for one part of an update: " + other.name() + " and " + tensor.name());
        }
    }

    /// What only counts beside an update, scales and norms; and an update in one piece, where it is the only
    /// one.
    private void add(AdapterPart part, Tensor tensor) {
        Set<String> adapters = adaptersOf.getOrDefault(part.module(), Set.of());
        if (part.role() == Role.WHOLE) {
            if (adapters.isEmpty() && tensor.rank() > 1 && !updates.isEmpty()) {
                collect(part, tensor);
            }
            return;
        }
        for (String adapter : adapters) {
            AdapterParts parts = updates.get(new AdapterParts.Key(part.module(), adapter));
            if (parts != null && (part.adapter().isEmpty() || part.adapter().equals(adapter))) {
                parts.tensors().putIfAbsent(part.role(), tensor);
            }
        }
    }

    private List<Adapter.Item> items() {
        List<Adapter.Item> items = new ArrayList<>();
        Set<AdapterParts.Key> done = new HashSet<>();
        for (Entry entry : entries) {
            AdapterParts parts = entry.part() == null ? null : partsWith(entry.part(), entry.tensor());
            if (parts == null || entry.is(Role.BIAS)) {
                items.add(new Adapter.Kept(kept(entry)));
            } else if (done.add(parts.key())) {
                items.add(item(parts));
            }
        }
        return items;
    }

    /// The update that a tensor is a part of; null if it is of none.
    private @Nullable AdapterParts partsWith(AdapterPart part, Tensor tensor) {
        return adaptersOf.getOrDefault(part.module(), Set.of()).stream()
                .map(adapter -> updates.get(new AdapterParts.Key(part.module(), adapter)))
                .filter(parts -> parts != null && parts.get(part.role()) == tensor)
                .findFirst()
                .orElse(null);
    }

    private Adapter.Item item(AdapterParts parts) {
        String module = parts.key().module();
        Set<String> adapters = adaptersOf.getOrDefault(module, Set.of());
        if (settings != null && adapters.size() > 1) {
            throw stored.broken("holds several adapters of " + module + " (" + String.join(", ", adapters)
                    + ") beside one configuration; save them one by one");
        }
        if (settings == null && parts.has(Role.DOWN) && module.matches("(.*\\.)?experts(\\.base_layer)*")) {
            return new Adapter.Kept(parts.first()
                    .refused(
                            Use.PART,
                            "part of an update of experts: their number and the rank are only in adapter_config.json, which is"
                                    + " missing"));
        }
        boolean transposed = settings != null && settings.transposed();
        String parameter = settings == null ? null : parameter(parts, settings.targetParameters());
        Whole whole = parameter == null ? parts.whole(scales, transposed) : parts.experts(parameter, scales);
        String weight = parameter == null ? module + WEIGHT : parameter;
        boolean beside = adapters.size() > 1 || plain.contains(weight);
        String ending = parts.key().adapter().isEmpty()
                ? ".lora"
                : ".lora." + parts.key().adapter();
        return new Change(
                weight,
                beside ? module + ending : weight,
                parts.first(),
                whole.update(),
                whole.transposed(),
                parts.get(Role.MAGNITUDE),
                whole.use(),
                noted(whole.note(), parts));
    }

    /// Whether the weight that is adapted is in the file.
    private boolean hasWeight(String module) {
        return plain.contains(module + WEIGHT) || plain.contains(module + BASE_LAYER + WEIGHT);
    }

    /// What one should know of an update, beside what its scale leaves to be said.
    private String noted(String note, AdapterParts parts) {
        List<String> remarks = new ArrayList<>();
        remarks.add(note);
        if (settings != null && settings.residual() != null) {
            remarks.add("the model's own weight was changed, too, when training began (" + settings.residual() + ")");
        }
        if (settings != null && settings.decomposed() && !parts.has(Role.MAGNITUDE)) {
            remarks.add("without DoRA's factors, which the file has not");
        }
        remarks.removeIf(String::isEmpty);
        return String.join("; ", remarks);
    }

    /// The parameter that a pair is for, if that is not its module's weight. A module of which several are
    /// adapted is wrapped as often, `X.base_layer.lora_A` inside `X.lora_A`, in the order in which it has
    /// them.
    private @Nullable String parameter(AdapterParts parts, List<String> targets) {
        String module = parts.key().module();
        int inside = 0;
        while (module.endsWith(BASE_LAYER)) {
            module = module.substring(0, module.length() - BASE_LAYER.length());
            inside++;
        }
        String bare = module;
        List<String> names = targets.stream()
                .filter(target -> ("." + bare + "." + leaf(target)).endsWith("." + target))
                .map(AdapterReader::leaf)
                .distinct()
                .toList();
        if (names.isEmpty() || !parts.has(Role.DOWN)) {
            return null;
        }
        int wraps = 1;
        for (String outer = bare + BASE_LAYER; adaptersOf.containsKey(outer); outer += BASE_LAYER) {
            wraps++;
        }
        if (names.size() == 1 && wraps == 1) {
            return bare + "." + names.getFirst();
        }
        if (names.size() == 2 && wraps == 2 && names.containsAll(Set.of("gate_up_proj", "down_proj"))) {
            return bare + (inside == 1 ? ".gate_up_proj" : ".down_proj");
        }
        throw stored.broken("adapts " + wraps + " of the parameters " + String.join(", ", names) + " of " + bare
                + "; which is which is not in the file");
    }

    private static String leaf(String name) {
        return name.substring(name.lastIndexOf('.') + 1);
    }

    /// A tensor that is no part of an update, under the model's name for it.
    private Tensor kept(Entry entry) {
        Tensor tensor = entry.tensor().named(AdapterPart.bare(entry.tensor().name()));
        String name = tensor.name();
        if (entry.is(Role.TOKENS)) {
            return tensor.refused(Use.PART, "rows of an embedding that were trained alone, no matrix by themselves");
        }
        if (entry.is(Role.BIAS)) {
            return tensor.refused(Use.PART, "part of an update: added to the module's bias");
        }
        if (name.contains(".original_module.")) {
            return tensor.refused(Use.PART, "the model's own, in whose place another was trained (modules_to_save)");
        }
        String module = name.endsWith(WEIGHT) ? name.substring(0, name.length() - WEIGHT.length()) : "";
        if (module.endsWith(BASE_LAYER)) {
            return tensor.noted("the model's own weight, saved beside its update");
        }
        if (adaptersOf.containsKey(module)) {
            return tensor.noted("without the update that lies beside it in the file");
        }
        return tensor.named(name.replaceFirst("\\.modules_to_save(\\.[^.]+(?=\\.(weight|bias)$))?", ""));
    }

    private String format() {
        if (adaptersOf.keySet().stream().allMatch(this::hasWeight)) {
            return stored.format() + " with LoRA updates";
        }
        AdapterParts first = updates.values().iterator().next();
        boolean decomposed = settings != null && settings.decomposed() || first.has(Role.MAGNITUDE);
        return first.method(decomposed ? "DoRA" : "LoRA") + " adapter";
    }

    private @Nullable String unmergeable() {
        if (adaptersOf.values().stream().anyMatch(adapters -> adapters.size() > 1)) {
            return "holds several adapters of one module; save the one that is to be merged";
        }
        if (entries.stream().anyMatch(entry -> entry.is(Role.TOKENS))) {
            return "has rows of an embedding that were trained alone (trainable_tokens_delta), which cannot be put in"
                    + " place here; merge it with PEFT (merge_and_unload)";
        }
        if (settings == null) {
            return null;
        }
        if (settings.residual() != null) {
            return "was begun from the model's own weights, which were changed for it (init_lora_weights "
                    + settings.residual() + "): what it can be added to is not the model as it was; merge it with PEFT"
                    + " (merge_and_unload)";
        }
        boolean norms = updates.values().stream().allMatch(parts -> parts.has(Role.MAGNITUDE));
        if (settings.decomposed() && !norms) {
            return "is a DoRA adapter without lora_magnitude_vector for each of its pairs, so that it cannot be merged"
                    + " here";
        }
        return settings.variants().stream()
                .map(AdapterMerge.ONLY_MERGING::get)
                .findFirst()
                .orElse(null);
    }
}
