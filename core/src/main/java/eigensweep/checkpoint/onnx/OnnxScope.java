package eigensweep.checkpoint.onnx;

import eigensweep.tensor.Tensor;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Where names of values mean something: in a graph and those around it, or in a function at one of its calls.
///
/// @param graph the graph or function
/// @param outer the scope around it; null for the main graph and for functions, which see nothing but what they are
///     given
/// @param arguments what a function is given, by its own names
/// @param owner the node that the graph belongs to, for people; empty for the main graph
record OnnxScope(OnnxGraph graph, @Nullable OnnxScope outer, Map<String, Argument> arguments, String owner) {

    /// What a function is given.
    ///
    /// @param scope where it is called
    /// @param name of the value there
    record Argument(OnnxScope scope, String name) {}

    /// Where a value comes from.
    ///
    /// @param scope where it was found
    /// @param constant the value, if it is a constant
    /// @param maker the node that makes it, if it is not
    record Origin(
            OnnxScope scope,
            @Nullable Tensor constant,
            @Nullable OnnxNode maker) {}

    /// The main graph, or a function by itself.
    static OnnxScope of(OnnxGraph graph, String owner) {
        return new OnnxScope(graph, null, Map.of(), owner);
    }

    /// A graph among a node's attributes.
    OnnxScope body(OnnxNode node, OnnxGraph body) {
        return new OnnxScope(body, this, Map.of(), within(node));
    }

    /// A function that a node calls.
    OnnxScope call(OnnxNode node, OnnxGraph function) {
        Map<String, Argument> given = new HashMap<>();
        for (int i = 0; i < Math.min(function.inputs().size(), node.inputs().size()); i++) {
            given.put(function.inputs().get(i), new Argument(this, node.input(i)));
        }
        return new OnnxScope(function, null, given, within(node));
    }

    private String within(OnnxNode node) {
        String name = OnnxNames.dotted(node.name().isEmpty() ? node.operator() : node.name());
        return owner.isEmpty() || name.startsWith(owner) ? name : owner + "." + name;
    }

    /// Where a value comes from; null if the model is given it, or there is none of this name.
    @Nullable
    Origin origin(String name) {
        for (OnnxScope scope = name.isEmpty() ? null : this; scope != null; scope = scope.outer()) {
            Tensor constant = scope.graph.constants().get(name);
            OnnxNode maker = scope.graph.makers().get(name);
            if (constant != null || maker != null) {
                return new Origin(scope, constant, constant == null ? maker : null);
            }
            Argument argument = scope.arguments.get(name);
            if (argument != null) {
                return argument.scope().origin(argument.name());
            }
        }
        return null;
    }
}
