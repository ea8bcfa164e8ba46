package eigensweep.checkpoint.foreign;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import eigensweep.checkpoint.file.MappedFile;
import eigensweep.checkpoint.file.SegmentStream;
import eigensweep.checkpoint.file.ZipArchive;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/// Archives with a model in them that is not read, or with files that are once they are unpacked.
public final class ForeignArchive {

    private static final int GZIP = 0x8b1f;
    private static final int BLOCK = 512;
    private static final int USTAR_AT = 257;

    /// Entries of an archive that are looked at, and shown.
    private static final int MOST = 1000;

    private static final int SHOWN = 3;

    private static final List<String> WEIGHTS =
            List.of(".ckpt", ".pt", ".pth", ".bin", ".safetensors", ".onnx", ".npz", ".npy", ".h5", ".gguf");

    private static final String FROM_TAR = "python -c \"import sys, torch; f = sys.argv[1];"
            + " torch.save(torch.load(f, map_location='cpu', weights_only=False), f + '.pt')\" FILE";

    private static final String FROM_EXPORT = "python -c \"import sys, torch; f = sys.argv[1];"
            + " torch.save(torch.export.load(f).state_dict, f + '.pt')\" FILE";

    private ForeignArchive() {}

    /// What a tar or gzip archive is, and what to do; null if a file is neither.
    static @Nullable String of(MappedFile file) {
        if (isTar(
                file.size() < BLOCK
                        ? new byte[0]
                        : file.bytes().asSlice(0, BLOCK).toArray(JAVA_BYTE))) {
            return tar(file);
        }
        if (file.size() < 3 || file.u16(0) != GZIP) {
            return null;
        }
        return isTar(unpacked(file))
                ? "is a packed archive (tar.gz); unpack it and sweep what is in it: tar -xzf FILE"
                : "is packed by gzip; unpack it and sweep what is in it: gunzip -k FILE";
    }

    private static boolean isTar(byte[] block) {
        return block.length >= BLOCK && new String(block, USTAR_AT, 5, StandardCharsets.ISO_8859_1).equals("ustar");
    }

    /// The first block of what gzip packed, or less.
    private static byte[] unpacked(MappedFile file) {
        try (GZIPInputStream in = new GZIPInputStream(new SegmentStream(file.bytes()))) {
            return in.readNBytes(BLOCK);
        } catch (IOException e) {
            return new byte[0];
        }
    }

    private static String tar(MappedFile file) {
        List<String> names = TarNames.of(file, MOST);
        if (names.contains("pickle") && names.contains("storages") && names.contains("tensors")) {
            return ForeignFormat.sentence(
                    "in PyTorch's oldest format (a tar archive)",
                    "where you trust it, for whatever is in it will run, convert it: " + FROM_TAR);
        }
        return "is a tar archive (" + shown(names) + "); unpack it and sweep what is in it: tar -xf FILE"
                + names.stream()
                        .filter(ForeignArchive::isWeights)
                        .findFirst()
                        .filter(name -> name.matches("[\\w./-]{1,100}"))
                        .map(name -> " " + name)
                        .orElse("");
    }

    /// What a zip archive is that is neither PyTorch's nor NumPy's, and what to do.
    public static String zip(ZipArchive zip) {
        Collection<String> names = zip.entries().keySet();
        if (has(names, "models/model.json") || has(names, "serialized_exported_program.json")) {
            return ForeignFormat.sentence("a program of torch.export (.pt2)", "convert it: " + FROM_EXPORT);
        }
        if (has(names, ".data/extern_modules")) {
            return ForeignFormat.sentence(
                    "a package of torch.package, with code", "load it in PyTorch and save the model's state_dict()");
        }
        return "is a zip archive, but neither PyTorch's (no data.pkl) nor NumPy's (no .npy): it has " + shown(names)
                + "; unpack it and sweep what is in it: unzip FILE";
    }

    private static boolean has(Collection<String> names, String end) {
        return names.stream().anyMatch(name -> name.equals(end) || name.endsWith("/" + end));
    }

    private static boolean isWeights(String name) {
        return WEIGHTS.stream().anyMatch(name::endsWith);
    }

    /// The first names, those of weights before others.
    private static String shown(Collection<String> names) {
        List<String> files = names.stream()
                .filter(name -> !name.endsWith("/"))
                .sorted((a, b) -> Boolean.compare(isWeights(b), isWeights(a)))
                .toList();
        String first = files.stream().limit(SHOWN).collect(Collectors.joining(", "));
        return files.isEmpty() ? "nothing in it" : files.size() > SHOWN ? first + ", ..." : first;
    }
}
