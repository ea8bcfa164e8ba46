package eigensweep.checkpoint.torch;

import eigensweep.checkpoint.file.Checkpoint;
import eigensweep.checkpoint.file.MappedFile;
import eigensweep.checkpoint.file.ZipArchive;
import eigensweep.checkpoint.file.ZipArchive.Entry;
import eigensweep.tensor.Tensor;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Reads what `torch.save` writes: a zip archive with a folder of any name, in which `data.pkl` describes the
/// tensors and `data/0`, `data/1`, ... are their storages, uncompressed. The storages stay where they are in
/// the mapped file. A TorchScript archive is one with code beside it (see [TorchScriptCode]), and with a
/// `constants.pkl`, whose tensors are named as the code names them: `CONSTANTS.c0`. A frozen one has its
/// weights there.
public final class TorchZip {

    private static final String PICKLE = "data.pkl";
    static final long LARGEST_PICKLE = 256L << 20;

    private TorchZip() {}

    /// Whether an archive is one of PyTorch's.
    public static boolean looksLike(ZipArchive zip) {
        return folder(zip) != null;
    }

    /// Reads the tensors of an archive.
    public static Checkpoint read(ZipArchive zip, Arena arena) {
        String folder = folder(zip);
        if (folder == null) {
            throw zip.file().broken("is no PyTorch archive: it has no " + PICKLE);
        }
        refuseBigEndian(zip, folder);
        boolean script = zip.find(folder + "constants.pkl") != null;
        TorchScriptCode code = new TorchScriptCode(zip, folder, arena);
        List<Tensor> tensors = new ArrayList<>(tensors(zip, folder, "data", code, arena));
        if (script) {
            for (Tensor constant : tensors(zip, folder, "constants", code, arena)) {
                tensors.add(constant.renamed("CONSTANTS.c" + constant.name()));
            }
        }
        return Checkpoint.of(zip.file(), script ? "TorchScript" : "PyTorch", tensors, arena);
    }

    /// The folder that everything is in, with its slash, or empty if there is none; null if this is no
    /// PyTorch archive.
    private static @Nullable String folder(ZipArchive zip) {
        String found = null;
        for (String name : zip.entries().keySet()) {
            boolean whole = name.equals(PICKLE) || name.endsWith("/" + PICKLE);
            if (whole && (found == null || name.length() < found.length() + PICKLE.length())) {
                found = name.substring(0, name.length() - PICKLE.length());
            }
        }
        return found;
    }

    private static void refuseBigEndian(ZipArchive zip, String folder) {
        Entry order = zip.find(folder + "byteorder");
        if (order == null) {
            return;
        }
        MemorySegment bytes = zip.view(order);
        String text = zip.file().part("", bytes).text(0, (int) Math.min(16, bytes.byteSize()));
        if (!text.equals("little")) {
            throw zip.file()
                    .broken("has numbers in " + text + "-endian order; load it in PyTorch on this machine and save it"
                            + " again");
        }
    }

    /// The tensors that a pickle describes, whose storages are in the folder of its name.
    private static List<Tensor> tensors(ZipArchive zip, String folder, String name, TorchScriptCode code, Arena arena) {
        MappedFile pickle = pickle(zip, folder + name + ".pkl", arena);
        Object root = TorchPickle.read(pickle).root();
        return TorchNames.of(root, pickle, key -> storage(zip, folder + name + "/" + key), code::isBuffer);
    }

    private static MappedFile pickle(ZipArchive zip, String name, Arena arena) {
        Entry entry = Objects.requireNonNull(zip.find(name));
        if (entry.size() > LARGEST_PICKLE) {
            throw zip.file()
                    .broken(name + " has " + entry.size() + " bytes, tensors not counted; at most " + LARGEST_PICKLE
                            + " are read");
        }
        return zip.file().part(name.substring(name.lastIndexOf('/') + 1), zip.content(entry, LARGEST_PICKLE, arena));
    }

    private static @Nullable MemorySegment storage(ZipArchive zip, String name) {
        Entry entry = zip.find(name);
        return entry == null ? null : zip.view(entry);
    }
}
