package eigensweep.natives.gpu.binding;

/// A CUDA call that failed. The message is one line for people.
public final class CudaException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /// Where a code comes from; each library numbers its own.
    enum Library {
        DRIVER("CUDA driver", 2),
        RUNTIME("CUDA", 2),
        CUBLAS("cuBLAS", 3),
        CUSOLVER("cuSOLVER", 2);

        private final String title;
        private final int outOfMemory;

        Library(String title, int outOfMemory) {
            this.title = title;
            this.outOfMemory = outOfMemory;
        }
    }

    private final transient Library library;
    private final int code;

    /// @param function the C function
    /// @param code what it returned
    /// @param meaning the library's words for the code; empty if it has none
    CudaException(Library library, String function, int code, String meaning) {
        super(library.title + ": " + function + " failed with code " + code
                + (meaning.isEmpty() ? "" : " (" + meaning + ")"));
        this.library = library;
        this.code = code;
    }

    /// What the function returned.
    public int code() {
        return code;
    }

    /// Whether the call would work with more memory.
    public boolean isOutOfMemory() {
        return code == library.outOfMemory;
    }
}
