package eigensweep.app.sweep;

import eigensweep.layer.Layer;
import eigensweep.layer.Layers;
import eigensweep.linalg.Backend;
import eigensweep.linalg.Backends;
import eigensweep.page.Durations;
import eigensweep.page.TextTable;
import eigensweep.page.Wrapping;
import eigensweep.sweep.Plan;
import eigensweep.sweep.Plan.Task;
import eigensweep.sweep.SweepOptions;
import eigensweep.table.Field;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// What `--dry-run` prints: every tensor of the models, what will be done with it, and what that takes.
///
/// @param items one a tensor, or a part of it
/// @param footer totals, for people
public record PlanTable(List<Item> items, String footer) {

    /// Multiply-adds a second that one thread of a current server reaches on these shapes, in float64.
    private static final double OPERATIONS_PER_SECOND = 20e9;

    private static final double MIB = 1 << 20;

    private static final String OF_ANOTHER_SHARE = "of another share";

    /// A tensor in the plan.
    ///
    /// @param layerId the tensor's place in its file
    /// @param longname the tensor's name without its `.weight`
    /// @param layerType what kind of layer it is
    /// @param tensor its name in the file
    /// @param shape its dimensions
    /// @param dtype its element type
    /// @param n `N`, the larger side
    /// @param m `M`, the smaller side
    /// @param rf matrices pooled into the spectrum
    /// @param numEvals how many eigenvalues it has
    /// @param bytes its size in the file
    /// @param gflop estimated work, in units of `1e9` operations at the speed of a matrix product
    /// @param skipped why it is not swept; empty if it is
    /// @param model the model as the user named it
    public record Item(
            int layerId,
            String longname,
            String layerType,
            String tensor,
            String shape,
            String dtype,
            @Field("N") @Nullable Integer n,
            @Field("M") @Nullable Integer m,
            @Nullable Integer rf,
            @Nullable Integer numEvals,
            long bytes,
            @Nullable Double gflop,
            String skipped,
            String model) {}

    /// Describes a plan.
    public static PlanTable of(Plan plan, Backend backend, SweepOptions options) {
        Set<Task> planned = new HashSet<>(plan.tasks());
        List<Item> items = plan.all().stream()
                .map(task -> item(task, skipped(task, planned), options))
                .toList();
        String footer = String.format(
                Locale.ROOT,
                "%d layers to sweep of %d tensors, %s; %s (%s), at most %.0f MiB of memory"
                        + " beside the mapped files%n",
                plan.size(),
                plan.all().size(),
                skippedInWords(plan),
                time(plan.cost(options), backend, options.solve().threads()),
                backend.name(),
                Math.ceil(plan.workspaceBytes(backend, options) / MIB));
        return new PlanTable(items, footer);
    }

    /// How long the work takes, where the speed is known: GPUs differ too much.
    private static String time(double cost, Backend backend, int threads) {
        return Backends.isOnDevices(backend.name())
                ? "on the GPU"
                : Durations.about(cost / OPERATIONS_PER_SECOND / threads) + " on " + threads + " threads";
    }

    /// Why a task is not done here; null if it is.
    private static @Nullable String skipped(Task task, Set<Task> planned) {
        return task.layer().isSwept() && !planned.contains(task)
                ? OF_ANOTHER_SHARE
                : task.layer().skipped();
    }

    private static Item item(Task task, @Nullable String skipped, SweepOptions options) {
        Layer layer = task.layer();
        boolean shaped = !layer.matrices().isEmpty();
        return new Item(
                layer.id(),
                layer.longName(),
                layer.type().name().toLowerCase(Locale.ROOT),
                layer.tensor().storedName(),
                layer.tensor().shapeText(),
                layer.tensor().encoding(),
                shaped ? layer.largeSide() : null,
                shaped ? layer.smallSide() : null,
                shaped ? layer.receptiveField() : null,
                shaped ? (int) layer.eigenvalueCount() : null,
                layer.tensor().storedBytes(),
                skipped == null ? Plan.cost(layer, options) / 1e9 : null,
                skipped == null ? "" : skipped,
                task.model());
    }

    /// Why there is nothing to sweep, in words.
    public static String whyNothing(Plan plan) {
        return plan.all().isEmpty() ? "the model has no tensors" : skippedInWords(plan);
    }

    private static String skippedInWords(Plan plan) {
        Set<Task> planned = new HashSet<>(plan.tasks());
        Map<String, Long> reasons = plan.all().stream()
                .map(task -> skipped(task, planned))
                .filter(Objects::nonNull)
                .map(PlanTable::kind)
                .collect(Collectors.groupingBy(Function.identity(), TreeMap::new, Collectors.counting()));
        return reasons.isEmpty()
                ? "none skipped"
                : "skipped: "
                        + reasons.entrySet().stream()
                                .map(entry -> entry.getValue() + " (" + entry.getKey() + ")")
                                .collect(Collectors.joining(", "));
    }

    private static String kind(String reason) {
        return Layers.withoutCount(reason).replaceFirst(": .*| of [^ ]+$", "");
    }

    /// The plan for people.
    ///
    /// @param width of the window
    public String text(int width) {
        TextTable table = new TextTable(
                        4, "layer", "type", "shape", "dtype", "evals", "MiB", "GFLOP", "skipped because")
                .leastImportant("type", "dtype", "MiB", "evals", "GFLOP");
        for (Item item : items) {
            table.add(
                    item.longname(),
                    item.layerType(),
                    item.shape(),
                    item.dtype(),
                    item.numEvals() == null ? "" : item.numEvals().toString(),
                    String.format(Locale.ROOT, "%.2f", item.bytes() / MIB),
                    item.gflop() == null ? "" : String.format(Locale.ROOT, "%.3f", item.gflop()),
                    item.skipped());
        }
        return String.join("\n", table.render(width, "--format csv")) + "\n\n"
                + String.join("\n", Wrapping.of(footer.strip(), width)) + "\n";
    }
}
