package eigensweep.checkpoint.onnx;

import com.google.protobuf.CodedInputStream;
import eigensweep.checkpoint.file.MappedFile;
import eigensweep.tensor.Tensor;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Reads the messages of an ONNX file: the model, its graphs, nodes, attributes and functions. Field numbers are those
/// of `onnx.proto`; each is named where it is read.
///
/// Of attributes only what concerns weights is kept. How much there is of everything is counted, as names and nodes
/// take more memory than their bytes in a file do.
final class OnnxMessages {

    /// With the objects they make, this many fit in a quarter of a gigabyte.
    private static final int MOST_TENSORS = 1 << 18;

    private static final int MOST_NODES = 1 << 18;
    private static final int MOST_NAMES = 1 << 21;

    /// In bytes, all together.
    private static final long LONGEST_NAMES = 128 << 20;

    /// Graphs within graphs.
    private static final int DEEPEST = 32;

    private static final Set<String> NUMBERS = Set.of(
            "allowzero",
            "axes",
            "axis",
            "bits",
            "block_size",
            "gather_axis",
            "K",
            "N",
            "perm",
            "quantize_axis",
            "shape",
            "to",
            "transB",
            "weight_prepacked");

    /// What PyTorch's exporter writes of a node: `['', 'encoder', 'encoder.fc', 'linear']`, the modules around it and
    /// itself.
    private static final String SCOPES = "pkg.torch.onnx.name_scopes";

    private static final Pattern SCOPE = Pattern.compile("'([^']*)'");

    private final MappedFile file;
    private final OnnxTensors tensors;
    private int tensorCount;
    private int nodeCount;
    private int nameCount;
    private long nameBytes;
    private int depth;

    OnnxMessages(MappedFile file, OnnxTensors tensors) {
        this.file = file;
        this.tensors = tensors;
    }

    OnnxModel model(CodedInputStream in) throws IOException {
        OnnxGraph graph = null;
        Map<String, OnnxGraph> functions = new LinkedHashMap<>();
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            switch (Onnx.messageField(tag)) {
                case 7 -> graph = nested(in, this::graph); // ModelProto.graph
                case 25 -> nested(in, message -> function(message, functions)); // ModelProto.functions
                default -> in.skipField(tag);
            }
        }
        if (graph == null) {
            throw file.broken("is no ONNX model: it has no graph");
        }
        return new OnnxModel(graph, functions);
    }

    /// What is gathered of a graph or a function.
    private static final class Gathered {
        private final List<String> inputs = new ArrayList<>();
        private final List<String> outputs = new ArrayList<>();
        private final List<Tensor> initialisers = new ArrayList<>();
        private final List<Tensor> constants = new ArrayList<>();
        private final List<OnnxNode> nodes = new ArrayList<>();
    }

    private OnnxGraph graph(CodedInputStream in) throws IOException {
        Gathered graph = new Gathered();
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            switch (Onnx.messageField(tag)) {
                case 1 -> Onnx.message(in, message -> node(message, graph)); // GraphProto.node
                case 5 -> add(graph.initialisers, Onnx.made(in, tensors::read)); // GraphProto.initializer
                case 15 -> add(graph.initialisers, Onnx.made(in, tensors::sparse)); // GraphProto.sparse_initializer
                default -> in.skipField(tag);
            }
        }
        return finished(graph);
    }

    private OnnxGraph function(CodedInputStream in, Map<String, OnnxGraph> functions) throws IOException {
        Gathered body = new Gathered();
        String name = "";
        String domain = "";
        String overload = "";
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            switch (Onnx.messageField(tag)) {
                case 1 -> name = name(in); // FunctionProto.name
                case 4 -> body.inputs.add(name(in)); // FunctionProto.input
                case 5 -> body.outputs.add(name(in)); // FunctionProto.output
                case 7 -> Onnx.message(in, message -> node(message, body)); // FunctionProto.node
                case 10 -> domain = name(in); // FunctionProto.domain
                case 13 -> overload = name(in); // FunctionProto.overload
                default -> in.skipField(tag);
            }
        }
        OnnxGraph graph = finished(body);
        functions.putIfAbsent(OnnxNode.functionName(domain, name, overload), graph);
        return graph;
    }

    private OnnxGraph finished(Gathered graph) {
        Map<String, Tensor> constants = new LinkedHashMap<>();
        graph.initialisers.addAll(graph.constants);
        for (Tensor constant : graph.initialisers) {
            if (constants.put(constant.storedName(), constant) != null) {
                throw file.broken("has two tensors named " + constant.storedName());
            }
        }
        return OnnxGraph.of(graph.inputs, graph.outputs, constants, graph.nodes);
    }

    private void add(List<Tensor> to, Tensor tensor) {
        if (++tensorCount > MOST_TENSORS) {
            throw file.broken("has more than " + MOST_TENSORS + " tensors; refused");
        }
        to.add(tensor);
    }

    private void node(CodedInputStream in, Gathered graph) throws IOException {
        if (++nodeCount > MOST_NODES) {
            throw file.broken("has more than " + MOST_NODES + " nodes; refused");
        }
        NodeProto proto = new NodeProto();
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            proto.field(in, tag);
        }
        if (!proto.operator.equals("Constant")) {
            graph.nodes.add(proto.node());
        } else if (proto.constant != null) {
            Tensor value = proto.constant;
            String name = proto.outputs.isEmpty() ? value.storedName() : proto.outputs.getFirst();
            add(
                    graph.constants,
                    Tensor.of(name, value.dtype(), value.shape(), value.data()).meaning(value.meaning()));
        }
    }

    /// The fields of a node, as they are met.
    private final class NodeProto {
        private final List<String> inputs = new ArrayList<>();
        private final List<String> outputs = new ArrayList<>();
        private final Map<String, long[]> numbers = new HashMap<>();
        private final List<OnnxGraph> bodies = new ArrayList<>();
        private String name = "";
        private String operator = "";
        private String domain = "";
        private String overload = "";
        private String module = "";
        private boolean isOpen;
        private @Nullable Tensor constant;

        void field(CodedInputStream in, int tag) throws IOException {
            switch (Onnx.messageField(tag)) {
                case 1 -> inputs.add(name(in)); // NodeProto.input
                case 2 -> outputs.add(name(in)); // NodeProto.output
                case 3 -> name = name(in); // NodeProto.name
                case 4 -> operator = name(in); // NodeProto.op_type
                case 5 -> Onnx.message(in, this::attribute); // NodeProto.attribute
                case 7 -> domain = name(in); // NodeProto.domain
                case 8 -> overload = name(in); // NodeProto.overload
                case 9 -> Onnx.message(in, this::metadata); // NodeProto.metadata_props
                default -> in.skipField(tag);
            }
        }

        OnnxNode node() {
            String function = OnnxNode.functionName(domain, operator, overload);
            return new OnnxNode(operator, domain, function, name, module, inputs, outputs, numbers, isOpen, bodies);
        }

        private void attribute(CodedInputStream in) throws IOException {
            boolean mayBeConstant = operator.isEmpty() || operator.equals("Constant");
            String attribute = "";
            OnnxAttribute values = new OnnxAttribute(file, mayBeConstant);
            for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
                int field = Onnx.messageField(tag);
                if (mayBeConstant && (field == 5 || field == 22)) { // AttributeProto.t, sparse_tensor
                    constant = Onnx.made(in, field == 5 ? tensors::read : tensors::sparse);
                    continue;
                }
                switch (field) {
                    case 1 -> attribute = Onnx.text(in, file); // AttributeProto.name
                    case 21 -> isOpen |= !Onnx.text(in, file).isEmpty(); // AttributeProto.ref_attr_name
                    case 6, 11 -> bodies.add(nested(in, OnnxMessages.this::graph)); // AttributeProto.g, graphs
                    default -> values.field(in, tag);
                }
            }
            if (NUMBERS.contains(attribute)) {
                numbers.put(attribute, values.integers());
            } else if (mayBeConstant && attribute.startsWith("value_")) {
                constant = values.tensor(attribute);
            }
        }

        private void metadata(CodedInputStream in) throws IOException {
            boolean isScopes = false;
            for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
                if (Onnx.messageField(tag) == 1) { // StringStringEntryProto.key
                    isScopes = Onnx.text(in, file).equals(SCOPES);
                } else if (isScopes && Onnx.messageField(tag) == 2) { // StringStringEntryProto.value
                    module = innermost(Onnx.text(in, file));
                } else {
                    in.skipField(tag);
                }
            }
        }
    }

    /// The module of a node: the last but one of the scopes, the last being the node itself.
    private static String innermost(String scopes) {
        String module = "";
        String last = "";
        for (Matcher scope = SCOPE.matcher(scopes); scope.find(); last = scope.group(1)) {
            module = last;
        }
        return module;
    }

    /// A node's graph or function, not too deep within others.
    private OnnxGraph nested(CodedInputStream in, Onnx.Maker<OnnxGraph> maker) throws IOException {
        if (++depth > DEEPEST) {
            throw file.broken("has graphs nested more than " + DEEPEST + " deep; refused");
        }
        OnnxGraph graph = Onnx.made(in, maker);
        depth--;
        return graph;
    }

    /// A name that is kept.
    private String name(CodedInputStream in) throws IOException {
        String name = Onnx.text(in, file);
        nameBytes += name.length();
        if (++nameCount > MOST_NAMES || nameBytes > LONGEST_NAMES) {
            throw file.broken("has more than " + MOST_NAMES + " names in its nodes, or " + LONGEST_NAMES
                    + " bytes of them; refused");
        }
        return name;
    }
}
