package eigensweep.sweep;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_DOUBLE_UNALIGNED;

import java.io.IOException;
import java.io.StringWriter;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;

/// The layers a sweep has finished, on disk: the truth from which its tables are made.
///
/// `DIR/shards/i-of-n.jsonl` holds a line a layer: its key, its row, its eigenvalues (base64 of little-endian
/// float64). Lines are only ever appended, each by one write, so that killing the program at any instant leaves
/// whole lines and perhaps one torn at the end, which is dropped when the file is next opened. Files of other
/// shares in the same folder are read, too: a sweep split over machines is merged by running it once more as a
/// whole.
///
/// A whole sweep locks the folder for itself; shares lock it together, and each its own file.
public final class Shards implements AutoCloseable {

    private static final String FOLDER = "shards";
    private static final String LOCK = ".lock";
    private static final ValueLayout.OfDouble F64 = JAVA_DOUBLE_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private final FileChannel lock;
    private final FileChannel own;
    private final Path ownFile;
    private final Map<String, Place> places = new HashMap<>();

    /// Where a line lies.
    private record Place(Path file, long offset, int length) {}

    /// A layer as it was kept.
    ///
    /// @param row its row
    /// @param eigenvalues its spectrum, ascending
    public record Stored(Row row, double[] eigenvalues) {}

    private Shards(FileChannel lock, FileChannel own, Path ownFile) {
        this.lock = lock;
        this.own = own;
        this.ownFile = ownFile;
    }

    /// Opens the folder of a sweep, made if it is not there.
    ///
    /// @throws IOException if it cannot be made or read, or another sweep is at work in it
    public static Shards open(Path folder, Share share) throws IOException {
        Path home = folder.resolve(FOLDER);
        Files.createDirectories(home);
        FileChannel lock = locked(folder.resolve(LOCK), folder, !share.isWhole());
        try {
            Path ownFile = home.resolve(share.index() + "-of-" + share.count() + ".jsonl");
            FileChannel own = locked(ownFile, folder, false);
            Shards shards = new Shards(lock, own, ownFile);
            shards.indexAll(home);
            return shards;
        } catch (IOException e) {
            lock.close();
            throw e;
        }
    }

    private static FileChannel locked(Path file, Path folder, boolean shared) throws IOException {
        FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        try {
            FileLock taken = channel.tryLock(0, Long.MAX_VALUE, shared);
            if (taken != null) {
                return channel;
            }
        } catch (OverlappingFileLockException e) {
            channel.close();
            throw new IOException(inUse(folder), e);
        }
        channel.close();
        throw new IOException(inUse(folder));
    }

    private static String inUse(Path folder) {
        return folder + ": another sweep is at work in this folder; wait for it, or choose another with -o";
    }

    private void indexAll(Path home) throws IOException {
        try (Stream<Path> files = Files.list(home)) {
            for (Path file :
                    files.filter(f -> f.toString().endsWith(".jsonl")).sorted().toList()) {
                long whole = index(file);
                if (file.equals(ownFile)) {
                    own.truncate(whole);
                    own.position(whole);
                }
            }
        }
    }

    /// Notes the whole lines of a file; returns where the last of them ends.
    private long index(Path file) throws IOException {
        long from = 0;
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
                Arena arena = Arena.ofConfined()) {
            MemorySegment bytes = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena);
            for (long at = 0; at < bytes.byteSize(); at++) {
                if (bytes.get(JAVA_BYTE, at) == '\n') {
                    byte[] line = bytes.asSlice(from, at - from).toArray(JAVA_BYTE);
                    if (parse(new String(line, StandardCharsets.UTF_8)).get("key") instanceof String key) {
                        places.put(key, new Place(file, from, line.length));
                    }
                    from = at + 1;
                }
            }
        }
        return from;
    }

    /// A line that is no JSON is as good as none: its layer is computed again.
    private static Map<String, @Nullable Object> parse(String line) {
        try {
            return Tables.parse(line);
        } catch (JacksonException e) {
            return Map.of();
        }
    }

    /// Whether a layer is kept.
    public boolean contains(String key) {
        return places.containsKey(key);
    }

    /// How many layers are kept.
    public int size() {
        return places.size();
    }

    /// A layer that is kept.
    public Optional<Stored> find(String key) throws IOException {
        Place place = places.get(key);
        if (place == null) {
            return Optional.empty();
        }
        ByteBuffer buffer = ByteBuffer.allocate(place.length());
        try (FileChannel channel = FileChannel.open(place.file(), StandardOpenOption.READ)) {
            while (buffer.hasRemaining() && channel.read(buffer, place.offset() + buffer.position()) >= 0) {
                // A read may return less than was asked for.
            }
        }
        Map<String, @Nullable Object> line = parse(new String(buffer.array(), StandardCharsets.UTF_8));
        byte[] spectrum = Base64.getDecoder().decode(String.valueOf(line.get("eigenvalues")));
        return Optional.of(new Stored(
                Columns.read(Row.class, line), MemorySegment.ofArray(spectrum).toArray(F64)));
    }

    /// Keeps a layer: after this returns, killing the program does not lose it.
    public synchronized void append(String key, Row row, double[] eigenvalues) throws IOException {
        byte[] spectrum = new byte[eigenvalues.length * Double.BYTES];
        MemorySegment.copy(eigenvalues, 0, MemorySegment.ofArray(spectrum), F64, 0, eigenvalues.length);
        StringWriter text = new StringWriter();
        try (JsonGenerator json = Tables.json(text)) {
            json.writeStartObject();
            json.writeStringProperty("key", key);
            Tables.properties(Row.class, row, json);
            json.writeStringProperty("eigenvalues", Base64.getEncoder().encodeToString(spectrum));
            json.writeEndObject();
        }
        byte[] line = text.append('\n').toString().getBytes(StandardCharsets.UTF_8);
        Place place = new Place(ownFile, own.position(), line.length - 1);
        ByteBuffer buffer = ByteBuffer.wrap(line);
        try {
            while (buffer.hasRemaining()) {
                own.write(buffer);
            }
        } catch (IOException e) {
            throw new IOException(
                    ownFile + ": cannot be written: " + e.getMessage() + "; the " + places.size()
                            + " layers before this one are kept, the same command goes on from there",
                    e);
        }
        places.put(key, place);
    }

    /// Makes sure that what was kept survives a loss of power, and lets others into the folder.
    @Override
    public void close() throws IOException {
        own.force(true);
        own.close();
        lock.close();
    }
}
