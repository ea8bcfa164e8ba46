package eigensweep.natives.gpu;

/// Work that takes more memory than it may have on its device: planned, before anything was asked of it.
final class DeviceMemoryException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private static final long MIB = 1 << 20;

    DeviceMemoryException(long needed, long allowed) {
        super("it takes " + Math.ceilDiv(needed, MIB) + " MiB there, and " + allowed / MIB + " are free");
    }
}
