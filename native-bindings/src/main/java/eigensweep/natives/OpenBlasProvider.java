package eigensweep.natives;

import eigensweep.files.Cache;
import eigensweep.linalg.BackendProvider;
import eigensweep.natives.lapack.Lapack;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Offers OpenBLAS: the one that comes with the tool, or the one `EIGENSWEEP_OPENBLAS` names.
public final class OpenBlasProvider implements BackendProvider {

    private static final String OWN = "EIGENSWEEP_OPENBLAS";

    /// What it must export: what a spectrum takes, and what is OpenBLAS's own.
    private static final List<String> SYMBOLS = Stream.concat(
                    LapackBackend.SYMBOLS.stream(), Stream.of("openblas_get_config", "openblas_set_num_threads"))
            .toList();

    @Override
    public String name() {
        return "openblas";
    }

    @Override
    public Availability probe() {
        String own = System.getenv(OWN);
        if (own != null && !Files.isRegularFile(Path.of(own))) {
            return new Availability.Absent(OWN + " names no file: " + own);
        }
        try {
            Optional<NativeLibrary> found = own == null
                    ? EmbeddedOpenBlas.find()
                    : Optional.of(new NativeLibrary(
                            "OpenBLAS", List.of(), Path.of(own).toAbsolutePath()));
            return found.map(OpenBlasProvider::probe)
                    .orElseGet(() -> new Availability.Absent("this build carries none for "
                            + EmbeddedOpenBlas.platform() + "; name a library with " + OWN));
        } catch (UncheckedIOException e) {
            return new Availability.Absent("its libraries cannot be unpacked into " + Cache.folder() + " ("
                    + e.getCause() + "); set EIGENSWEEP_CACHE to a folder that can be written");
        }
    }

    private static Availability probe(NativeLibrary library) {
        return library.problem(SYMBOLS)
                .<Availability>map(Availability.Absent::new)
                .orElseGet(() -> new Availability.Present(
                        library.library().toString(),
                        () -> LapackBackend.open("openblas", library, found -> {
                            String config = Lapack.openblas_get_config().getString(0);
                            return new LapackBackend.Control(config.strip(), Lapack::openblas_set_num_threads);
                        })));
    }
}
