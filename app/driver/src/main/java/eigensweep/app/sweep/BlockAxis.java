package eigensweep.app.sweep;

import eigensweep.figure.Axis;
import eigensweep.figure.Scale;
import eigensweep.figure.Ticks.Tick;
import eigensweep.layer.Role;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;

/// The depth of a model as an axis: the layers' places, from 1; labelled by the numbers of their blocks, where names
/// tell those of most.
public final class BlockAxis {

    private BlockAxis() {}

    /// The axis of layers in the order of depth.
    ///
    /// @param models which each is of: blocks of two models are two
    public static Axis of(List<Role> roles, List<String> models) {
        List<Tick> blocks = new ArrayList<>();
        int from = 0;
        int known = 0;
        for (int end : ends(roles, models)) {
            Integer block = roles.get(from).block();
            if (block != null) {
                blocks.add(new Tick((from + 1 + end) / 2.0, block.toString()));
                known += end - from;
            }
            from = end;
        }
        boolean areKnown = blocks.size() > 1 && 2 * known >= roles.size();
        Axis places = new Axis(
                (areKnown ? "block" : "layer") + ", from input to output", Scale.LINEAR, 0, roles.size() + 1.0);
        return areKnown ? places.marked(blocks) : places;
    }

    /// Behind the last layer of each block.
    private static List<Integer> ends(List<Role> roles, List<String> models) {
        return IntStream.rangeClosed(1, roles.size())
                .filter(i -> i == roles.size()
                        || !Objects.equals(
                                roles.get(i).block(), roles.get(i - 1).block())
                        || !models.get(i).equals(models.get(i - 1)))
                .boxed()
                .toList();
    }
}
