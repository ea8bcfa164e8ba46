package eigensweep.checkpoint.safetensors;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import eigensweep.checkpoint.file.BrokenJson;
import eigensweep.checkpoint.file.Checkpoint;
import eigensweep.checkpoint.file.MappedFile;
import eigensweep.checkpoint.file.NaturalOrder;
import eigensweep.tensor.DType;
import eigensweep.tensor.Meaning;
import eigensweep.tensor.Meaning.Axes;
import eigensweep.tensor.Meaning.Use;
import eigensweep.tensor.Tensor;
import java.lang.foreign.Arena;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;

/// Reads `.safetensors`: a little-endian header length, a JSON header that names every tensor with its type,
/// shape and place, then the data. The header is checked against the file before anything is believed: types
/// and shapes must account for every byte of the data exactly once, as the format demands.
public final class Safetensors {

    /// The limit of the format's reference reader.
    private static final long LONGEST_HEADER = 100_000_000;

    /// With the objects they make, this many fit in a quarter of a gigabyte.
    private static final int MOST_TENSORS = 1 << 18;

    /// PyTorch's limit.
    private static final int MOST_DIMENSIONS = 64;

    private static final int PREFIX = Long.BYTES;

    private static final String METADATA = "__metadata__";

    private static final JsonFactory JSON = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private final MappedFile file;
    private final long dataStart;
    private final List<Entry> entries = new ArrayList<>();
    private Axes axes = Axes.OUT_FIRST;

    private Safetensors(MappedFile file, long dataStart) {
        this.file = file;
        this.dataStart = dataStart;
    }

    /// What the header says of a tensor.
    private record Entry(String name, DType dtype, long[] shape, long begin, long end) {}

    /// Whether a file starts as safetensors files do: with the length of a header, and that in JSON.
    public static boolean looksLike(MappedFile file) {
        if (file.size() < PREFIX + 2) {
            return false;
        }
        long header = headerLength(file);
        byte first = file.bytes().get(JAVA_BYTE, PREFIX);
        return first == '{' && header > 1 && header <= Math.max(LONGEST_HEADER, file.size());
    }

    /// What the header says beside the tensors (`__metadata__`): texts by name. None if it says nothing.
    public static Map<String, String> remarks(MappedFile file) {
        Map<String, String> remarks = new HashMap<>();
        String text = file.text(PREFIX, headerLength(file));
        try (JsonParser json = JSON.createParser(ObjectReadContext.empty(), text)) {
            json.nextToken();
            while (json.nextToken() == JsonToken.PROPERTY_NAME) {
                String name = json.currentName();
                JsonToken value = json.nextToken();
                if (!name.equals(METADATA) || value != JsonToken.START_OBJECT) {
                    json.skipChildren();
                    continue;
                }
                while (json.nextToken() == JsonToken.PROPERTY_NAME) {
                    String key = json.currentName();
                    if (json.nextToken() == JsonToken.VALUE_STRING && remarks.size() < MOST_TENSORS) {
                        remarks.put(key, json.getString());
                    }
                    json.skipChildren();
                }
            }
        } catch (JacksonException e) {
            throw file.broken("the safetensors header " + BrokenJson.what(e), e);
        }
        return remarks;
    }

    /// Reads the header of a file.
    public static Checkpoint read(MappedFile file, Arena arena) {
        if (file.size() < PREFIX) {
            throw file.broken("is too short for a safetensors file (" + file.size() + " bytes)");
        }
        long header = headerLength(file);
        if (header < 2 || header > LONGEST_HEADER) {
            throw file.broken("the safetensors header claims " + Long.toUnsignedString(header)
                    + " bytes; between 2 and " + LONGEST_HEADER + " are possible");
        }
        if (header > file.size() - PREFIX) {
            throw file.broken("is cut off: the safetensors header claims " + header + " bytes, the file has "
                    + (file.size() - PREFIX) + " after its length field");
        }
        Safetensors reader = new Safetensors(file, PREFIX + header);
        reader.parse(header);
        reader.checkLayout();
        return Checkpoint.of(
                file,
                "safetensors",
                NaturalOrder.of(reader.entries.stream().map(reader::tensor).toList()),
                arena);
    }

    private static long headerLength(MappedFile file) {
        return file.bytes().get(JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN), 0);
    }

    private void parse(long header) {
        String text = file.text(PREFIX, header);
        try (JsonParser json = JSON.createParser(ObjectReadContext.empty(), text)) {
            expect(json.nextToken() == JsonToken.START_OBJECT, "the header is not a JSON object");
            long ofNames = 0;
            while (json.nextToken() == JsonToken.PROPERTY_NAME) {
                String name = json.currentName();
                ofNames += name.length();
                expect(
                        ofNames <= Checkpoint.MOST_OF_NAMES,
                        "has names of more than " + Checkpoint.MOST_OF_NAMES + " characters together; refused");
                json.nextToken();
                if (name.equals(METADATA)) {
                    metadata(json);
                } else {
                    entries.add(entry(name, json));
                    expect(entries.size() <= MOST_TENSORS, "has more than " + MOST_TENSORS + " tensors; refused");
                }
            }
            expect(json.nextToken() == null, "the header goes on after the JSON object");
        } catch (JacksonException e) {
            throw file.broken("the safetensors header " + BrokenJson.what(e), e);
        }
    }

    /// Of what people write there, `format` tells whose order of axes it is.
    private void metadata(JsonParser json) {
        if (json.currentToken() != JsonToken.START_OBJECT) {
            json.skipChildren();
            return;
        }
        while (json.nextToken() == JsonToken.PROPERTY_NAME) {
            boolean format = json.currentName().equals("format");
            if (json.nextToken() == JsonToken.VALUE_STRING && format) {
                axes = axes(json.getString());
            } else {
                json.skipChildren();
            }
        }
    }

    private static Axes axes(String format) {
        return switch (format) {
            case "tf", "flax", "keras", "jax" -> Axes.POSITIONS_FIRST;
            case "mlx" -> Axes.POSITIONS_BETWEEN;
            default -> Axes.OUT_FIRST;
        };
    }

    private Entry entry(String name, JsonParser json) {
        expect(json.currentToken() == JsonToken.START_OBJECT, "tensor " + name + ": an object is expected");
        String dtype = null;
        long[] shape = null;
        long[] offsets = null;
        while (json.nextToken() == JsonToken.PROPERTY_NAME) {
            String property = json.currentName();
            json.nextToken();
            switch (property) {
                case "dtype" -> {
                    expect(json.currentToken() == JsonToken.VALUE_STRING, "tensor " + name + ": dtype is no text");
                    dtype = json.getString();
                }
                case "shape" -> shape = longs(name, property, json);
                case "data_offsets" -> offsets = longs(name, property, json);
                default -> json.skipChildren();
            }
        }
        if (dtype == null || shape == null || offsets == null || offsets.length != 2) {
            throw file.broken("tensor " + name + ": dtype, shape and two data_offsets are expected");
        }
        return new Entry(name, dtype(dtype), shape, offsets[0], offsets[1]);
    }

    private long[] longs(String name, String property, JsonParser json) {
        expect(json.currentToken() == JsonToken.START_ARRAY, "tensor " + name + ": " + property + " is no array");
        List<Long> values = new ArrayList<>();
        while (json.nextToken() != JsonToken.END_ARRAY) {
            expect(
                    json.currentToken() == JsonToken.VALUE_NUMBER_INT,
                    "tensor " + name + ": " + property + " holds something that is not a whole number");
            long value = json.getLongValue();
            expect(value >= 0, "tensor " + name + ": " + property + " holds the negative number " + value);
            values.add(value);
            expect(
                    values.size() <= MOST_DIMENSIONS,
                    "tensor " + name + ": " + property + " has more than " + MOST_DIMENSIONS + " numbers");
        }
        return values.stream().mapToLong(Long::longValue).toArray();
    }

    private static DType dtype(String text) {
        DType dtype = DType.named(text);
        return dtype.isBlocks() ? DType.OTHER : dtype;
    }

    private void checkLayout() {
        long dataSize = file.size() - dataStart;
        List<Entry> byPlace = entries.stream()
                .sorted(Comparator.comparingLong(Entry::begin).thenComparingLong(Entry::end))
                .toList();
        long expected = 0;
        String previous = "";
        for (Entry entry : byPlace) {
            checkSize(entry, dataSize);
            if (entry.begin() < expected) {
                throw file.broken("tensor " + entry.name() + " overlaps tensor " + previous + " (byte " + entry.begin()
                        + " of the data is before " + expected + ")");
            }
            if (entry.begin() > expected) {
                throw file.broken("bytes " + expected + " to " + entry.begin() + " of the data, before tensor "
                        + entry.name() + ", belong to no tensor");
            }
            expected = entry.end();
            previous = entry.name();
        }
        if (expected != dataSize) {
            throw file.broken((dataSize - expected) + " bytes at the end belong to no tensor");
        }
    }

    private void checkSize(Entry entry, long dataSize) {
        String tensor = "tensor " + entry.name();
        if (entry.end() < entry.begin()) {
            throw file.broken(tensor + " ends at byte " + entry.end() + ", before its start " + entry.begin());
        }
        if (entry.end() > dataSize) {
            throw file.broken("is cut off: " + tensor + " ends at byte " + entry.end() + " of the data, the file has "
                    + dataSize + "; fetch the file again");
        }
        try {
            long count = Tensor.count(entry.shape());
            long bytes = entry.dtype().bytesOf(count);
            int bits = entry.dtype().bits();
            if (bits > 0 && (bytes != entry.end() - entry.begin() || count * bits % Byte.SIZE != 0)) {
                throw file.broken(String.format(
                        Locale.ROOT,
                        "%s: %s of shape %s takes %d bytes, the header gives it %d",
                        tensor,
                        entry.dtype(),
                        tensor(entry).shapeText(),
                        bytes,
                        entry.end() - entry.begin()));
            }
        } catch (ArithmeticException e) {
            throw file.overflows(tensor, entry.shape(), e);
        }
    }

    private Tensor tensor(Entry entry) {
        return Tensor.of(
                        entry.name(),
                        entry.dtype(),
                        entry.shape(),
                        file.bytes().asSlice(dataStart + entry.begin(), entry.end() - entry.begin()))
                .meaning(new Meaning(axes, Use.UNKNOWN, null, ""));
    }

    private void expect(boolean condition, String problem) {
        if (!condition) {
            throw file.broken(problem);
        }
    }
}
