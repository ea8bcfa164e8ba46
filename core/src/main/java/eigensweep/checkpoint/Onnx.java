package eigensweep.checkpoint;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.WireFormat;
import eigensweep.tensor.Tensor;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Reads the weights of an ONNX model: the initialisers of its main graph, then its constant nodes.
///
/// Only the wire format is walked, so that the bytes of a tensor stay where they are in the mapped file. Field
/// numbers are those of `onnx.proto`; each is named where it is read. Exporters give weights behind `MatMul`
/// generated names (`onnx::MatMul_787`); such a tensor is named after the node that reads it (see [OnnxNames]).
final class Onnx {

    /// With the objects they make, this many fit in a quarter of a gigabyte.
    private static final int MOST_TENSORS = 1 << 18;

    private final MappedFile file;
    private final OnnxTensors tensors;
    private final List<Tensor> initialisers = new ArrayList<>();
    private final List<Tensor> constants = new ArrayList<>();
    private final OnnxNames names = new OnnxNames();
    private boolean graphSeen;

    private Onnx(MappedFile file, Arena arena) {
        this.file = file;
        this.tensors = new OnnxTensors(file, arena);
    }

    /// ONNX has no magic number; a model starts with its `ir_version`, a small number in field 1.
    static boolean looksLike(MappedFile file) {
        return file.size() > 2
                && file.bytes().get(JAVA_BYTE, 0) == 0x08
                && file.bytes().get(JAVA_BYTE, 1) > 0
                && file.bytes().get(JAVA_BYTE, 1) < 32;
    }

    static Checkpoint read(MappedFile file, Arena arena) {
        if (file.size() > Integer.MAX_VALUE) {
            throw file.broken("has " + file.size() + " bytes; protocol buffers end at 2 GiB, so this is no ONNX model"
                    + " (larger ones keep their weights in external data files)");
        }
        Onnx reader = new Onnx(file, arena);
        CodedInputStream in = CodedInputStream.newInstance(new SegmentStream(file.bytes()));
        try {
            in.pushLimit((int) file.size());
            reader.model(in);
        } catch (InvalidProtocolBufferException e) {
            throw file.broken(
                    "is no ONNX model, or is cut off: unreadable at byte " + in.getTotalBytesRead() + " of "
                            + file.size(),
                    e);
        } catch (IOException e) {
            throw file.broken("cannot be read: " + e.getMessage(), e);
        }
        return reader.checkpoint(file.path(), arena);
    }

    private Checkpoint checkpoint(Path path, Arena arena) {
        if (!graphSeen) {
            throw file.broken("is no ONNX model: it has no graph");
        }
        List<Tensor> all = new ArrayList<>(initialisers);
        all.addAll(constants);
        Set<String> seen = new HashSet<>();
        for (Tensor tensor : all) {
            if (!seen.add(tensor.storedName())) {
                throw file.broken("has two tensors named " + tensor.storedName());
            }
        }
        Map<String, String> readable = names.readable(seen);
        List<Path> files = new ArrayList<>(List.of(path));
        files.addAll(tensors.externalFiles());
        return new Checkpoint(
                path,
                "ONNX",
                all.stream()
                        .map(t -> t.named(readable.getOrDefault(t.storedName(), t.storedName())))
                        .toList(),
                files,
                arena);
    }

    private void model(CodedInputStream in) throws IOException {
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            if (isMessage(tag, 7)) { // ModelProto.graph
                graphSeen = true;
                message(in, this::graph);
            } else {
                in.skipField(tag);
            }
        }
    }

    private void graph(CodedInputStream in) throws IOException {
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            if (isMessage(tag, 1)) { // GraphProto.node
                message(in, this::node);
            } else if (isMessage(tag, 5)) { // GraphProto.initializer
                message(in, proto -> add(initialisers, tensors.read(proto, "")));
            } else {
                in.skipField(tag);
            }
        }
    }

    private void add(List<Tensor> to, Tensor tensor) {
        to.add(tensor);
        if (to.size() > MOST_TENSORS || initialisers.size() + constants.size() > MOST_TENSORS) {
            throw file.broken("has more than " + MOST_TENSORS + " tensors; refused");
        }
    }

    private void node(CodedInputStream in) throws IOException {
        List<String> inputs = new ArrayList<>();
        String output = "";
        String name = "";
        String operator = "";
        List<Tensor> values = new ArrayList<>();
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            if (isMessage(tag, 1)) { // NodeProto.input
                String input = in.readString();
                if (inputs.size() < OnnxNames.INPUTS) {
                    inputs.add(input);
                }
            } else if (isMessage(tag, 2)) { // NodeProto.output
                output = in.readString();
            } else if (isMessage(tag, 3)) { // NodeProto.name
                name = in.readString();
            } else if (isMessage(tag, 4)) { // NodeProto.op_type
                operator = in.readString();
            } else if (isMessage(tag, 5) && (operator.isEmpty() || operator.equals("Constant"))) {
                String owner = output; // NodeProto.attribute, written after the output it defines
                message(in, attribute -> attribute(attribute, owner, values));
            } else {
                in.skipField(tag);
            }
        }
        if (operator.equals("Constant")) {
            values.forEach(value -> add(constants, value));
        } else {
            names.reads(operator, name, inputs);
        }
    }

    private void attribute(CodedInputStream in, String owner, List<Tensor> values) throws IOException {
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            if (isMessage(tag, 5)) { // AttributeProto.t
                message(in, proto -> add(values, tensors.read(proto, owner)));
            } else {
                in.skipField(tag);
            }
        }
    }

    static boolean isMessage(int tag, int field) {
        return WireFormat.getTagFieldNumber(tag) == field
                && WireFormat.getTagWireType(tag) == WireFormat.WIRETYPE_LENGTH_DELIMITED;
    }

    /// What reads the fields of an embedded message.
    interface Fields {
        void read(CodedInputStream in) throws IOException;
    }

    static void message(CodedInputStream in, Fields fields) throws IOException {
        int outer = in.pushLimit(in.readRawVarint32());
        fields.read(in);
        in.popLimit(outer);
    }
}
