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

/// Reads ONNX `TensorProto` messages: raw bytes, typed fields, and data in other files.
final class OnnxTensors {

    private static final int EXTERNAL = 1;
    private static final int MOST_DIMENSIONS = 64;
    private static final Set<String> KEYS = Set.of("location", "offset", "length");

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
    ///
    /// @param owner the output of the constant node it is the value of, which is unique as its own name need
    ///     not be; empty for an initialiser
    Tensor read(CodedInputStream in, String owner) throws IOException {
        Proto proto = proto(in);
        String name = owner.isEmpty() ? proto.name : owner;
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
    Tensor sparse(CodedInputStream in, String owner) throws IOException {
        Proto values = null;
        Proto whole = new Proto();
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            if (Onnx.isMessage(tag, 1)) { // SparseTensorProto.values
                List<Proto> read = new ArrayList<>();
                Onnx.message(in, message -> read.add(proto(message)));
                values = read.getFirst();
            } else if (WireFormat.getTagFieldNumber(tag) == 3) { // SparseTensorProto.dims
                whole.dimensions(in, tag);
            } else {
                in.skipField(tag);
            }
        }
        String name = !owner.isEmpty() || values == null ? owner : values.name;
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
            return Math.ceilDiv(Math.multiplyExact(Tensor.count(shape), dtype.bits()), 8);
        } catch (ArithmeticException e) {
            throw file.overflows("tensor " + name, shape, e);
        }
    }

    /// `TensorProto.DataType`.
    private static DType dtype(int dataType) {
        return switch (dataType) {
            case 1 -> DType.F32;
            case 2 -> DType.U8;
            case 3 -> DType.I8;
            case 4 -> DType.U16;
            case 5 -> DType.I16;
            case 6 -> DType.I32;
            case 7 -> DType.I64;
            case 8 -> DType.STRING;
            case 9 -> DType.BOOL;
            case 10 -> DType.F16;
            case 11 -> DType.F64;
            case 12 -> DType.U32;
            case 13 -> DType.U64;
            case 14 -> DType.C64;
            case 15 -> DType.C128;
            case 16 -> DType.BF16;
            case 17 -> DType.F8_E4M3;
            case 18 -> DType.F8_E4M3FNUZ;
            case 19 -> DType.F8_E5M2;
            case 20 -> DType.F8_E5M2FNUZ;
            case 21 -> DType.U4;
            case 22 -> DType.I4;
            case 23 -> DType.F4;
            case 24 -> DType.F8_E8M0;
            case 27 -> DType.F6_E2M3;
            case 28 -> DType.F6_E3M2;
            default -> DType.OTHER;
        };
    }
}
