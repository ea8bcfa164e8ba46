package eigensweep.hdf5;

/// A file that is no HDF5 file, is broken, or is of a kind that is not read. The message says so in one line, without
/// the file.
public final class Hdf5Exception extends RuntimeException {

    private static final long serialVersionUID = 1L;

    Hdf5Exception(String problem) {
        super(problem);
    }

    Hdf5Exception(String problem, Throwable cause) {
        super(problem, cause);
    }
}
