package eigensweep.checkpoint.torch;

import eigensweep.checkpoint.file.Checkpoint;
import eigensweep.checkpoint.file.MappedFile;
import eigensweep.checkpoint.torch.TorchTensor.Storage;
import eigensweep.tensor.DType;
import eigensweep.tensor.Tensor;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/// Reads what `torch.save` wrote before PyTorch 1.6, and still writes with
/// `_use_new_zipfile_serialization=False`: five pickles (a magic number, the version of the format, facts
/// about the machine, the object itself, the keys of its storages), then for each key the number of its
/// elements (int64) and the elements. Numbers are little-endian whatever the machine was. The storages stay
/// where they are in the mapped file. (`torch/serialization.py`, `_legacy_save`)
public final class TorchLegacy {

    /// LONG1 of ten bytes, 0x1950a86a20f9469cfc6c.
    private static final byte[] MAGIC = HexFormat.of().parseHex("8a0a6cfc9c46f9206aa85019");

    /// Where the number is: after the protocol, or after the frame of protocol 4.
    private static final List<Integer> AT = List.of(2, 11);

    private static final long VERSION = 1001;

    private TorchLegacy() {}

    /// Whether a file begins with the magic number.
    public static boolean looksLike(MappedFile file) {
        return Pickle.looksLike(file) && AT.stream().anyMatch(at -> isMagic(file, at));
    }

    private static boolean isMagic(MappedFile file, int at) {
        return file.size() >= at + MAGIC.length
                && file.bytes().asSlice(at, MAGIC.length).mismatch(MemorySegment.ofArray(MAGIC)) == -1;
    }

    /// Reads the tensors of a file.
    public static Checkpoint read(MappedFile file, Arena arena) {
        PickleBytes in = new PickleBytes(file, TorchZip.LARGEST_PICKLE);
        TorchPickle.read(in, file);
        Object version = TorchPickle.read(in, file).root();
        if (!version.equals(VERSION)) {
            throw file.broken("is in PyTorch's format from before 1.6, of a version other than " + VERSION
                    + ", which PyTorch never wrote");
        }
        TorchPickle.read(in, file);
        TorchPickle.Content content = TorchPickle.read(in, file);
        Object keys = TorchPickle.read(in, file).root();
        if (!(keys instanceof List<?> list)) {
            throw file.broken("has no list of its storages behind its tensors");
        }
        Map<String, MemorySegment> storages = storages(file, in.at(), list, content.storages());
        List<Tensor> tensors = TorchNames.of(content.root(), file, storages::get);
        return Checkpoint.of(file, "PyTorch before 1.6", tensors, arena);
    }

    /// What is behind the pickles: the storages in the order of their keys, which fill the file to its end.
    private static Map<String, MemorySegment> storages(
            MappedFile file, long start, List<?> keys, Map<String, Storage> claims) {
        Map<String, MemorySegment> storages = new HashMap<>();
        long at = start;
        for (Object key : keys) {
            if (!(key instanceof String text) || !(claims.get(text) instanceof Storage storage)) {
                throw file.broken("lists a storage that none of its tensors is in");
            }
            int width = width(file, storage);
            if (at > file.size() - Long.BYTES) {
                throw file.broken("is cut off before its storage " + text + "; fetch the file again");
            }
            long count = file.i64(at);
            long left = file.size() - at - Long.BYTES;
            if (count < 0 || count > left / width) {
                throw file.broken("claims " + count + " elements of " + width + " bytes in its storage " + text
                        + ", but " + left + " bytes are left of the file; was it cut off? fetch it again");
            }
            if (storages.put(text, file.bytes().asSlice(at + Long.BYTES, count * width)) != null) {
                throw file.broken("lists its storage " + text + " twice");
            }
            at += Long.BYTES + count * width;
        }
        if (at != file.size()) {
            throw file.broken(
                    "goes on for " + (file.size() - at) + " bytes behind its last storage; were several objects"
                            + " saved into it? load them in PyTorch, and save each into a file of its own");
        }
        return storages;
    }

    private static int width(MappedFile file, Storage storage) {
        if (storage.dtype() == DType.OTHER && storage.type().startsWith("QUInt")) {
            return 1; // 4 or 2 bits an element, in bytes
        }
        if (storage.dtype().bits() == 0) {
            throw file.broken("has a storage of the type " + storage.type() + ", whose elements are of unknown size");
        }
        return storage.dtype().bytes();
    }
}
