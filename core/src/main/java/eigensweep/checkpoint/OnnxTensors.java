package eigensweep.checkpoint;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import eigensweep.tensor.DType;
import eigensweep.tensor.Tensor;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.file.Path;
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
    private static final ValueLayout.OfShort BITS16 = JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private final MappedFile file;
    private final Arena arena;
    private final Map<Path, MappedFile> external = new HashMap<>();

    OnnxTensors(MappedFile file, Arena arena) {
        this.file = file;
        this.arena = arena;
    }

    List<Path> externalFiles() {
        return external.keySet().stream().sorted().toList();
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
                case 8 -> name = in.readString(); // name
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
                    case 1 -> key = in.readString(); // StringStringEntryProto.key
                    case 2 -> value = in.readString(); // StringStringEntryProto.value
                    default -> in.skipField(tag);
                }
            }
            if (KEYS.contains(key)) {
                externalData.put(key, value);
            }
        }

        private void dimensions(CodedInputStream in, int tag) throws IOException {
            if (WireFormat.getTagWireType(tag) != WireFormat.WIRETYPE_LENGTH_DELIMITED) {
                dimension(in.readInt64());
                return;
            }
            int outer = in.pushLimit(in.readRawVarint32());
            while (in.getBytesUntilLimit() > 0) {
                dimension(in.readInt64());
            }
            in.popLimit(outer);
        }

        private void dimension(long side) {
            dims.add(side);
            if (dims.size() > MOST_DIMENSIONS) {
                throw file.broken("tensor " + name + " has more than " + MOST_DIMENSIONS + " dimensions");
            }
        }
    }

    /// Reads a message to its end.
    ///
    /// @param owner the output of the constant node it is the value of, which is unique as its own name need not
    ///     be; empty for an initialiser
    Tensor read(CodedInputStream in, String owner) throws IOException {
        Proto proto = new Proto();
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            proto.field(in, tag);
        }
        String name = owner.isEmpty() ? proto.name : owner;
        DType dtype = dtype(proto.dataType);
        long[] shape = proto.dims.stream().mapToLong(Long::longValue).toArray();
        long bytes = bytes(name, dtype, shape);
        MemorySegment data = proto.data;
        if (proto.dataLocation == EXTERNAL) {
            data = external(name, proto.externalData, bytes);
        } else if (proto.varints && dtype.isFloating()) {
            data = unpack(name, data, dtype, bytes);
        }
        if (dtype.isFloating() && data.byteSize() != bytes) {
            throw file.broken("tensor " + name + ": " + dtype + " of shape " + proto.dims + " takes " + bytes
                    + " bytes, " + data.byteSize() + " are there");
        }
        return Tensor.of(name, dtype, shape, data);
    }

    private long bytes(String name, DType dtype, long[] shape) {
        try {
            return Math.multiplyExact(Tensor.count(shape), dtype.bits()) / 8;
        } catch (ArithmeticException e) {
            throw new CheckpointException(
                    file.path(), "tensor " + name + ": its shape overflows: " + e.getMessage(), e);
        }
    }

    /// Floats of at most 16 bits in `int32_data` are stored as the varints of their bit patterns.
    private MemorySegment unpack(String name, MemorySegment varints, DType dtype, long bytes) throws IOException {
        int width = dtype.bytes();
        if (width > 2 || bytes > width * varints.byteSize()) {
            throw file.broken("tensor " + name + ": " + bytes + " bytes of " + dtype + " cannot be in the "
                    + varints.byteSize() + " bytes of numbers it has");
        }
        MemorySegment unpacked = arena.allocate(Math.max(1, bytes), 2);
        CodedInputStream in = CodedInputStream.newInstance(new SegmentStream(varints));
        long at = 0;
        for (; !in.isAtEnd() && at < bytes; at += width) {
            int pattern = in.readInt32();
            if (width == 1) {
                unpacked.set(JAVA_BYTE, at, (byte) pattern);
            } else {
                unpacked.set(BITS16, at, (short) pattern);
            }
        }
        if (at != bytes || !in.isAtEnd()) {
            throw file.broken("tensor " + name + " has another count of numbers than its shape, " + bytes / width);
        }
        return unpacked.asSlice(0, bytes);
    }

    private MemorySegment external(String name, Map<String, String> entries, long bytes) {
        String location = entries.getOrDefault("location", "");
        Path folder = Checkpoints.folderOf(file.path());
        Path path = Checkpoints.inside(folder, location);
        if (path == null) {
            throw file.broken(
                    "tensor " + name + " keeps its data in '" + location + "', outside the model's folder; refused");
        }
        if (!Checkpoints.isBeside(path, file.path())) {
            throw file.broken("tensor " + name + " keeps its data in '" + location
                    + "', a link to a file outside the model's folder; refused");
        }
        MappedFile data = external.computeIfAbsent(path, p -> MappedFile.map(p, arena));
        long offset = number(name, entries.getOrDefault("offset", "0"));
        long length = number(name, entries.getOrDefault("length", Long.toString(bytes)));
        if (offset > data.size() || length > data.size() - offset) {
            throw data.broken("is cut off: tensor " + name + " takes bytes " + offset + " to " + (offset + length)
                    + ", the file has " + data.size());
        }
        return data.bytes().asSlice(offset, length);
    }

    private long number(String name, String text) {
        if (!text.matches("\\d{1,18}")) {
            throw file.broken("tensor " + name + ": external data at '" + text + "', which is no place in a file");
        }
        return Long.parseLong(text);
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
            default -> DType.OTHER;
        };
    }
}
