package eigensweep.bench.gate;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;

/// Another revision of the code, as `scripts/bench-gate --against` has built it.
///
/// @param folder its jars, and in the file `class-path` those that it needs of others
record Revision(Path folder) {

    /// The folder is named by the commit.
    String name() {
        return folder.getFileName().toString();
    }

    /// For classes of the gate, which are this revision's, over the code of the other.
    String classPath() throws IOException {
        URL own = Revision.class.getProtectionDomain().getCodeSource().getLocation();
        return String.join(
                File.pathSeparator,
                Path.of(URI.create(own.toString())).toString(),
                folder.resolve("*").toString(),
                Files.readString(folder.resolve("class-path")).strip());
    }
}
