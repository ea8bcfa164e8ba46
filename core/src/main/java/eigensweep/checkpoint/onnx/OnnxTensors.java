package eigensweep.checkpoint.onnx;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import eigensweep.checkpoint.file.MappedFile;
import eigensweep.files.FileState;
import eigensweep.tensor.DType;
import eigensweep.tensor.Meaning;
import eigensweep.tensor.Tensor;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/// Reads ONNX `TensorProto` messages: raw bytes, typed fields, and data in other files.
final class OnnxTensors {

    private static final int EXTERNAL = 1;
    private static final int MOST_DIMENSIONS = 64;
    private static final Set<String> KEYS = Set.of("location", "offset", "length");

    /// `TensorProto.DataType`, in the order of the numbers.
    private static final List<DType> TYPES =
            Stream.of("""
            OTHER F32 U8 I8 U16 I16 I32 I64 STRING BOOL F16 F64 U32 U64 C64 C128 BF16
            F8_E4M3 F8_E4M3FNUZ F8_E5M2 F8_E5M2FNUZ U4 I4 F4 F8_E8M0 OTHER OTHER F6_E2M3 F6_E3M2""".split("\\s+")).map(DType::named).toList();

    private final MappedFile file;
    private final OnnxNumbers numbers;
    private final OnnxExternal external;

    OnnxTensors(MappedFile file, Arena arena) {
        this.file = file;
        this.numbers = new OnnxNumbers(file, arena);
        this.external = new OnnxExternal(file, arena);
    }

    List<FileState> externalFiles() {
        return external.files();
    }

    /// The fields of one message, as they are met.
    private final class Proto {
        private final List<Long> dims = new ArrayList<>();
        private final Map<String, String> externalData = new HashMap<>();
        private String name = "";
        private int dataType;
        private int dataLocation;
        private MemorySegment data = MemorySegment.NULL;
        private boolean varints;

        void field(CodedInputStream in, int tag) throws IOException {
            switch (WireFormat.getTagFieldNumber(tag)) {
                case 1 -> dimensions(in, tag); // dims
                case 2 -> dataType = in.readInt32(); // data_type
                case 8 -> name = Onnx.text(in, file); // name
                case 4, 9, 10 -> bytes(in, tag, false); // float_data, raw_data, double_data
                case 5, 7, 11 -> bytes(in, tag, true); // int32_data, int64_data, uint64_data
                case 13 -> Onnx.message(in, this::entry); // external_data
                case 14 -> dataLocation = in.readInt32(); // data_location
                default -> in.skipField(tag);
            }
        }

        private void bytes(CodedInputStream in, int tag, boolean asVarints) throws IOException {
            if (WireFormat.getTagWireType(tag) != WireFormat.WIRETYPE_LENGTH_DELIMITED) {
                throw file.broken("tensor " + name + " holds unpacked numbers, which no ONNX exporter writes");
            }
            int length = in.readRawVarint32();
            long from = in.getTotalBytesRead();
            in.skipRawBytes(length);
            if (length > 0 && data.byteSize() > 0) {
                throw file.broken((name.isEmpty() ? "a tensor" : "tensor " + name)
                        + " holds its numbers in two fields, and nothing says which are meant; export the model again");
            }
            if (length > 0) {
                data = file.bytes().asSlice(from, length);
                varints = asVarints;
            }
        }

        private void entry(CodedInputStream in) throws IOException {
            String key = "";
            String value = "";
            for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
                switch (WireFormat.getTagFieldNumber(tag)) {
                    case 1 -> key = Onnx.text(in, file); // StringStringEntryProto.key
                    case 2 -> value = Onnx.text(in, file); // StringStringEntryProto.value
                    default -> in.skipField(tag);
                }
            }
            if (KEYS.contains(key)) {
                externalData.put(key, value);
            }
        }

        private void dimensions(CodedInputStream in, int tag) throws IOException {
            Onnx.integers(in, tag, this::dimension);
        }

        private void dimension(long side) {
            dims.add(side);
            if (dims.size() > MOST_DIMENSIONS) {
                throw file.broken((name.isEmpty() ? "a tensor" : "tensor " + name) + " has more than " + MOST_DIMENSIONS
                        + " dimensions");
            }
        }

        private long[] shape() {
            return dims.stream().mapToLong(Long::longValue).toArray();
        }
    }

    private Proto proto(CodedInputStream in) throws IOException {
        Proto proto = new Proto();
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            proto.field(in, tag);
        }
        return proto;
    }

    /// Reads a message to its end.
    Tensor read(CodedInputStream in) throws IOException {
        Proto proto = proto(in);
        String name = proto.name;
        DType dtype = dtype(proto.dataType);
        long[] shape = proto.shape();
        long bytes = bytes(name, dtype, shape);
        MemorySegment data = proto.data;
        if (proto.dataLocation == EXTERNAL) {
            if (data.byteSize() > 0) {
                throw file.broken("tensor " + name
                        + " holds its numbers here and in another file, and nothing says which are meant; export the"
                        + " model again");
            }
            data = external.read(name, proto.externalData, bytes);
        } else if (proto.varints && dtype.isWidenable()) {
            data = numbers.unpacked(name, data, dtype, bytes);
        }
        if (dtype.isWidenable() && data.byteSize() != bytes) {
            throw file.broken("tensor " + name + ": " + dtype + " of shape " + proto.dims + " takes " + bytes
                    + " bytes, " + data.byteSize() + " are there");
        }
        return Tensor.of(name, dtype, shape, data).meaning(Meaning.OUT_FIRST);
    }

    /// Reads a `SparseTensorProto` to its end: a name and a shape without elements.
    Tensor sparse(CodedInputStream in) throws IOException {
        Proto values = null;
        Proto whole = new Proto();
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            if (Onnx.messageField(tag) == 1) { // SparseTensorProto.values
                values = Onnx.made(in, this::proto);
            } else if (WireFormat.getTagFieldNumber(tag) == 3) { // SparseTensorProto.dims
                whole.dimensions(in, tag);
            } else {
                in.skipField(tag);
            }
        }
        String name = values == null ? "" : values.name;
        DType dtype = values == null ? DType.OTHER : dtype(values.dataType);
        bytes(name, dtype, whole.shape());
        return Tensor.of(name, DType.OTHER, whole.shape(), MemorySegment.NULL)
                .meaning(Meaning.OUT_FIRST
                        .used(Meaning.Use.PART)
                        .encoded("sparse " + dtype)
                        .noted("a sparse tensor, of which only some elements are stored: not swept"));
    }

    private long bytes(String name, DType dtype, long[] shape) {
        try {
            return dtype.bytesOf(Tensor.count(shape));
        } catch (ArithmeticException e) {
            throw file.overflows("tensor " + name, shape, e);
        }
    }

    private static DType dtype(int dataType) {
        return dataType >= 0 && dataType < TYPES.size() ? TYPES.get(dataType) : DType.OTHER;
    }
}
