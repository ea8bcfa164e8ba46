package eigensweep.natives.gpu;

/// What a GPU did.
///
/// @param gpu its number
/// @param name its name
/// @param busySeconds how long it had work queued, staging included
/// @param uploadSeconds from the first to the last copy of each piece of work, by its own clock, waiting for staged
///     bytes included; like the next two summed over lanes, which overlap
/// @param gramSeconds from the first to the last product, waiting for copies included
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
