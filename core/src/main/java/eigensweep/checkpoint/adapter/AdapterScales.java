package eigensweep.checkpoint.adapter;

import eigensweep.checkpoint.adapter.AdapterSettings.Scaling;
import eigensweep.checkpoint.file.Checkpoint;
import eigensweep.checkpoint.file.MappedFile;
import eigensweep.tensor.Tensor;
import eigensweep.tensor.Widen;
import java.lang.foreign.MemorySegment;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// What the updates of a file are multiplied by: what stands beside each (`X.alpha`), else what the
/// configuration says, else what the header of the file says, as diffusers and kohya's scripts write it, else
/// 1.
final class AdapterScales {

    private static final String OF_DIFFUSERS = "lora_adapter_metadata";
    private static final String KOHYA_RANK = "ss_network_dim";
    private static final String KOHYA_ALPHA = "ss_network_alpha";
    private static final String UNKNOWN = "scale not in the file: taken as 1 (alpha = r)";

    private final Checkpoint stored;
    private final @Nullable AdapterSettings settings;
    private final Map<String, AdapterSettings> ofModels;
    private final Map<String, String> header;
    private final ModulePattern.Budget budget = AdapterSettings.budget();

    /// @param stored the file
    /// @param settings of the configuration beside it, or null if there is none
    /// @param header what the file's own header says beside the tensors
    AdapterScales(Checkpoint stored, @Nullable AdapterSettings settings, Map<String, String> header) {
        this.stored = stored;
        this.settings = settings;
        this.header = header;
        String diffusers = header.get(OF_DIFFUSERS);
        MappedFile file = new MappedFile(stored.path(), OF_DIFFUSERS, MemorySegment.NULL);
        this.ofModels = diffusers == null ? Map.of() : AdapterConfig.readOfSeveral(file, diffusers);
    }

    /// What a module's update is multiplied by.
    ///
    /// @param module as the file calls it
    /// @param rank of its update; 0 if it does not show
    /// @param alpha the tensor beside it, or null if there is none
    Scaling of(String module, long rank, @Nullable Tensor alpha) {
        if (alpha != null && rank > 0) {
            return new Scaling(rank, value(alpha) / rank, "");
        }
        if (settings != null) {
            return settings.of(module, rank, budget);
        }
        for (Map.Entry<String, AdapterSettings> model : ofModels.entrySet()) {
            String prefix = model.getKey() + ".";
            if (module.startsWith(prefix)) {
                return model.getValue().of(module.substring(prefix.length()), rank, budget);
            }
        }
        if (String.valueOf(rank).equals(header.get(KOHYA_RANK))) {
            Double network = number(header.get(KOHYA_ALPHA));
            if (network != null) {
                return new Scaling(rank, network / rank, "");
            }
        }
        return new Scaling(rank, 1, UNKNOWN);
    }

    private double value(Tensor alpha) {
        double value = alpha.count() == 1 && alpha.dtype().isWidenable()
                ? Widen.at(alpha.viewed(new long[] {1, 1}, new long[] {1, 1}).matrix(0, 1, new long[2], 1), 0, 0)
                : Double.NaN;
        if (!Double.isFinite(value) || value == 0) {
            throw stored.broken("tensor " + alpha.name() + " is no number to scale an update by");
        }
        return value;
    }

    private static @Nullable Double number(@Nullable String text) {
        try {
            double value = Double.parseDouble(Objects.requireNonNullElse(text, ""));
            return Double.isFinite(value) && value != 0 ? value : null;
        } catch (NumberFormatException e) {
            return null;
        }
    }
}
