package eigensweep.checkpoint.onnx;

import com.google.protobuf.CodedOutputStream;
import eigensweep.checkpoint.file.Bytes;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/// The bytes of ONNX models, field by field; the graph comes last, so that no proper prefix is a model.
public final class OnnxFile {

    public static final int FLOAT = 1;
    static final int UINT8 = 2;
    static final int INT8 = 3;
    static final int INT32 = 6;
    static final int INT64 = 7;
    public static final int FLOAT16 = 10;
    public static final int DOUBLE = 11;
    static final int BFLOAT16 = 16;
    static final int UINT4 = 21;
    static final int INT4 = 22;

    /// The domain of the functions.
    static final String FUNCTIONS = "of.a.test";

    private final List<Fields> graph = new ArrayList<>();
    private final List<Fields> nodes = new ArrayList<>();
    private final List<Fields> functions = new ArrayList<>();

    /// Writes fields of a message.
    public interface Fields {
        void write(CodedOutputStream out) throws IOException;
    }

    /// Adds a `TensorProto` (see [#tensor]) to the initialisers.
    public OnnxFile initialiser(Fields tensor) {
        graph.add(message(5, tensor));
        return this;
    }

    /// Adds a node that reads tensors.
    public OnnxFile node(String operator, String name, String... inputs) {
        return node(out -> {
            for (String input : inputs) {
                out.writeString(1, input);
            }
            out.writeString(2, name + "_output_0");
            out.writeString(3, name);
            out.writeString(4, operator);
        });
    }

    /// Adds a node of ONNX's own operators, whose name is empty.
    OnnxFile node(String operator, List<String> inputs, List<String> outputs, Fields... attributes) {
        return node(operator, "", "", inputs, outputs, attributes);
    }

    /// Adds a node.
    OnnxFile node(
            String operator,
            String domain,
            String name,
            List<String> inputs,
            List<String> outputs,
            Fields... attributes) {
        return node(out -> {
            for (String input : inputs) {
                out.writeString(1, input);
            }
            for (String output : outputs) {
                out.writeString(2, output);
            }
            out.writeString(3, name);
            out.writeString(4, operator);
            for (Fields attribute : attributes) {
                message(5, attribute).write(out);
            }
            out.writeString(7, domain);
        });
    }

    /// Adds a function, whose body is the nodes of a graph.
    OnnxFile function(String name, List<String> inputs, List<String> outputs, OnnxFile body) {
        functions.add(message(25, out -> {
            out.writeString(1, name);
            for (String input : inputs) {
                out.writeString(4, input);
            }
            for (String output : outputs) {
                out.writeString(5, output);
            }
            for (Fields node : body.nodes) {
                message(7, node).write(out);
            }
            out.writeString(10, FUNCTIONS);
        }));
        return this;
    }

    /// An attribute of integers: one, as `i`, or any number.
    static Fields integers(String name, long... values) {
        return out -> {
            out.writeString(1, name);
            if (values.length == 1) {
                out.writeInt64(3, values[0]);
            } else {
                for (long value : values) {
                    out.writeInt64(8, value);
                }
            }
        };
    }

    /// Axes and the like, also where there is one.
    static Fields list(String name, long... values) {
        return out -> {
            out.writeString(1, name);
            for (long value : values) {
                out.writeInt64(8, value);
            }
        };
    }

    /// A graph as an attribute.
    static Fields body(String name, OnnxFile graph) {
        return out -> {
            out.writeString(1, name);
            message(6, all(graph.graph)).write(out);
        };
    }

    /// Adds a node that makes a tensor of numbers in an attribute.
    OnnxFile constant(String output, String attribute, Fields numbers) {
        return node(out -> {
            out.writeString(2, output);
            out.writeString(4, "Constant");
            message(5, value -> {
                        value.writeString(1, attribute);
                        numbers.write(value);
                    })
                    .write(out);
        });
    }

    /// Adds a node that makes a tensor.
    public OnnxFile constant(String output, Fields tensor) {
        return node(out -> {
            out.writeString(2, output);
            out.writeString(4, "Constant");
            message(5, message(5, tensor)).write(out);
        });
    }

    OnnxFile node(Fields fields) {
        nodes.add(fields);
        graph.add(message(1, fields));
        return this;
    }

    /// Adds to the sparse initialisers: two elements of a matrix.
    OnnxFile sparseInitialiser(String name, long... dims) {
        graph.add(message(15, out -> {
            message(1, floats(name, new long[] {2}, 1, 2)).write(out);
            message(2, tensor("", INT64, new long[] {2}, raw(rawLongs(0, 1)))).write(out);
            for (long dim : dims) {
                out.writeInt64(3, dim);
            }
        }));
        return this;
    }

    public byte[] bytes() {
        return bytes(out -> {
            out.writeInt32(1, 8); // ir_version
            out.writeString(2, "eigensweep tests"); // producer_name
            all(functions).write(out);
            message(7, all(graph)).write(out); // graph
        });
    }

    public static Fields tensor(String name, int dataType, long[] dims, Fields... data) {
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
    public static Fields floats(String name, long[] dims, float... values) {
        return tensor(name, FLOAT, dims, raw(Bytes.floats(values)));
    }

    public static Fields raw(byte[] bytes) {
        return out -> out.writeByteArray(9, bytes);
    }

    static Fields floatData(float... values) {
        return out -> out.writeByteArray(4, Bytes.floats(values));
    }

    public static Fields doubleData(double... values) {
        return out -> out.writeByteArray(10, Bytes.doubles(values));
    }

    public static Fields int32Data(int... values) {
        return message(5, out -> {
            for (int value : values) {
                out.writeInt32NoTag(value);
            }
        });
    }

    /// A tensor of bytes, or of codes of 4 bits of which two share one.
    static Fields codes(String name, int dataType, long[] dims, int... bytes) {
        byte[] raw = new byte[bytes.length];
        for (int i = 0; i < raw.length; i++) {
            raw[i] = (byte) bytes[i];
        }
        return tensor(name, dataType, dims, raw(raw));
    }

    /// A shape or axes.
    static Fields longs(String name, long... values) {
        return tensor(name, INT64, new long[] {values.length}, raw(rawLongs(values)));
    }

    private static byte[] rawLongs(long... values) {
        ByteBuffer bytes = ByteBuffer.allocate(Long.BYTES * values.length).order(ByteOrder.LITTLE_ENDIAN);
        for (long value : values) {
            bytes.putLong(value);
        }
        return bytes.array();
    }

    static Fields int64Data(long... values) {
        return message(7, out -> {
            for (long value : values) {
                out.writeInt64NoTag(value);
            }
        });
    }

    static Fields uint64Data(long... values) {
        return message(11, out -> {
            for (long value : values) {
                out.writeUInt64NoTag(value);
            }
        });
    }

    /// Data in another file; every second word is a value of the key before it.
    public static Fields external(String... keysAndValues) {
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
    public static Fields message(int field, Fields content) {
        return out -> out.writeByteArray(field, bytes(content));
    }

    public static byte[] bytes(Fields fields) {
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
