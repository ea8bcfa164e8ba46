package eigensweep.checkpoint.foreign;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import eigensweep.checkpoint.file.MappedFile;
import eigensweep.checkpoint.file.SegmentStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The numbers of the fields with which a protocol buffer begins, and nothing of what is in them.
///
/// @param numbers in the order of the file
/// @param second the first byte of what the second field holds
record ProtobufFields(List<Integer> numbers, int second) {

    /// Models have few fields, or very many of one kind.
    private static final int MOST = 64;

    ProtobufFields {
        numbers = List.copyOf(numbers);
    }

    /// The fields; null if this is no protocol buffer.
    static @Nullable ProtobufFields of(MappedFile file) {
        if (file.size() > Integer.MAX_VALUE) {
            return null;
        }
        CodedInputStream in = CodedInputStream.newInstance(new SegmentStream(file.bytes()));
        List<Integer> numbers = new ArrayList<>();
        int second = -1;
        try {
            for (int tag = in.readTag(); tag != 0 && numbers.size() < MOST; tag = in.readTag()) {
                int number = WireFormat.getTagFieldNumber(tag);
                numbers.add(number);
                if (numbers.size() == 2 && WireFormat.getTagWireType(tag) == WireFormat.WIRETYPE_LENGTH_DELIMITED) {
                    int length = in.readRawVarint32();
                    second = length > 0 ? file.bytes().get(JAVA_BYTE, in.getTotalBytesRead()) & 0xff : -1;
                    in.skipRawBytes(length);
                } else if (!in.skipField(tag)) {
                    return null;
                }
            }
        } catch (IOException | IndexOutOfBoundsException e) {
            return null;
        }
        return new ProtobufFields(numbers, second);
    }

    /// Whether these come first.
    boolean startsWith(Integer... first) {
        return numbers.size() >= first.length
                && numbers.subList(0, first.length).equals(List.of(first));
    }

    int highest() {
        return numbers.stream().mapToInt(number -> number).max().orElse(0);
    }
}
