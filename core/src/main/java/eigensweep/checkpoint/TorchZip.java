package eigensweep.checkpoint;

import eigensweep.checkpoint.ZipArchive.Entry;
import eigensweep.tensor.Tensor;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Reads what `torch.save` writes: a zip archive with a folder of any name, in which `data.pkl` describes the tensors
/// and `data/0`, `data/1`, ... are their storages, uncompressed. The storages stay where they are in the mapped file.
/// A TorchScript archive is one with code beside it, which is not looked at.
final class TorchZip {

    private static final String PICKLE = "data.pkl";
    private static final long LARGEST_PICKLE = 256L << 20;

    /// The pickle of the number 0x1950a86a20f9469cfc6c, with which files before PyTorch 1.6 begin.
    private static final byte[] LEGACY = HexFormat.of().parseHex("8a0a6cfc9c46f9206aa85019");

    private TorchZip() {}

    /// Whether an archive is one of PyTorch's.
    static boolean looksLike(ZipArchive zip) {
        return folder(zip) != null;
    }

    static Checkpoint read(ZipArchive zip, Arena arena) {
        String folder = folder(zip);
        if (folder == null) {
            throw zip.file().broken("is no PyTorch archive: it has no " + PICKLE);
        }
        refuseBigEndian(zip, folder);
        boolean script = zip.find(folder + "constants.pkl") != null;
        MappedFile pickle = pickle(zip, folder, arena);
        Object root = TorchPickle.read(pickle, key -> storage(zip, folder + "data/" + key));
        List<Tensor> tensors = TorchNames.of(root, pickle);
        if (tensors.isEmpty() && script) {
            throw zip.file()
                    .broken("is a frozen TorchScript archive: its weights are nameless constants of its code;"
                            + " save the module before torch.jit.freeze, or its state_dict()");
        }
        return new Checkpoint(
                zip.file().path(),
                script ? "TorchScript" : "PyTorch",
                tensors,
                List.of(zip.file().path()),
                arena);
    }

    /// The folder that everything is in, with its slash, or empty if there is none; null if this is no PyTorch archive.
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

    private static MappedFile pickle(ZipArchive zip, String folder, Arena arena) {
        Entry entry = Objects.requireNonNull(zip.find(folder + PICKLE));
        if (entry.size() > LARGEST_PICKLE) {
            throw zip.file()
                    .broken(PICKLE + " has " + entry.size() + " bytes, tensors not counted; at most " + LARGEST_PICKLE
                            + " are read");
        }
        return zip.file().part(PICKLE, zip.content(entry, LARGEST_PICKLE, arena));
    }

    private static @Nullable MemorySegment storage(ZipArchive zip, String name) {
        Entry entry = zip.find(name);
        return entry == null ? null : zip.view(entry);
    }

    /// Says what a bare pickle is, which PyTorch wrote before version 1.6, and what to do with it.
    static CheckpointException bare(MappedFile file) {
        boolean legacy = file.size() > 2 + LEGACY.length
                && file.bytes().asSlice(2, LEGACY.length).mismatch(MemorySegment.ofArray(LEGACY)) == -1;
        return file.broken(
                legacy
                        ? "is in PyTorch's format from before 1.6 (a bare pickle); a current PyTorch converts it: python -c"
                                + " \"import sys, torch; f = sys.argv[1]; torch.save(torch.load(f), f)\" FILE"
                        : "is a bare Python pickle, which is not read; save the weights as .safetensors or with"
                                + " torch.save");
    }
}
