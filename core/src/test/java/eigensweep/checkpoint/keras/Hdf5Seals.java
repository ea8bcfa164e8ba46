package eigensweep.checkpoint.keras;

import eigensweep.checkpoint.file.CheckpointException;
import eigensweep.hdf5.Seal;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Puts the checksums of a damaged HDF5 file right, one after the other, as the reader complains of them.
public final class Hdf5Seals {

    private static final Pattern COMPLAINT = Pattern.compile("checksum of its .*, bytes (\\d+) to (\\d+), is wrong");
    private static final int MOST = 3;

    private Hdf5Seals() {}

    /// @param reading throws what is wrong with a file but for its checksums
    public static void mended(byte[] damaged, Consumer<byte[]> reading) {
        byte[] bytes = damaged.clone();
        Map<String, Integer> complaints = new HashMap<>();
        while (true) {
            try {
                reading.accept(bytes);
                return;
            } catch (CheckpointException e) {
                Matcher complaint = COMPLAINT.matcher(String.valueOf(e.getMessage()));
                if (!complaint.find() || complaints.merge(complaint.group(), 1, Integer::sum) > MOST) {
                    throw e; // Of structures that lie in one another not all can be right.
                }
                Seal.put(bytes, Integer.parseInt(complaint.group(1)), Integer.parseInt(complaint.group(2)));
            }
        }
    }
}
