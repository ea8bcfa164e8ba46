package eigensweep.checkpoint.onnx;

import java.util.List;
import java.util.Map;

/// A node of an ONNX graph: an operator, or a call of a function.
///
/// @param operator what it does
/// @param domain whose operator that is; empty for ONNX's own
/// @param function under what name the model may have a function for it
/// @param name its own name; may be empty
/// @param module the module it is part of, where PyTorch's exporter says so; else empty
/// @param inputs names of the values it reads; empty for one left out
/// @param outputs names of the values it makes
/// @param numbers those of its attributes that are integers and matter to weights
/// @param isOpen whether attributes get their values from the call of the function that the node is in
/// @param bodies the graphs among its attributes
record OnnxNode(
        String operator,
        String domain,
        String function,
        String name,
        String module,
        List<String> inputs,
        List<String> outputs,
        Map<String, long[]> numbers,
        boolean isOpen,
        List<OnnxGraph> bodies) {

    private static final String OWN_DOMAIN = "ai.onnx";

    OnnxNode {
        domain = domain.equals(OWN_DOMAIN) ? "" : domain;
        inputs = List.copyOf(inputs);
        outputs = List.copyOf(outputs);
        numbers = Map.copyOf(numbers);
        bodies = List.copyOf(bodies);
    }

    /// The name of an input, empty if there is none.
    String input(int index) {
        return index >= 0 && index < inputs.size() ? inputs.get(index) : "";
    }

    /// The name of an output, empty if there is none.
    String output(int index) {
        return index < outputs.size() ? outputs.get(index) : "";
    }

    /// An attribute that is one integer.
    long number(String attribute, long otherwise) {
        long[] values = numbers.get(attribute);
        return values == null || values.length != 1 ? otherwise : values[0];
    }

    /// How a function is called by nodes.
    static String functionName(String domain, String operator, String overload) {
        return (domain.equals(OWN_DOMAIN) ? "" : domain) + "::" + operator + "::" + overload;
    }

    /// The operator in the name that a function is called by.
    static String operatorOf(String functionName) {
        return functionName.substring(functionName.indexOf("::") + 2, functionName.lastIndexOf("::"));
    }
}
