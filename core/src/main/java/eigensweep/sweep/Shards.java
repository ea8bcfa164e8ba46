package eigensweep.sweep;

import eigensweep.files.FileLocks;
import eigensweep.files.WholeFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The layers a sweep has finished, on disk: the truth from which its tables are made.
///
/// `DIR/shards/i-of-n.jsonl` holds a line a layer (see [KeptLayer]). Lines are only ever appended, a group at
/// a time, and each group is forced to disk before the next: killing the program at any instant, or the
/// machine, leaves whole lines and perhaps one torn at the end, which is dropped when the file is next
/// opened. Each line has a checksum; one that does not match is as good as none, and blanked. Files of other
/// shares in the same folder are read, too: a sweep split over machines is merged by running it once more as
/// a whole.
///
/// A whole sweep locks the folder for itself; shares lock it together, and each its own file.
public final class Shards implements AutoCloseable {

    /// The folder of the kept layers, in the folder of the sweep.
    public static final String FOLDER = "shards";

    private static final String LOCK = ".lock";
    private static final String EXTENSION = ".jsonl";

    private final FileChannel lock;
    private final FileChannel own;
    private final Path ownFile;
    private final List<FileChannel> others = new ArrayList<>();
    private final Map<String, Map<String, Place>> places = new HashMap<>();
    private int damaged;

    /// Where a line lies.
    ///
    /// @param checksum of the line
    private record Place(FileChannel channel, long offset, int length, String checksum) {}

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
        String taken = folder + ": another sweep is at work in this folder; wait for it, or choose another with -o";
        FileChannel lock = FileLocks.take(folder.resolve(LOCK), !share.isWhole(), taken);
        try {
            Path ownFile = home.resolve(share.index() + "-of-" + share.count() + EXTENSION);
            FileChannel own = FileLocks.take(ownFile, false, taken);
            WholeFile.force(home);
            Shards shards = new Shards(lock, own, ownFile);
            shards.indexAll(home, share);
            return shards;
        } catch (IOException e) {
            lock.close();
            throw e;
        }
    }

    /// The files of kept layers of all shares.
    private static List<Path> files(Path home) throws IOException {
        try (Stream<Path> files = Files.list(home)) {
            return files.filter(file -> file.toString().endsWith(EXTENSION))
                    .sorted()
                    .toList();
        }
    }

    /// Whether a folder has kept layers.
    public static boolean hasLayers(Path folder) throws IOException {
        Path home = folder.resolve(FOLDER);
        if (!Files.isDirectory(home)) {
            return false;
        }
        for (Path file : files(home)) {
            if (Files.size(file) > 0) {
                return true;
            }
        }
        return false;
    }

    private void indexAll(Path home, Share share) throws IOException {
        for (Path file : files(home)) {
            if (file.equals(ownFile)) {
                long whole = index(own, true);
                own.truncate(whole);
                own.position(whole);
            } else {
                // The shares of others may be at work on theirs.
                FileChannel other = share.isWhole()
                        ? FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)
                        : FileChannel.open(file, StandardOpenOption.READ);
                others.add(other);
                index(other, share.isWhole());
            }
        }
    }

    /// Notes the whole lines of a file; returns where the last of them ends.
    private long index(FileChannel channel, boolean repair) throws IOException {
        Lines lines = new Lines(channel);
        for (Lines.Line line = lines.next(); line != null; line = lines.next()) {
            Optional<KeptLayer.Label> label = KeptLayer.label(line.bytes());
            if (label.isPresent()) {
                note(
                        label.get(),
                        new Place(
                                channel,
                                line.offset(),
                                line.bytes().length,
                                label.get().checksum()));
            } else if (!line.isBlank()) {
                damaged++;
                if (repair) {
                    Lines.blank(channel, line);
                }
            }
        }
        return lines.end();
    }

    private void note(KeptLayer.Label label, Place place) {
        places.computeIfAbsent(label.key(), key -> new HashMap<>()).put(label.by(), place);
    }

    /// How many layers are kept.
    public synchronized int size() {
        return places.size();
    }

    /// How many lines were found that are not what was written.
    public int damaged() {
        return damaged;
    }

    /// The checksum of a layer's line: another line, another checksum, if but for one in four billion.
    public Optional<String> checksum(String key, String by) {
        return Optional.ofNullable(place(key, by)).map(Place::checksum);
    }

    /// A layer that is kept: as it was computed in this way, or on another machine by another backend in its own.
    ///
    /// @param by see [KeptLayer]
    public Optional<KeptLayer.Known> find(String key, String by) throws IOException {
        Place place = place(key, by);
        return place == null ? Optional.empty() : Optional.of(KeptLayer.parse(read(place)));
    }

    /// The spectrum of a layer that [#find] finds, ascending.
    public Optional<double[]> eigenvalues(String key, String by) throws IOException {
        Place place = place(key, by);
        return place == null ? Optional.empty() : Optional.of(KeptLayer.eigenvalues(read(place)));
    }

    private synchronized @Nullable Place place(String key, String by) {
        Map<String, Place> ways = places.getOrDefault(key, Map.of());
        Place own = ways.get(by);
        return own != null || ways.isEmpty() ? own : ofAnotherBackend(ways, KeptLayer.backend(by));
    }

    private static @Nullable Place ofAnotherBackend(Map<String, Place> ways, String backend) {
        return ways.entrySet().stream()
                .filter(way -> !KeptLayer.backend(way.getKey()).equals(backend))
                .min(Map.Entry.comparingByKey())
                .map(Map.Entry::getValue)
                .orElse(null);
    }

    private static byte[] read(Place place) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(place.length());
        while (buffer.hasRemaining() && place.channel().read(buffer, place.offset() + buffer.position()) >= 0) {
            // A read may return less than was asked for.
        }
        return buffer.array();
    }

    /// Keeps a group of layers: after this returns, neither killing the program nor a loss of power loses
    /// them.
    ///
    /// @throws IOException if they cannot be kept, or the folder is not there any more, even for no layer at
    ///     all
    public synchronized void append(List<KeptLayer> layers) throws IOException {
        if (!Files.exists(ownFile)) {
            throw new IOException(ownFile + ": was removed while the sweep was at work; nothing is kept any more");
        }
        if (layers.isEmpty()) {
            return;
        }
        try {
            for (KeptLayer layer : layers) {
                append(layer);
            }
            own.force(false);
        } catch (IOException e) {
            throw new IOException(
                    ownFile + ": cannot be written: " + e.getMessage() + "; the " + places.size()
                            + " layers before this one are kept, the same command goes on from there",
                    e);
        }
    }

    private void append(KeptLayer layer) throws IOException {
        byte[] line = layer.line();
        long offset = own.position();
        ByteBuffer buffer = ByteBuffer.wrap(line);
        while (buffer.hasRemaining()) {
            own.write(buffer);
        }
        KeptLayer.Label label = KeptLayer.label(line).orElseThrow();
        note(label, new Place(own, offset, line.length, label.checksum()));
    }

    /// Removes every layer that is kept.
    public synchronized void clear() throws IOException {
        for (FileChannel other : others) {
            other.close();
        }
        for (Path file : files(ownFile.resolveSibling(""))) {
            if (!file.equals(ownFile)) {
                Files.delete(file);
            }
        }
        others.clear();
        places.clear();
        own.truncate(0);
        own.position(0);
    }

    /// Lets others into the folder.
    @Override
    public void close() throws IOException {
        for (FileChannel other : others) {
            other.close();
        }
        own.close();
        lock.close();
    }
}
