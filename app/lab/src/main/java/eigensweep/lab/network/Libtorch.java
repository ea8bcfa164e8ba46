package eigensweep.lab.network;

import ai.djl.util.Platform;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Which libtorch a training would load, without loading it.
public final class Libtorch {

    /// What DJL's own part, which comes with eigensweep, was built for.
    static final String VERSION = "2.7.1";

    private Libtorch() {}

    /// Lines for people: which library, and how to give it a GPU.
    public static List<String> describe() {
        return describe(setting("PYTORCH_LIBRARY_PATH"), setting("PYTORCH_VERSION"), setting("PYTORCH_FLAVOR"));
    }

    static List<String> describe(@Nullable String path, @Nullable String version, @Nullable String flavor) {
        if (path == null) {
            String bundled = bundled();
            return List.of(
                    bundled,
                    "for a GPU, get libtorch " + VERSION + " for CUDA 12.8 (the folder torch/lib of the wheel"
                            + " torch==" + VERSION + "+cu128) and set PYTORCH_LIBRARY_PATH to it, PYTORCH_VERSION="
                            + VERSION + ", PYTORCH_FLAVOR=cu128");
        }
        List<String> lines = new ArrayList<>(List.of("yours, in " + path));
        if (!Files.isDirectory(Path.of(path))) {
            lines.add("PYTORCH_LIBRARY_PATH is no folder: trainings will fail");
        }
        if (version == null || !version.startsWith(VERSION)) {
            lines.add("set PYTORCH_VERSION=" + VERSION + ": other versions do not fit what comes with eigensweep");
        }
        if (flavor == null) {
            lines.add("set PYTORCH_FLAVOR, or DJL looks for cpu-precxx11: cu128 with CUDA, cpu without");
        }
        return lines;
    }

    private static String bundled() {
        // What describes the native libraries beside it; without it DJL ends in an error instead of an answer.
        if (Libtorch.class.getClassLoader().getResource("native/lib/pytorch.properties") == null) {
            return "none comes with this copy; set PYTORCH_LIBRARY_PATH to a libtorch " + VERSION;
        }
        try {
            Platform platform = Platform.detectPlatform("pytorch");
            return "libtorch " + platform.getVersion().replaceFirst("-.*", "") + ", " + platform.getFlavor()
                    + ", comes with eigensweep (processor only)";
        } catch (IllegalStateException e) {
            return "none for this platform; set PYTORCH_LIBRARY_PATH to a libtorch " + VERSION;
        }
    }

    private static @Nullable String setting(String name) {
        String property = System.getProperty(name);
        return property == null ? System.getenv(name) : property;
    }
}
