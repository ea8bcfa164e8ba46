package eigensweep.natives.gpu;

/// What a GPU did.
///
/// @param gpu its number
/// @param name its name
/// @param busySeconds how long at least one copy, product or eigensolve was in progress, by its own clock
/// @param uploadSeconds in copies, likewise, but summed over lanes, which overlap; so are the next two
/// @param gramSeconds in products
/// @param solveSeconds in eigensolvers
/// @param bytes that crossed the bus to it
public record DeviceUsage(
        int gpu,
        String name,
        double busySeconds,
        double uploadSeconds,
        double gramSeconds,
        double solveSeconds,
        long bytes) {

    /// What it did since an earlier time.
    public DeviceUsage since(DeviceUsage earlier) {
        return new DeviceUsage(
                gpu,
                name,
                busySeconds - earlier.busySeconds,
                uploadSeconds - earlier.uploadSeconds,
                gramSeconds - earlier.gramSeconds,
                solveSeconds - earlier.solveSeconds,
                bytes - earlier.bytes);
    }
}
