package eigensweep.checkpoint;

import com.google.protobuf.CodedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/// The bytes of ONNX models, field by field; the graph comes last, so that no proper prefix is a model.
final class OnnxFile {

    static final int FLOAT = 1;
    static final int INT64 = 7;
    static final int FLOAT16 = 10;
    static final int DOUBLE = 11;
    static final int BFLOAT16 = 16;

    private final List<Fields> graph = new ArrayList<>();

    /// Writes fields of a message.
    interface Fields {
        void write(CodedOutputStream out) throws IOException;
    }

    /// Adds a `TensorProto` (see [#tensor]) to the initialisers.
    OnnxFile initialiser(Fields tensor) {
        graph.add(message(5, tensor));
        return this;
    }

    /// Adds a node that reads tensors.
    OnnxFile node(String operator, String name, String... inputs) {
        return node(out -> {
            for (String input : inputs) {
                out.writeString(1, input);
            }
            out.writeString(2, name + "_output_0");
            out.writeString(3, name);
            out.writeString(4, operator);
        });
    }

    /// Adds a node that makes a tensor.
    OnnxFile constant(String output, Fields tensor) {
        return node(out -> {
            out.writeString(2, output);
            out.writeString(4, "Constant");
            message(5, message(5, tensor)).write(out);
        });
    }

    OnnxFile node(Fields fields) {
        graph.add(message(1, fields));
        return this;
    }

    byte[] bytes() {
        return bytes(out -> {
            out.writeInt32(1, 8); // ir_version
            out.writeString(2, "eigensweep tests"); // producer_name
            message(7, all(graph)).write(out); // graph
        });
    }

    static Fields tensor(String name, int dataType, long[] dims, Fields... data) {
        return out -> {
            for (long dim : dims) {
                out.writeInt64(1, dim);
            }
            out.writeInt32(2, dataType);
            out.writeString(8, name);
            all(List.of(data)).write(out);
        };
    }

    /// A tensor of float32 numbers.
    static Fields floats(String name, long[] dims, float... values) {
        return tensor(name, FLOAT, dims, raw(Bytes.floats(values)));
    }

    static Fields raw(byte[] bytes) {
        return out -> out.writeByteArray(9, bytes);
    }

    static Fields floatData(float... values) {
        return out -> out.writeByteArray(4, Bytes.floats(values));
    }

    static Fields doubleData(double... values) {
        return out -> out.writeByteArray(10, Bytes.doubles(values));
    }

    static Fields int32Data(int... values) {
        return message(5, out -> {
            for (int value : values) {
                out.writeInt32NoTag(value);
            }
        });
    }

    /// Data in another file; every second word is a value of the key before it.
    static Fields external(String... keysAndValues) {
        return out -> {
            for (int i = 0; i < keysAndValues.length; i += 2) {
                String key = keysAndValues[i];
                String value = keysAndValues[i + 1];
                message(13, entry -> {
                            entry.writeString(1, key);
                            entry.writeString(2, value);
                        })
                        .write(out);
            }
            out.writeInt32(14, 1);
        };
    }

    /// A field that holds a message.
    static Fields message(int field, Fields content) {
        return out -> out.writeByteArray(field, bytes(content));
    }

    static byte[] bytes(Fields fields) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            CodedOutputStream out = CodedOutputStream.newInstance(bytes);
            fields.write(out);
            out.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static Fields all(List<Fields> fields) {
        return out -> {
            for (Fields some : fields) {
                some.write(out);
            }
        };
    }
}
