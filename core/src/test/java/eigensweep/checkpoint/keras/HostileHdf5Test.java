package eigensweep.checkpoint.keras;

import static org.assertj.core.api.Assertions.assertThat;

import eigensweep.checkpoint.Opened;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// HDF5 files whose structures lead back to themselves, or promise more than there is. The layout of B-tree
/// nodes is that of the specification, III.A.1.
@Timeout(60)
class HostileHdf5Test {

    private static final int TREE_HEADER = 24;

    @TempDir
    private Path folder;

    private static ByteBuffer bytes(String fixture, int more) {
        byte[] content = Hdf5Fixture.bytes(fixture);
        return ByteBuffer.wrap(Arrays.copyOf(content, content.length + more)).order(ByteOrder.LITTLE_ENDIAN);
    }

    private void refused(ByteBuffer file, String... says) throws IOException {
        Opened.assertRefused(Files.write(folder.resolve("model.h5"), file.array()), says);
    }

    /// Where the nodes of a type are: 0 of groups, 1 of chunks.
    private static List<Integer> trees(ByteBuffer file, int type) {
        List<Integer> trees = new ArrayList<>();
        String text = new String(file.array(), StandardCharsets.ISO_8859_1);
        for (int at = text.indexOf("TREE"); at >= 0; at = text.indexOf("TREE", at + 1)) {
            if (file.get(at + 4) == type) {
                trees.add(at);
            }
        }
        return trees;
    }

    /// A node with two children, which are the same.
    private static void putTwice(ByteBuffer file, int at, int level, int child) {
        file.put(at, "TREE".getBytes(StandardCharsets.US_ASCII));
        file.put(at + 4, (byte) 0).put(at + 5, (byte) level).putShort(at + 6, (short) 2);
        file.putLong(at + TREE_HEADER + 8, child).putLong(at + TREE_HEADER + 24, child);
    }

    /// Fifty nodes one below the other, each twice in the one above: a path for every number of fifty bits.
    @Test
    void aTreeThatIsManyTreesIsRefusedSoon() throws IOException {
        int nodes = 50;
        int node = 64;
        int size = Hdf5Fixture.bytes("small-old.h5").length;
        ByteBuffer file = bytes("small-old.h5", node * nodes);
        int root = trees(file, 0).getFirst();
        int first = file.getShort(root + 6);
        assertThat(first).as("children of the root, which become one's").isPositive();
        for (int n = 0; n < nodes - 1; n++) {
            putTwice(file, size + node * n, nodes - 1 - n, size + node * (n + 1));
        }
        file.put(size + node * (nodes - 1), file.array(), root, node);
        putTwice(file, root, nodes, size);
        refused(file, "describes itself over and over");
    }

    @Test
    void aTreeThatIsItsOwnChildIsRefused() throws IOException {
        ByteBuffer file = bytes("small-old.h5", 0);
        int root = trees(file, 0).getFirst();
        putTwice(file, root, 1, root);
        refused(file, "has a broken B-tree");
    }

    @Test
    void groupsWithinGroupsHaveALimit() throws IOException {
        refused(bytes("deep.h5", 0), "64 within each other");
    }

    /// 336 MB of zeros in chunks that shrank to a thousandth.
    @Test
    void bombsAreRefused() throws IOException {
        refused(bytes("bomb.h5", 0), "inflates from", "as bombs do and weights do not");
    }

    /// Two data sets of 151 MB, of which neither is more than one may be.
    @Test
    void bombsInPiecesAreRefused() throws IOException {
        refused(bytes("bombs.h5", 0), "data sets of which all that is in chunks inflates from", "as bombs do");
    }

    /// Eight chunks of random numbers, of which each claims the bytes of the next ones, too.
    @Test
    void chunksThatShareBytesAreRefused() throws IOException {
        ByteBuffer file = bytes("noise.h5", 0);
        int tree = trees(file, 1).getFirst();
        int entry = 8 + 3 * 8 + 8;
        int chunks = file.getShort(tree + 6);
        assertThat(chunks).isEqualTo(8);
        long end = file.capacity();
        for (int chunk = 0; chunk < chunks; chunk++) {
            int at = tree + TREE_HEADER + chunk * entry;
            file.putInt(at, (int) (end - file.getLong(at + entry - 8)));
        }
        refused(file, "one stretch of data in many");
    }

    @Test
    void damagedChunksAreRefused() throws IOException {
        ByteBuffer file = bytes("noise.h5", 0);
        int tree = trees(file, 1).getFirst();
        int chunk = (int) file.getLong(tree + TREE_HEADER + 8 + 3 * 8);
        file.put(chunk, (byte) 0);
        refused(file, "a chunk does not inflate");
    }

    /// A byte of the root's header, which has a checksum.
    @Test
    void damagedStructuresAreRefused() throws IOException {
        ByteBuffer file = bytes("small-new.h5", 0);
        int header = new String(file.array(), StandardCharsets.ISO_8859_1).indexOf("OHDR");
        file.put(header + 12, (byte) ~file.get(header + 12));
        refused(file, "is damaged: the checksum of its object header");
    }

    @Test
    void filesThatWereCutOffAreRefused() throws IOException {
        byte[] whole = Hdf5Fixture.bytes("keras3-trained.h5");
        refused(ByteBuffer.wrap(Arrays.copyOf(whole, whole.length / 2)), "is cut off or broken");
        refused(ByteBuffer.wrap(Arrays.copyOf(whole, 30)), "is cut off or broken");
    }
}
