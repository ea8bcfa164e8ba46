package eigensweep.checkpoint.adapter;

import eigensweep.checkpoint.file.MappedFile;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What a configuration says of an adapter.
///
/// @param file that says it
/// @param method `peft_type`, in capitals
/// @param scale what the update is multiplied by
/// @param ranks of the updates
/// @param transposed `fan_in_fan_out`: the base model keeps its matrices transposed
/// @param decomposed `use_dora`: the merged weight is rescaled, too
/// @param targetParameters parameters that are adapted where it is not a module's weight
/// @param variants settings that make another function of what is stored
/// @param residual how the adapter began, if that took something from the base model's weights
record AdapterSettings(
        MappedFile file,
        String method,
        Scale scale,
        Ranks ranks,
        boolean transposed,
        boolean decomposed,
        List<String> targetParameters,
        List<String> variants,
        @Nullable String residual) {

    /// Characters of names that all patterns together may look at.
    private static final long MOST_CHARACTERS = 100_000_000;

    AdapterSettings {
        targetParameters = List.copyOf(targetParameters);
        variants = List.copyOf(variants);
    }

    /// What the updates are multiplied by.
    ///
    /// @param alpha `lora_alpha`; with LoHa and LoKr `alpha`
    /// @param factor the factor itself, as MLX has it
    /// @param alphaOf `alpha_pattern`: other values for some modules; the first that matches holds
    /// @param rankStabilised `use_rslora`: the factor is `alpha / sqrt(r)` rather than `alpha / r`
    record Scale(
            @Nullable Double alpha,
            @Nullable Double factor,
            Map<ModulePattern, Double> alphaOf,
            boolean rankStabilised) {
        Scale {
            alphaOf = Collections.unmodifiableMap(new LinkedHashMap<>(alphaOf));
        }
    }

    /// The ranks of the updates.
    ///
    /// @param usual `r`
    /// @param rankOf `rank_pattern`: other values for some modules; the first that matches holds
    record Ranks(@Nullable Long usual, Map<ModulePattern, Double> rankOf) {
        Ranks {
            rankOf = Collections.unmodifiableMap(new LinkedHashMap<>(rankOf));
        }
    }

    /// What is known of one update.
    ///
    /// @param rank `r`
    /// @param factor on the product
    /// @param note what one should know of it; else empty
    record Scaling(long rank, double factor, String note) {}

    /// A budget for all patterns of an adapter.
    static ModulePattern.Budget budget() {
        return new ModulePattern.Budget(MOST_CHARACTERS);
    }

    /// What is known of a module's update.
    ///
    /// @param stored the rank that the update has in the file; 0 if it does not show
    Scaling of(String module, long stored, ModulePattern.Budget budget) {
        try {
            List<Long> expected = new ArrayList<>(matching(ranks.rankOf(), module, budget)
                    .map(Double::longValue)
                    .toList());
            if (expected.isEmpty() && ranks.usual() != null) {
                expected.add(ranks.usual());
            }
            long rank = stored > 0 || expected.isEmpty() ? stored : expected.getFirst();
            if (rank == 0) {
                throw file.broken("has no r, without which the scale of " + module + " is not known");
            }
            if (!expected.isEmpty() && !expected.contains(rank)) {
                throw file.broken("gives " + module + " the rank " + expected.getFirst()
                        + ", but its update in the file has the rank " + rank + "; they do not belong together");
            }
            boolean later = !expected.isEmpty() && expected.getFirst() != rank;
            String note = later ? "rank " + rank + " by a later key of rank_pattern than the first that matches" : "";
            return new Scaling(rank, factor(module, rank, budget), note);
        } catch (ModulePattern.ExhaustedException e) {
            throw file.broken("has patterns that take too long to match; refused", e);
        }
    }

    private double factor(String module, long rank, ModulePattern.Budget budget) {
        if (scale.factor() != null) {
            return scale.factor();
        }
        Double alpha = matching(scale.alphaOf(), module, budget).findFirst().orElse(scale.alpha());
        if (alpha == null || alpha == 0) {
            throw file.broken("has no " + (method.equals("LORA") ? "lora_alpha" : "alpha")
                    + " other than 0, without which the adapter's scale is not known");
        }
        return alpha / (scale.rankStabilised() ? Math.sqrt((double) rank) : (double) rank);
    }

    private static Stream<Double> matching(
            Map<ModulePattern, Double> values, String module, ModulePattern.Budget budget) {
        return values.entrySet().stream()
                .filter(value -> value.getKey().matches(module, budget))
                .map(Map.Entry::getValue);
    }
}
