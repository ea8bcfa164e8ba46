package eigensweep.checkpoint;

import eigensweep.checkpoint.file.CheckpointException;
import eigensweep.checkpoint.file.MappedFile;
import eigensweep.checkpoint.file.Neighbours;
import eigensweep.checkpoint.foreign.ForeignFormat;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The local cache of the Hugging Face Hub, as its own clients lay it out: `models--org--name/refs/main` names a
/// commit, `snapshots/<commit>/` has its files. Nothing is ever fetched.
final class HuggingFaceCache {

    private static final Pattern ID =
            Pattern.compile("(?<id>(?:[\\w.-]{1,96}/)?[\\w.-]{1,96})(?:@(?<revision>[\\w./-]{1,200}))?");

    private static final Pattern COMMIT = Pattern.compile("[0-9a-f]{7,64}");

    private static final Pattern MODEL_FILE =
            Pattern.compile(".*\\.(safetensors|json|onnx|npy|npz|pt|pth|bin|ckpt|h5|hdf5|keras|gguf)");

    private static final String DEFAULT_REVISION = "main";

    private final Path folder;

    /// @param environment where the cache is, as the Hub's clients find it: `HF_HUB_CACHE`, `HF_HOME`,
    ///     `XDG_CACHE_HOME`, `HOME`
    HuggingFaceCache(Map<String, String> environment) {
        this.folder = folder(environment).toAbsolutePath().normalize();
    }

    /// A model in the cache.
    ///
    /// @param folder of its files
    /// @param revision its commit
    record Snapshot(Path folder, String revision) {}

    private static Path folder(Map<String, String> environment) {
        String hub = set(environment, "HF_HUB_CACHE");
        if (hub != null) {
            return Path.of(hub);
        }
        String home = set(environment, "HF_HOME");
        if (home != null) {
            return Path.of(home, "hub");
        }
        String cache = set(environment, "XDG_CACHE_HOME");
        Path base = cache != null ? Path.of(cache) : Path.of(userHome(environment), ".cache");
        return base.resolve("huggingface").resolve("hub");
    }

    private static String userHome(Map<String, String> environment) {
        String home = set(environment, "HOME");
        return home != null ? home : System.getProperty("user.home", "");
    }

    private static @Nullable String set(Map<String, String> environment, String name) {
        String value = environment.get(name);
        return value == null || value.isEmpty() ? null : value;
    }

    /// Finds a model by its name on the Hub.
    ///
    /// @param model `org/name` or `name`, perhaps with `@revision`: a branch, a tag or a commit
    /// @throws CheckpointException if it is not in the cache
    Snapshot find(String model) {
        String instead = HubAddress.instead(model);
        if (instead != null) {
            throw new CheckpointException(model, instead);
        }
        Matcher name = ID.matcher(model);
        if (ForeignFormat.isByName(model)) {
            throw new CheckpointException(
                    model, "no such file or folder, and by its name no model file; give a model's file or folder");
        }
        if (!name.matches() || model.contains("..") || MODEL_FILE.matcher(model).matches()) {
            throw new CheckpointException(Path.of(model.replace('\0', '?')), "no such file or folder");
        }
        String id = name.group("id");
        String revision = name.group("revision");
        Path repository = folder.resolve("models--" + id.replace("/", "--"));
        String commit = commit(repository, revision == null ? DEFAULT_REVISION : revision);
        Path snapshot = repository.resolve("snapshots").resolve(commit == null ? "" : commit);
        if (commit == null || !Files.isDirectory(snapshot)) {
            throw new CheckpointException(
                    Path.of(model),
                    "no such file or folder, and no such model in the Hugging Face cache (" + folder
                            + "); to fetch it: hf download " + id
                            + (revision == null ? "" : " --revision " + revision));
        }
        return new Snapshot(snapshot, commit);
    }

    private static @Nullable String commit(Path repository, String revision) {
        Path refs = repository.resolve("refs");
        Path reference = Neighbours.inside(refs, revision);
        if (reference != null && Files.isRegularFile(reference)) {
            String commit = text(reference).strip();
            if (!COMMIT.matcher(commit).matches()) {
                throw new CheckpointException(reference, "does not hold the name of a commit");
            }
            return commit;
        }
        return COMMIT.matcher(revision).matches() ? revision : null;
    }

    private static String text(Path file) {
        try {
            if (Files.size(file) > 1000) {
                return "";
            }
            return Files.readString(file, StandardCharsets.ISO_8859_1); // whatever it is, the name of a commit is ASCII
        } catch (IOException e) {
            throw new CheckpointException(file, "cannot be read: " + MappedFile.reason(e), e);
        }
    }
}
