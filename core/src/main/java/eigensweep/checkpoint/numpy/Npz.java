package eigensweep.checkpoint.numpy;

import eigensweep.checkpoint.file.Checkpoint;
import eigensweep.checkpoint.file.Scratch;
import eigensweep.checkpoint.file.ZipArchive;
import eigensweep.checkpoint.file.ZipArchive.Entry;
import eigensweep.tensor.Tensor;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.List;

/// Reads what `numpy.savez` writes: a zip archive of `.npy` arrays. Stored arrays are views of the mapped
/// file; those of `savez_compressed` are inflated (see [Scratch]), which is why there is a limit to them.
public final class Npz {

    private static final String EXTENSION = ".npy";
    private static final long MOST_INFLATED = 4L << 30;

    private Npz() {}

    /// Whether an archive has arrays in it.
    public static boolean looksLike(ZipArchive zip) {
        return zip.entries().keySet().stream().anyMatch(name -> name.endsWith(EXTENSION));
    }

    /// Reads the arrays in an archive.
    public static Checkpoint read(ZipArchive zip, Arena arena) {
        List<Entry> arrays = zip.entries().values().stream()
                .filter(entry -> entry.name().endsWith(EXTENSION))
                .toList();
        zip.refuseBomb(arrays, MOST_INFLATED);
        List<Tensor> tensors = new ArrayList<>();
        Scratch scratch = new Scratch(zip.file(), arena);
        long left = MOST_INFLATED;
        for (Entry entry : arrays) {
            String name = entry.name().substring(0, entry.name().length() - EXTENSION.length());
            tensors.add(Npy.array(zip.file().part("entry " + entry.name(), zip.content(entry, left, scratch)), name));
            left -= entry.isStored() ? 0 : entry.size();
        }
        return Checkpoint.of(zip.file(), "npz", tensors, arena);
    }
}
