package eigensweep.lab.embedding;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// What a process that runs somebody's model may take: what good models take several times over, and in
/// proportion to the files, so that no file decides it by what stands in it.
///
/// Memory: the room of the kind of model, 4 bytes a byte of its files, 24 MiB a thread. It is addresses that
/// are counted, those of the JVM (some 1.2 GiB) among them; a system that does not count them (macOS) sets no
/// limit. Time: 60 s, and 1 s a MB of the files, for each stretch of work; five times that to load the model.
///
/// @param mebibytes of memory
/// @param loading until the model is loaded
/// @param step for each stretch of work after that
record Allowance(long mebibytes, Duration loading, Duration step) {

    /// System properties with which people allow a model they trust more: MiB, and seconds a stretch.
    static final String MEMORY = "eigensweep.embedding.mib";

    static final String SECONDS = "eigensweep.embedding.seconds";

    private static final long JVM = 1200;
    private static final long A_THREAD = 24;
    private static final long A_BYTE = 4;
    private static final long BASE_SECONDS = 60;
    private static final int LOADING = 5;

    static Allowance of(ForeignModel<?> model, int threads) {
        long megabytes = 0;
        for (Path file : model.files()) {
            megabytes += 1 + size(file) / 1_000_000;
        }
        @Nullable Long memory = Long.getLong(MEMORY);
        @Nullable Long seconds = Long.getLong(SECONDS);
        Duration step = Duration.ofSeconds(seconds == null ? BASE_SECONDS + megabytes : seconds);
        return new Allowance(
                memory == null ? JVM + model.room() + A_BYTE * megabytes + A_THREAD * threads : memory,
                step.multipliedBy(LOADING),
                step);
    }

    private static long size(Path file) {
        try {
            return Files.isRegularFile(file) ? Files.size(file) : 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
