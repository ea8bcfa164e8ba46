package eigensweep.app.terminal;

import eigensweep.linalg.Backends;
import eigensweep.linalg.DeviceOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// Which GPUs compute, and where their libraries are: options of every command that may use them.
public final class DeviceSettings {

    @Option(
            names = "--devices",
            paramLabel = "N[,N...]",
            description = "The GPUs to use, such as 0,2; needs a machine that has them. Default: all.")
    private @Nullable String devices;

    @Option(
            names = "--cuda-home",
            paramLabel = "DIR",
            description = "Where CUDA's libraries are: a toolkit, a folder of libraries or a Python environment."
                    + " Default: EIGENSWEEP_CUDA_HOME, CUDA_HOME, then the usual places.")
    private @Nullable Path cudaHome;

    /// Opens a backend.
    ///
    /// @param say told of what a device could not do
    /// @throws UsageException if GPUs were asked for, and the backend uses none
    Backends.Choice open(String backend, Consumer<String> say) {
        boolean given = devices != null || cudaHome != null;
        UsageException.when(
                given && !backend.equals(Backends.AUTO) && !Backends.isOnDevices(backend),
                "--devices and --cuda-home are about GPUs, and --backend " + backend
                        + " uses none; leave them out, or choose --backend cuda");
        Backends.Choice choice = Backends.open(backend, options(say));
        if (given && !Backends.isOnDevices(choice.backend().name())) {
            throw new UsageException(
                    "--devices and --cuda-home ask for a GPU, and none can be used: " + choice.explained());
        }
        return choice;
    }

    /// What was said about devices.
    ///
    /// @throws UsageException if it makes no sense
    public DeviceOptions options(Consumer<String> say) {
        UsageException.when(
                cudaHome != null && !Files.isDirectory(cudaHome),
                "--cuda-home " + cudaHome + ": there is no such folder");
        try {
            return new DeviceOptions(cudaHome, devices == null ? List.of() : numbers(devices), say);
        } catch (IllegalArgumentException e) {
            throw new UsageException("--devices: " + e.getMessage());
        }
    }

    private static List<Integer> numbers(String list) {
        return Arrays.stream(Pattern.compile(",").split(list, -1))
                .map(String::strip)
                .map(DeviceSettings::number)
                .toList();
    }

    private static int number(String text) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(
                    "numbers with commas between are expected, such as 0,2; '" + text + "' is none", e);
        }
    }
}
