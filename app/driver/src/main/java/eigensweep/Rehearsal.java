package eigensweep;

import java.util.List;

/// Several commands in one process: an archive of the classes that it loads makes each of them start faster.
public final class Rehearsal {

    private Rehearsal() {}

    /// Sweeps a matrix, finds that this has been done, and scores it.
    ///
    /// @param arguments the matrix, and the folder for what is written
    public static void main(String[] arguments) {
        String matrix = arguments[0];
        String folder = arguments[1];
        int swept = Eigensweep.run("sweep", matrix, "-q", "-o", folder);
        int found = Eigensweep.run("sweep", matrix, "-q", "-o", folder);
        int scored = Eigensweep.run("vendi", matrix, "--format", "json");
        if (swept != 0 || found != 0 || scored != 0) {
            throw new IllegalStateException("a command failed: exit codes " + List.of(swept, found, scored));
        }
    }
}
