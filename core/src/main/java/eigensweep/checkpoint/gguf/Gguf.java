package eigensweep.checkpoint.gguf;

import eigensweep.checkpoint.file.Checkpoint;
import eigensweep.checkpoint.file.MappedFile;
import eigensweep.checkpoint.file.Neighbours;
import eigensweep.files.FileState;
import eigensweep.tensor.DType;
import eigensweep.tensor.Meaning;
import eigensweep.tensor.Tensor;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Reads `.gguf`, versions 2 and 3: a [GgufHeader], then the tensors, each at a multiple of the alignment. A
/// model in shards is read whole, whichever of them was named. The header is checked against the file before
/// anything is believed: a tensor lies in the data and on no other.
public final class Gguf {

    static final String FORMAT = "GGUF";

    private static final int VERSION_AT = 4;
    private static final int HEADER_AT = 8;

    private static final long DEFAULT_ALIGNMENT = 32;

    private static final Pattern SHARD = Pattern.compile("(.+)-(\\d{5})-of-(\\d{5})\\.gguf");

    private final MappedFile file;
    private final GgufHeader header;
    private final long alignment;
    private final long dataStart;

    private Gguf(MappedFile file) {
        this.file = file;
        checkVersion();
        this.header = GgufHeader.read(file, HEADER_AT);
        this.alignment = header.number("general.alignment", DEFAULT_ALIGNMENT);
        if (Long.bitCount(alignment) != 1 || alignment < 0) {
            throw file.broken("has general.alignment " + alignment + ", which is no power of two");
        }
        this.dataStart = Math.ceilDiv(header.end(), alignment) * alignment;
    }

    /// Whether a file starts as GGUF files do.
    public static boolean looksLike(MappedFile file) {
        return file.size() >= VERSION_AT && FORMAT.equals(file.text(0, VERSION_AT));
    }

    /// Whether a file is read with the first shard, which lies beside it.
    public static boolean isLaterShard(Path file) {
        Matcher name = SHARD.matcher(file.getFileName().toString());
        return name.matches()
                && Long.parseLong(name.group(2)) > 1
                && Files.exists(file.resolveSibling(shardName(name.group(1), 1, Long.parseLong(name.group(3)))));
    }

    private static String shardName(String stem, long number, long count) {
        return String.format(Locale.ROOT, "%s-%05d-of-%05d.gguf", stem, number, count);
    }

    /// Refuses to change weights by what was made for the original model: the converter exchanges rows of
    /// query and key projections of some architectures, and axes of others, which no spectrum shows but a sum
    /// does.
    public static void checkBase(Checkpoint model) {
        if (model.format().contains(FORMAT)) {
            throw model.broken(
                    "is GGUF, whose rows are not always in the order of the model it was made from, for which the"
                            + " adapter is; name that model as --base");
        }
    }

    /// Reads a model, of which a file may be one shard.
    public static Checkpoint read(MappedFile file, Arena arena) {
        Gguf named = new Gguf(file);
        List<Gguf> shards = named.shards(arena);
        GgufHeader first = shards.getFirst().header;
        if (first.text("general.type").equals("imatrix")) {
            throw file.broken("holds statistics of activations (an importance matrix), no weights");
        }
        List<Tensor> tensors = new ArrayList<>();
        for (Gguf shard : shards) {
            tensors.addAll(shard.tensors());
        }
        named.checkNames(tensors, first.number("split.tensors.count", tensors.size()));
        List<FileState> files = shards.stream().map(shard -> shard.file.state()).toList();
        if (first.text("general.type").equals("adapter")) {
            return GgufAdapter.of(new Checkpoint(file.path(), "GGUF adapter", tensors, files, arena), first);
        }
        String name = shards.size() == 1 ? FORMAT : "sharded " + FORMAT;
        List<Tensor> weights = GgufScales.apply(tensors);
        return new Checkpoint(file.path(), name, originals(weights, first), files, arena);
    }

    private void checkVersion() {
        if (file.size() < HEADER_AT) {
            throw file.broken("is cut off: " + file.size() + " bytes, of which none are left after GGUF's magic");
        }
        long version = file.u32(VERSION_AT);
        if (version == 1) {
            throw file.broken("is of GGUF version 1, which was in use for some weeks of 2023; convert it with the"
                    + " gguf-convert of that time, or fetch a newer file");
        }
        if (version != 0 && (version & 0xffff) == 0) {
            throw file.broken("holds big-endian numbers; convert it with gguf-convert-endian (Python package gguf)");
        }
        if (version != 2 && version != 3) {
            throw file.broken("is of GGUF version " + version + "; versions 2 and 3 are known");
        }
    }

    /// All files of the model, this one among them, in their order.
    private List<Gguf> shards(Arena arena) {
        long count = header.number("split.count", 1);
        if (count <= 1) {
            return List.of(this);
        }
        Matcher name = SHARD.matcher(file.path().getFileName().toString());
        long number = header.number("split.no", 0) + 1;
        if (!name.matches() || Long.parseLong(name.group(2)) != number || Long.parseLong(name.group(3)) != count) {
            throw file.broken("is shard " + number + " of " + count + ", but its name does not end in "
                    + shardName("", number, count)
                    + ": the others cannot be found");
        }
        List<Gguf> shards = new ArrayList<>();
        for (long shard = 1; shard <= count; shard++) {
            shards.add(shard == number ? this : sibling(name.group(1), shard, count, arena));
        }
        return shards;
    }

    private Gguf sibling(String stem, long number, long count, Arena arena) {
        String name = shardName(stem, number, count);
        Path path = Neighbours.folderOf(file.path()).resolve(name);
        if (!Files.exists(path)) {
            throw file.broken("is one of " + count + " shards, of which " + name + " is missing");
        }
        MappedFile mapped = MappedFile.map(path, arena);
        if (!looksLike(mapped)) {
            throw mapped.broken(
                    "is no GGUF file, but should be a shard of " + file.path().getFileName());
        }
        Gguf shard = new Gguf(mapped);
        if (shard.header.number("split.count", 1) != count || shard.header.number("split.no", 0) + 1 != number) {
            throw mapped.broken("says that it is another shard than its name says");
        }
        return shard;
    }

    private void checkNames(List<Tensor> tensors, long expected) {
        if (tensors.size() != expected) {
            throw file.broken("should have " + expected + " tensors in all its shards, which have " + tensors.size());
        }
        Set<String> names = new HashSet<>();
        for (Tensor tensor : tensors) {
            if (!names.add(tensor.name())) {
                throw file.broken("has two tensors named " + tensor.name() + " in its shards");
            }
        }
    }

    /// Under the names of the original model, unless two would have the same.
    private static List<Tensor> originals(List<Tensor> tensors, GgufHeader header) {
        GgufNames names = GgufNames.of(header.text("general.architecture"));
        List<Tensor> renamed = tensors.stream()
                .map(tensor -> tensor.named(names.original(tensor.storedName())))
                .toList();
        return renamed.stream().map(Tensor::name).distinct().count() == tensors.size() ? renamed : tensors;
    }

    /// A tensor and the part of the data it claims.
    private record Placed(GgufHeader.Info info, GgufType type, long bytes) {}

    private List<Tensor> tensors() {
        List<Placed> placed = header.tensors().stream().map(this::placed).toList();
        checkOverlaps(placed);
        return placed.stream().map(this::tensor).toList();
    }

    private Placed placed(GgufHeader.Info info) {
        GgufType type = GgufType.of(info.type());
        String tensor = "tensor " + info.name();
        DType dtype = type.dtype();
        long[] shape = info.shape();
        long row = shape.length == 0 ? 1 : shape[shape.length - 1];
        if (row % dtype.blockElements() != 0) {
            throw file.broken(tensor + " has rows of " + row + " elements, no multiple of the " + dtype.blockElements()
                    + " in a block of " + dtype);
        }
        long bytes;
        try {
            bytes = dtype.bytesOf(Tensor.count(shape));
        } catch (ArithmeticException e) {
            throw file.overflows(tensor, shape, e);
        }
        if (info.offset() % alignment != 0) {
            throw file.broken(tensor + " begins at byte " + Long.toUnsignedString(info.offset())
                    + " of the data, which is no multiple of the alignment, " + alignment);
        }
        long size = Math.max(0, file.size() - dataStart);
        if (info.offset() < 0 || info.offset() > size || bytes > size - info.offset()) {
            throw file.broken("is cut off: " + tensor + " (" + type.name() + ") takes " + bytes + " bytes from byte "
                    + Long.toUnsignedString(info.offset()) + " of the data, the file has " + size
                    + "; fetch the file again");
        }
        return new Placed(info, type, bytes);
    }

    private void checkOverlaps(List<Placed> tensors) {
        List<Placed> byPlace = tensors.stream()
                .filter(tensor -> tensor.bytes() > 0)
                .sorted(Comparator.comparingLong(tensor -> tensor.info().offset()))
                .toList();
        for (int i = 1; i < byPlace.size(); i++) {
            Placed before = byPlace.get(i - 1);
            if (byPlace.get(i).info().offset() < before.info().offset() + before.bytes()) {
                throw file.broken("tensor " + byPlace.get(i).info().name() + " overlaps tensor "
                        + before.info().name());
            }
        }
    }

    private Tensor tensor(Placed placed) {
        GgufHeader.Info info = placed.info();
        MemorySegment data = file.bytes().asSlice(Math.min(dataStart + info.offset(), file.size()), placed.bytes());
        return Tensor.of(info.name(), placed.type().dtype(), info.shape(), data).meaning(meaning(placed));
    }

    private static Meaning meaning(Placed placed) {
        String name = placed.info().name();
        Meaning meaning = Meaning.OUT_FIRST.used(GgufUse.of(name, placed.info().shape().length));
        DType dtype = placed.type().dtype();
        if (dtype == DType.OTHER) {
            return meaning.used(Meaning.Use.PART)
                    .encoded(placed.type().name())
                    .noted("is of ggml's type " + placed.type().name() + ", which is not known here");
        }
        return dtype.isBlocks() ? meaning.encoded(dtype + " (dequantised)") : meaning;
    }
}
