package eigensweep.checkpoint.onnx;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.WireFormat;
import eigensweep.checkpoint.file.Checkpoint;
import eigensweep.checkpoint.file.MappedFile;
import eigensweep.checkpoint.file.SegmentStream;
import eigensweep.files.FileState;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongConsumer;

/// Reads the weights of an ONNX model: initialisers and constants of its graph, of the graphs within its
/// nodes and of its functions.
///
/// Only the wire format is walked, so that the bytes of a tensor stay where they are in the mapped file
/// ([OnnxMessages], [OnnxTensors]). What a tensor is the nodes tell that read it ([OnnxWeights]), and its
/// name where an exporter made one up (`onnx::MatMul_787`, see [OnnxNames]).
public final class Onnx {

    /// In bytes; what people call things is shorter.
    private static final int LONGEST_TEXT = 1 << 16;

    private Onnx() {}

    /// ONNX has no magic number; a model starts with its `ir_version`, a small number in field 1.
    public static boolean looksLike(MappedFile file) {
        return file.size() > 2
                && file.bytes().get(JAVA_BYTE, 0) == 0x08
                && file.bytes().get(JAVA_BYTE, 1) > 0
                && file.bytes().get(JAVA_BYTE, 1) < 32;
    }

    /// Reads the weights of a model.
    public static Checkpoint read(MappedFile file, Arena arena) {
        if (file.size() > Integer.MAX_VALUE) {
            throw file.broken("has " + file.size() + " bytes; protocol buffers end at 2 GiB, so this is no ONNX model"
                    + " (larger ones keep their weights in external data files)");
        }
        OnnxTensors tensors = new OnnxTensors(file, arena);
        OnnxModel model = model(file, tensors);
        List<FileState> files = new ArrayList<>(List.of(file.state()));
        files.addAll(tensors.externalFiles());
        return new Checkpoint(file.path(), "ONNX", new OnnxWeights(file, model, arena).tensors(), files, arena);
    }

    private static OnnxModel model(MappedFile file, OnnxTensors tensors) {
        CodedInputStream in = CodedInputStream.newInstance(new SegmentStream(file.bytes()));
        try {
            in.pushLimit((int) file.size());
            return new OnnxMessages(file, tensors).model(in);
        } catch (InvalidProtocolBufferException e) {
            throw file.broken(
                    "is no ONNX model, or is cut off: unreadable at byte " + in.getTotalBytesRead() + " of "
                            + file.size(),
                    e);
        } catch (IOException e) {
            throw file.broken("cannot be read: " + e.getMessage(), e);
        }
    }

    /// The number of a field that is a message or a text; 0, which no field has, for any other.
    static int messageField(int tag) {
        return isDelimited(tag) ? WireFormat.getTagFieldNumber(tag) : 0;
    }

    private static boolean isDelimited(int tag) {
        return WireFormat.getTagWireType(tag) == WireFormat.WIRETYPE_LENGTH_DELIMITED;
    }

    /// What reads the fields of an embedded message.
    interface Fields {
        void read(CodedInputStream in) throws IOException;
    }

    static void message(CodedInputStream in, Fields fields) throws IOException {
        made(in, message -> {
            fields.read(message);
            return true;
        });
    }

    /// What makes something of the fields of an embedded message.
    interface Maker<T> {
        T read(CodedInputStream in) throws IOException;
    }

    static <T> T made(CodedInputStream in, Maker<T> maker) throws IOException {
        int outer = in.pushLimit(in.readRawVarint32());
        T made = maker.read(in);
        in.popLimit(outer);
        return made;
    }

    /// Reads a field of text that somebody gave a name with.
    static String text(CodedInputStream in, MappedFile file) throws IOException {
        int length = in.readRawVarint32();
        if (length > LONGEST_TEXT) {
            throw file.broken("has a name of " + length + " bytes; refused");
        }
        return new String(in.readRawBytes(length), StandardCharsets.UTF_8);
    }

    /// Reads a field of integers, which may be packed.
    static void integers(CodedInputStream in, int tag, LongConsumer each) throws IOException {
        numbers(in, tag, CodedInputStream::readInt64, each);
    }

    /// Reads a field of float32 numbers, which may be packed, as their bits.
    static void floats(CodedInputStream in, int tag, LongConsumer each) throws IOException {
        numbers(in, tag, CodedInputStream::readFixed32, each);
    }

    private interface Number {
        long read(CodedInputStream in) throws IOException;
    }

    private static void numbers(CodedInputStream in, int tag, Number number, LongConsumer each) throws IOException {
        if (!isDelimited(tag)) {
            each.accept(number.read(in));
            return;
        }
        int outer = in.pushLimit(in.readRawVarint32());
        while (in.getBytesUntilLimit() > 0) {
            each.accept(number.read(in));
        }
        in.popLimit(outer);
    }
}
