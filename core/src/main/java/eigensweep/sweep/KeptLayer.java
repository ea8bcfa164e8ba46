package eigensweep.sweep;

import static java.lang.foreign.ValueLayout.JAVA_DOUBLE_UNALIGNED;

import eigensweep.table.Columns;
import eigensweep.table.Json;
import eigensweep.table.Tables;
import java.io.StringWriter;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/// A layer as it is kept: a line of JSON with its key, its way, its row, its seconds and its eigenvalues
/// (base64 of little-endian float64), and behind them the checksum (CRC-32C) of all that is before it.
///
/// @param key of what it was computed from, see [LayerKeys]
/// @param by who computed it, and in which of their ways
/// @param row its row
/// @param seconds how long that took
/// @param eigenvalues its spectrum, ascending
public record KeptLayer(String key, String by, Row row, double seconds, double[] eigenvalues) {

    private static final ValueLayout.OfDouble F64 = JAVA_DOUBLE_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private static final String EIGENVALUES = "eigenvalues";
    private static final String SPECTRUM = ",\"" + EIGENVALUES + "\":\"";
    private static final String CHECKSUM = ",\"crc32c\":\"";
    private static final String END = "\"}\n";
    private static final int DIGITS = 8;
    private static final int TAIL = CHECKSUM.length() + DIGITS + END.length();

    // Lines are told by where things stand, without a parser: opening a folder looks at all of its thousands, and the
    // checksum says that each is as [#line] wrote it.
    private static final Pattern HEAD = Pattern.compile("\\{\"key\":\"([0-9a-z-]+)\",\"by\":\"([^\"\\\\]*)\",");
    private static final int LONGEST_HEAD = 500;

    /// A layer that is kept already; its spectrum stays where it is.
    ///
    /// @param by who computed it, and in which of their ways
    /// @param row its row
    /// @param seconds how long that took
    public record Known(String by, Row row, double seconds) {}

    /// What a line says of itself.
    ///
    /// @param checksum in hexadecimal
    record Label(String key, String by, String checksum) {}

    /// The backend of a way of computing layers.
    static String backend(String by) {
        int end = by.indexOf(' ');
        return end < 0 ? by : by.substring(0, end);
    }

    /// The line, with its end.
    byte[] line() {
        byte[] spectrum = new byte[eigenvalues.length * Double.BYTES];
        MemorySegment.copy(eigenvalues, 0, MemorySegment.ofArray(spectrum), F64, 0, eigenvalues.length);
        StringWriter text = new StringWriter();
        try (JsonGenerator json = Json.to(text)) {
            json.writeStartObject();
            json.writeStringProperty("key", key);
            json.writeStringProperty("by", by);
            Tables.defined(Row.class, row, json);
            json.writeNumberProperty("seconds", seconds);
            json.writeStringProperty(EIGENVALUES, Base64.getEncoder().encodeToString(spectrum));
            json.writeEndObject();
        }
        text.getBuffer().setLength(text.getBuffer().length() - 1);
        byte[] before = text.toString().getBytes(StandardCharsets.UTF_8);
        byte[] line = Arrays.copyOf(before, before.length + TAIL);
        byte[] tail = (CHECKSUM + checksum(before, before.length) + END).getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(tail, 0, line, before.length, TAIL);
        return line;
    }

    private static String checksum(byte[] bytes, int length) {
        CRC32C checksum = new CRC32C();
        checksum.update(bytes, 0, length);
        return HexFormat.of().toHexDigits((int) checksum.getValue());
    }

    /// What a line is of; empty if it is not what was written.
    static Optional<Label> label(byte[] line) {
        int length = line.length - TAIL;
        if (length < 0) {
            return Optional.empty();
        }
        String checksum = checksum(line, length);
        String tail = new String(line, length, TAIL, StandardCharsets.ISO_8859_1);
        String start = new String(line, 0, Math.min(length, LONGEST_HEAD), StandardCharsets.ISO_8859_1);
        Matcher head = HEAD.matcher(start);
        return tail.equals(CHECKSUM + checksum + END) && head.lookingAt()
                ? Optional.of(new Label(head.group(1), head.group(2), checksum))
                : Optional.empty();
    }

    /// Reads a line that has a label.
    static Known parse(byte[] line) {
        Map<String, @Nullable Object> values = Tables.parse(line, EIGENVALUES);
        double seconds = values.get("seconds") instanceof Number number ? number.doubleValue() : 0;
        return new Known(String.valueOf(values.get("by")), Columns.read(Row.class, values), seconds);
    }

    /// The spectrum of a line that has a label.
    static double[] eigenvalues(byte[] line) {
        String text = new String(line, StandardCharsets.ISO_8859_1);
        int from = text.lastIndexOf(SPECTRUM) + SPECTRUM.length();
        return spectrum(text.substring(from, text.indexOf('"', from)));
    }

    private static double[] spectrum(String base64) {
        return MemorySegment.ofArray(Base64.getDecoder().decode(base64)).toArray(F64);
    }
}
