package eigensweep.checkpoint.keras;

import eigensweep.checkpoint.file.Checkpoint;
import eigensweep.checkpoint.file.MappedFile;
import eigensweep.checkpoint.file.Scratch;
import eigensweep.checkpoint.file.ZipArchive;
import eigensweep.checkpoint.file.ZipArchive.Entry;
import java.lang.foreign.Arena;
import java.util.Objects;

/// Reads `.keras`: a zip archive of the architecture in JSON, and of an HDF5 file with the weights, which is read where
/// it lies unless it is compressed.
public final class KerasArchive {

    private static final String CONFIG = "config.json";
    private static final String WEIGHTS = "model.weights.h5";
    private static final long LONGEST_CONFIG = 100_000_000;

    private KerasArchive() {}

    /// Whether an archive is that of a Keras model.
    public static boolean looksLike(ZipArchive zip) {
        return zip.find(WEIGHTS) != null;
    }

    /// Reads the model in an archive.
    public static Checkpoint read(ZipArchive zip, Arena arena) {
        MappedFile file = zip.file();
        Entry text = zip.find(CONFIG);
        KerasConfig config = text == null
                ? KerasConfig.NONE
                : KerasConfig.read(file.part("entry " + CONFIG, zip.content(text, LONGEST_CONFIG, arena)));
        Entry weights = Objects.requireNonNull(zip.find(WEIGHTS), WEIGHTS);
        Scratch scratch = new Scratch(file, arena);
        return Hdf5.read(file.part("entry " + WEIGHTS, zip.content(weights, Scratch.MOST, scratch)), config, arena);
    }
}
