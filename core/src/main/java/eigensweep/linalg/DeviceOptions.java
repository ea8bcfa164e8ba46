package eigensweep.linalg;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// What a user says about the devices that a backend computes on.
///
/// @param home the folder where the backend's libraries are looked for first, or null
/// @param devices which of them, by number; empty for all
/// @param say told, in a line, of everything that a device could not do and that was done otherwise
public record DeviceOptions(@Nullable Path home, List<Integer> devices, Consumer<String> say) {

    /// All devices, libraries where they usually are, and nobody to talk to.
    public static final DeviceOptions DEFAULT = new DeviceOptions(null, List.of(), line -> {});

    public DeviceOptions {
        devices = List.copyOf(devices);
        for (int device : devices) {
            if (device < 0) {
                throw new IllegalArgumentException("device " + device + "; they are counted from 0");
            }
        }
        if (new HashSet<>(devices).size() < devices.size()) {
            throw new IllegalArgumentException("devices " + devices + ": one is named twice");
        }
    }
}
