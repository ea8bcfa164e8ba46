package eigensweep.checkpoint.parts;

import eigensweep.tensor.Meaning.Axes;
import eigensweep.tensor.Tensor;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What chooses among experts, by the module that has both: it has an output for each of them.
///
/// @param byModule the router of a module, by its name
record Routers(Map<String, Router> byModule) {

    private static final Pattern NAME = Pattern.compile(
            "(.+)[./]((router|gate)([./](layer|classifier|gate|wg|proj|dense|linear))?([./](weight|kernel))?)");

    /// How many modules further up a router may be: DBRX's is beside `experts` in `experts.mlp.w1`.
    private static final int FURTHEST = 3;

    /// A router.
    ///
    /// @param name in its module
    /// @param isCalledSo rather than a gate, of which there are others
    record Router(String name, long experts, boolean isCalledSo) {}

    static Routers of(List<Tensor> tensors) {
        Map<String, Router> byModule = new HashMap<>();
        for (Tensor tensor : tensors) {
            Matcher name = NAME.matcher(tensor.name());
            if (tensor.rank() == 2 && name.matches()) {
                boolean outputsLast = tensor.meaning().axes() == Axes.POSITIONS_FIRST;
                byModule.put(
                        name.group(1),
                        new Router(
                                name.group(2),
                                tensor.shape()[outputsLast ? 1 : 0],
                                name.group(3).equals("router")));
            }
        }
        return new Routers(byModule);
    }

    /// The router of the nearest module that a parameter is in; null if none has one.
    @Nullable
    Router beside(String parameter) {
        String module = around(parameter.replaceFirst("[./](weight|kernel)$", ""));
        for (int up = 0; up < FURTHEST && !module.isEmpty(); up++) {
            Router router = byModule.get(module);
            if (router != null) {
                return router;
            }
            module = around(module);
        }
        return null;
    }

    private static String around(String name) {
        return name.substring(0, Math.max(0, Math.max(name.lastIndexOf('.'), name.lastIndexOf('/'))));
    }
}
