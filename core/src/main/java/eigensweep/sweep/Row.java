package eigensweep.sweep;

import eigensweep.layer.Layer;
import eigensweep.layer.Role;
import eigensweep.linalg.Precision;
import eigensweep.spectrum.LayerMetrics;
import eigensweep.sweep.Plan.Task;
import eigensweep.table.Field;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// A row of `layers.csv`: one layer, swept or not. Components are columns, see [Columns].
///
/// @param layerId the tensor's place in its file; null for the row of a model that cannot be opened
/// @param longname the tensor's name without its `.weight`
/// @param layerType as [Layer.Type] has it, in lower case: `dense`, `conv2d`, ...
/// @param role what it does in the network (see [Role]); empty if its name does not tell
/// @param block the number of its block, where its name tells
/// @param sliceId which slice of a kernel, where slices are not pooled
/// @param n `N`, the larger side
/// @param m `M`, the smaller side
/// @param q `N / M`
/// @param rf the receptive field: matrices pooled into the spectrum
/// @param metrics null if the layer was skipped or failed
/// @param status what came of it
/// @param model the model as the user named it
/// @param tensor the tensor's name in the file
/// @param dtype the element type in the file; with `(dequantised)` behind it if it was
/// @param backend who computed it, `cuda+openblas` if two had a part; empty if nobody did
/// @param precision `f64` or `f32`; `f64` as well where that was done again which `f32` left in doubt
/// @param method `gram` or `svd`
/// @param convention `weightwatcher` or `paper`
/// @param note how the weight was read, where that is not plain; empty otherwise
/// @param reason why the layer was skipped or failed, or why metrics are undefined; empty otherwise
public record Row(
        @Nullable Integer layerId,
        String longname,
        String layerType,
        String role,
        @Nullable Integer block,
        @Nullable Integer sliceId,
        @Field("N") @Nullable Integer n,
        @Field("M") @Nullable Integer m,
        @Field("Q") @Nullable Double q,
        @Nullable Integer rf,
        @Nullable LayerMetrics metrics,
        Status status,
        String model,
        String tensor,
        String dtype,
        String backend,
        String precision,
        String method,
        String convention,
        String note,
        String reason) {

    /// What came of a layer.
    public enum Status {
        /// Every metric that has a value has one.
        SUCCESS,
        /// The spectrum is there, but no power law could be fitted to it.
        PARTIAL,
        /// The spectrum could not be computed.
        FAILED,
        /// Not swept, by rule or by request.
        SKIPPED
    }

    static Row of(Task task, Outcome outcome, SweepOptions options) {
        Layer layer = task.layer();
        Role role = Role.of(layer);
        boolean shaped = !layer.matrices().isEmpty();
        return new Row(
                layer.id(),
                layer.longName(),
                lower(layer.type()),
                role.name(),
                role.block(),
                layer.slice(),
                shaped ? layer.largeSide() : null,
                shaped ? layer.smallSide() : null,
                shaped ? (double) layer.largeSide() / layer.smallSide() : null,
                shaped ? layer.receptiveField() : null,
                outcome.metrics(),
                outcome.status(),
                task.model(),
                layer.tensor().storedName(),
                layer.tensor().encoding(),
                outcome.backend(),
                lower(outcome.precision()),
                lower(options.solve().method()),
                lower(options.metrics().convention()),
                layer.note(),
                String.join("; ", outcome.reasons()));
    }

    /// The row of a model of which no layer is known, for it cannot be opened.
    ///
    /// @param name as the user wrote it
    /// @param reason why
    public static Row ofUnusable(String name, String reason, SweepOptions options) {
        return new Row(
                null,
                "",
                "",
                "",
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                Status.FAILED,
                name,
                "",
                "",
                "",
                lower(options.solve().precision()),
                lower(options.solve().method()),
                lower(options.metrics().convention()),
                "",
                reason);
    }

    /// The long name, with the slice behind it where there is one: unique in its model.
    public String title() {
        return sliceId == null ? longname : longname + "[" + sliceId + "]";
    }

    /// The same row for a model under another name: a file may have been moved since its layers were swept.
    Row ofModel(String name) {
        return new Row(
                layerId,
                longname,
                layerType,
                role,
                block,
                sliceId,
                n,
                m,
                q,
                rf,
                metrics,
                status,
                name,
                tensor,
                dtype,
                backend,
                precision,
                method,
                convention,
                note,
                reason);
    }

    private static String lower(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    /// What came of it, by whom.
    record Outcome(
            @Nullable LayerMetrics metrics, Status status, List<String> reasons, String backend, Precision precision) {}
}
