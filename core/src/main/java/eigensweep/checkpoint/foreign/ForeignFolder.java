package eigensweep.checkpoint.foreign;

import eigensweep.checkpoint.file.CheckpointException;
import eigensweep.checkpoint.file.MappedFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Models that are a folder, and are not read, and files that only their neighbours explain: raw numbers, whose names
/// and shapes are elsewhere.
public final class ForeignFolder {

    private static final Pattern TENSORFLOW_SHARD = Pattern.compile("(.+)\\.data-\\d{5}-of-\\d{5}");
    private static final Pattern TFJS_SHARD =
            Pattern.compile("(.+?)(-shard\\d+(of\\d+)?(\\.bin)?|_model\\.bin|\\.bin)");
    private static final Pattern TFJS_SHARD_ALONE = Pattern.compile(".+-shard\\d+of\\d+(\\.bin)?");
    private static final Pattern DEEPSPEED = Pattern.compile(".*zero_pp_rank_\\d+_mp_rank_\\d+_optim_states\\.pt");

    /// Of what is in a folder.
    private static final int MOST = 1000;

    private static final int SHOWN = 5;

    private ForeignFolder() {}

    /// What a file is that its own content does not tell, and what to do; null if its neighbours do not tell, either.
    static @Nullable String part(Path file) {
        String name = name(file);
        if (name.endsWith(".distcp")) {
            return ForeignFormat.sentence(
                    "a part of a checkpoint of torch.distributed",
                    "convert its folder: " + ForeignFormat.FROM_DCP + "FOLDER OUT.pt");
        }
        Matcher shard = TENSORFLOW_SHARD.matcher(name);
        if (shard.matches() && isBeside(file, shard.group(1) + ".index")) {
            return ForeignFormat.sentence(
                    "the data of a TensorFlow checkpoint",
                    "convert it: " + ForeignFormat.FROM_TENSORFLOW + shard.group(1));
        }
        String stem = name.replaceFirst("\\.bin$", "");
        if (!stem.equals(name) && isBeside(file, stem + ".xml")) {
            return ForeignFormat.sentence(
                    "the weights of a model of OpenVINO", "convert it: " + ForeignFormat.FROM_OPENVINO + stem + ".xml");
        }
        Matcher part = TFJS_SHARD.matcher(name);
        return !part.matches()
                ? null
                : Stream.of("model.json", part.group(1) + ".json", part.group(1) + "-weights_manifest.json")
                        .filter(manifest -> isBeside(file, manifest))
                        .findFirst()
                        .map(manifest -> ForeignFormat.sentence(
                                "a part of a model of TensorFlow.js",
                                "convert it: " + ForeignFormat.FROM_TFJS.replace("model.json", manifest)))
                        .orElse(null);
    }

    /// What a file of raw numbers is by its name alone; null if that does not tell.
    static @Nullable String partByName(Path file) {
        return TFJS_SHARD_ALONE.matcher(name(file)).matches()
                ? ForeignFormat.sentence(
                        "a part of a model of TensorFlow.js by its name",
                        "fetch the model.json that belongs to it, and convert that: " + ForeignFormat.FROM_TFJS)
                : null;
    }

    private static boolean isBeside(Path file, String name) {
        return Files.isRegularFile(file.resolveSibling(name));
    }

    /// What a folder is whose model is in parts that must not be taken for models, and what to do; null if it is none.
    ///
    /// @param files what is in it
    public static @Nullable String inParts(List<Path> files) {
        List<String> names = files.stream().map(ForeignFolder::name).toList();
        if (names.stream().anyMatch(name -> name.endsWith(".distcp"))) {
            return ForeignFormat.sentence(
                    "a checkpoint of torch.distributed", "convert it: " + ForeignFormat.FROM_DCP + "FOLDER OUT.pt");
        }
        if (names.stream().anyMatch(name -> DEEPSPEED.matcher(name).matches())) {
            return ForeignFormat.sentence(
                    "a checkpoint of DeepSpeed's ZeRO",
                    "put its parts together: python zero_to_fp32.py . OUT, in the folder above, where that program is");
        }
        if (names.contains("manifest.ocdbt") || names.contains("_METADATA") && names.contains("_sharding")) {
            return ForeignFormat.sentence(
                    "a checkpoint of Orbax (JAX)", "convert it: " + ForeignFormat.FROM_ORBAX + "FOLDER");
        }
        return null;
    }

    /// What a folder is that holds nothing that is read, and what to do; null if that is not known.
    ///
    /// @param files what is in it
    /// @param isModel whether a folder holds a model that is read
    public static @Nullable String of(Path folder, List<Path> files, Predicate<Path> isModel) {
        List<String> names = files.stream().map(ForeignFolder::name).toList();
        if (names.contains("saved_model.pb")) {
            return ForeignFormat.sentence(
                    "a TensorFlow SavedModel",
                    "convert it: " + ForeignFormat.FROM_TENSORFLOW + "FOLDER/variables/variables");
        }
        if (names.contains("Manifest.json") && Files.isDirectory(folder.resolve("Data/com.apple.CoreML"))) {
            return ForeignFormat.sentence("a Core ML package", "convert it: " + ForeignFormat.FROM_COREML + "FOLDER");
        }
        for (Path file : files) {
            String what = foreign(file);
            if (what != null) {
                return "holds no model that is read: " + name(file) + " " + what;
            }
        }
        List<String> below = below(folder, isModel);
        if (below.isEmpty()) {
            return distributed(folder);
        }
        return "holds no model itself, but folders with models: "
                + below.stream().limit(SHOWN).collect(Collectors.joining(", "))
                + (below.size() > SHOWN ? ", ..." : "") + "; name one of them";
    }

    /// The parts of a training are a folder each.
    private static @Nullable String distributed(Path folder) {
        return below(folder, ForeignFolder::isOfTorchDistributed).stream()
                .min(Comparator.comparing(part -> part.startsWith("optim")))
                .map(part -> "holds no model itself, but the folder " + part + ", which "
                        + ForeignFormat.sentence(
                                "a checkpoint of torch.distributed",
                                "convert it: " + ForeignFormat.FROM_DCP + part + " OUT.pt"))
                .orElse(null);
    }

    private static boolean isOfTorchDistributed(Path folder) {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.limit(MOST)
                    .map(ForeignFolder::name)
                    .anyMatch(name -> name.equals(".metadata") || name.endsWith(".distcp"));
        } catch (IOException | UncheckedIOException e) {
            return false;
        }
    }

    private static @Nullable String foreign(Path path) {
        String part = part(path);
        if (part != null) {
            return part;
        }
        try (Arena arena = Arena.ofConfined()) {
            MappedFile file = MappedFile.map(path, arena);
            String binary = ForeignFormat.binary(file);
            String text = binary != null ? binary : ForeignText.insteadOfJson(file);
            return text != null ? text : partByName(path);
        } catch (CheckpointException e) {
            return null; // It is empty or cannot be read, and so it is no model.
        }
    }

    /// The names of the folders in a folder that are such.
    private static List<String> below(Path folder, Predicate<Path> are) {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.filter(Files::isDirectory)
                    .limit(MOST)
                    .filter(are)
                    .map(ForeignFolder::name)
                    .sorted()
                    .toList();
        } catch (IOException | UncheckedIOException e) {
            return List.of();
        }
    }

    private static String name(Path file) {
        return Objects.toString(file.getFileName(), "");
    }
}
