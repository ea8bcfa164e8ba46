package eigensweep.lab.augment;

import static org.assertj.core.api.Assertions.assertThat;

import eigensweep.lab.images.Image;
import eigensweep.lab.images.ImageShape;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.StreamSupport;
import java.util.zip.CRC32;
import java.util.zip.GZIPInputStream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/// What torchvision 0.29.2 and Pillow 13.0.0 did to four pictures, recorded by `scripts/references/augmentation.py`.
final class Recordings {

    /// A digit of 8 x 8, and pictures in colour of 20 x 13, 32 x 32 and 224 x 224.
    static final List<String> PICTURES = List.of("grey8", "tall20", "rgb32", "rgb224");

    private static final int LARGE = 224;
    private static final int STRIDE = 14;
    private static final int OFFSET = 5;

    private static final JsonNode INDEX = new ObjectMapper().readTree(bytes("recordings.json.gz"));
    private static final byte[] PIXELS = bytes("pixels.bin.gz");

    private Recordings() {}

    private static byte[] bytes(String name) {
        String path = "/eigensweep/data/augment/" + name;
        try (InputStream in =
                new GZIPInputStream(Objects.requireNonNull(Recordings.class.getResourceAsStream(path), path))) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The recordings of a kind.
    static List<JsonNode> of(String kind) {
        return StreamSupport.stream(node(kind).spliterator(), false).toList();
    }

    /// A part of the index.
    static JsonNode node(String name) {
        return Objects.requireNonNull(INDEX.get(name), name);
    }

    /// A picture as it was given to torchvision.
    static Image picture(JsonNode recording) {
        return picture(recording.get("picture").asString());
    }

    /// A picture as it was given to torchvision.
    static Image picture(String name) {
        return switch (name) {
            case "grey8" -> Levels.full(digit());
            case "tall20" -> synthetic(20, 13);
            case "rgb32" -> synthetic(32, 32);
            case "rgb224" -> synthetic(LARGE, LARGE);
            default -> throw new IllegalArgumentException(name);
        };
    }

    /// The first of scikit-learn's digits, values 0 to 16.
    static Image digit() {
        List<Double> values = numbers(node("digit"));
        byte[] pixels = new byte[values.size()];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = values.get(i).byteValue();
        }
        return new Image(new ImageShape(1, 8, 8), 16, pixels);
    }

    private static Image synthetic(int height, int width) {
        ImageShape shape = new ImageShape(3, height, width);
        byte[] pixels = new byte[shape.size()];
        int scale = LARGE / width;
        for (int i = 0; i < pixels.length; i++) {
            int c = i / shape.area();
            int y = i % shape.area() / width * scale;
            int x = i % width * scale;
            int value = (((3 + c) * x + (5 - c) * y) / 4 + (x ^ y) / 2) % 256;
            pixels[i] = (byte) (30 + value * (150 + 20 * c) / 255);
        }
        return new Image(shape, 255, pixels);
    }

    /// Numbers in [0, 1) that take the place of random ones.
    static float[] uniform(int height, int width, int which) {
        float[] numbers = new float[height * width];
        for (int i = 0; i < numbers.length; i++) {
            int y = i / width;
            int x = i % width;
            numbers[i] = (float) ((7919L * x + 104729L * y + 31L * x * y + which * 1299709L) % 1009 / 1009.0);
        }
        return numbers;
    }

    /// The greatest difference between an image and what torchvision made, of those pixels that were kept.
    static int difference(Image ours, JsonNode recording) {
        ImageShape shape = ours.shape();
        assertThat(shape).isEqualTo(picture(recording).shape());
        assertThat(ours.maxval()).isEqualTo(255);
        boolean all = shape.width() != LARGE;
        int at = recording.get("at").asInt();
        int most = 0;
        for (int channel = 0; channel < shape.channels(); channel++) {
            for (int row = all ? 0 : OFFSET; row < shape.height(); row += all ? 1 : STRIDE) {
                for (int column = all ? 0 : OFFSET; column < shape.width(); column += all ? 1 : STRIDE) {
                    int theirs = Byte.toUnsignedInt(PIXELS[at++]);
                    most = Math.max(most, Math.abs(ours.at(channel, row, column) - theirs));
                }
            }
        }
        return most;
    }

    /// Holds an image to torchvision's to the last bit; all of it, where a checksum was kept.
    static void assertSame(Image ours, JsonNode recording) {
        assertThat(difference(ours, recording)).as(recording.toString()).isZero();
        if (recording.has("crc")) {
            CRC32 crc = new CRC32();
            crc.update(ours.pixels());
            assertThat(crc.getValue())
                    .as(recording.toString())
                    .isEqualTo(recording.get("crc").asLong());
        }
    }

    /// Holds an image to torchvision's to 1 of 255.
    static void assertClose(Image ours, JsonNode recording) {
        assertThat(difference(ours, recording)).as(recording.toString()).isLessThanOrEqualTo(1);
    }

    /// The operation that torchvision calls so.
    static Operation operation(String name) {
        String capitals = name.replaceAll("(?<=.)(?=[A-Z])", "_").toUpperCase(Locale.ROOT);
        return Operation.valueOf(capitals);
    }

    /// Recorded pairs of an operation's name and its magnitude.
    static List<Step> steps(JsonNode pairs) {
        List<Step> steps = new ArrayList<>();
        for (JsonNode pair : pairs) {
            steps.add(new Step(operation(pair.get(0).asString()), pair.get(1).asDouble()));
        }
        return steps;
    }

    /// Recorded numbers.
    static List<Double> numbers(JsonNode list) {
        return StreamSupport.stream(list.spliterator(), false)
                .map(JsonNode::asDouble)
                .toList();
    }

    /// Recorded numbers.
    static float[] floats(JsonNode list) {
        float[] numbers = new float[list.size()];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = (float) list.get(i).asDouble();
        }
        return numbers;
    }
}
