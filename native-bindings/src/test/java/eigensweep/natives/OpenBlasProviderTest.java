package eigensweep.natives;

import static org.assertj.core.api.Assertions.assertThat;

import eigensweep.linalg.BackendProvider.Availability;
import eigensweep.linalg.Backends;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OpenBlasProviderTest {

    /// The build puts the library for its own platform on the class path.
    @Test
    void theLibraryComesWithTheTool() {
        assertThat(new OpenBlasProvider().probe()).isInstanceOf(Availability.Present.class);
        assertThat(Backends.names()).containsSubsequence("auto", "openblas", "java", "mkl");
    }

    @Test
    void theLibraryIsUnpackedWhole(@TempDir Path cache) {
        NativeLibrary found = EmbeddedOpenBlas.find(cache).orElseThrow();

        assertThat(Stream.concat(found.dependencies().stream(), Stream.of(found.library())))
                .allSatisfy(file -> assertThat(file).startsWith(cache).isRegularFile());
        assertThat(found.problem(LapackBackend.SYMBOLS)).isEmpty();
    }

    @Test
    void theLibraryIsUnpackedOnce(@TempDir Path cache) throws IOException {
        NativeLibrary first = EmbeddedOpenBlas.find(cache).orElseThrow();
        FileTime unpacked = FileTime.fromMillis(1_000_000_000_000L);
        Files.setLastModifiedTime(first.library(), unpacked);

        assertThat(EmbeddedOpenBlas.find(cache)).contains(first);
        assertThat(Files.getLastModifiedTime(first.library())).isEqualTo(unpacked);
    }

    /// As a full disk or a copied cache leaves them: loading such a file would end the JVM.
    @Test
    void aLibraryThatWasCutOffOrRemovedIsUnpackedAgain(@TempDir Path cache) throws IOException {
        NativeLibrary first = EmbeddedOpenBlas.find(cache).orElseThrow();
        long whole = Files.size(first.library());
        try (FileChannel channel = FileChannel.open(first.library(), StandardOpenOption.WRITE)) {
            channel.truncate(whole / 2);
        }
        Files.delete(first.dependencies().getFirst());

        assertThat(EmbeddedOpenBlas.find(cache)).contains(first);
        assertThat(first.library()).hasSize(whole);
        assertThat(first.dependencies()).allSatisfy(file -> assertThat(file).isRegularFile());
        assertThat(first.problem(LapackBackend.SYMBOLS)).isEmpty();
        assertThat(cache.toFile().list()).hasSize(1);
    }

    /// As commands do that are started together on a new machine.
    @Test
    void whoeverUnpacksAtTheSameTimeHasTheLibraryToo(@TempDir Path cache) throws Exception {
        CyclicBarrier start = new CyclicBarrier(4);
        Callable<Optional<NativeLibrary>> find = () -> {
            start.await();
            return EmbeddedOpenBlas.find(cache);
        };

        List<Optional<NativeLibrary>> found = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
            for (Future<Optional<NativeLibrary>> one : threads.invokeAll(List.of(find, find, find, find))) {
                found.add(one.get());
            }
        }

        assertThat(found).allMatch(Optional::isPresent).containsOnly(found.getFirst());
        assertThat(cache.toFile().list()).hasSize(1);
    }
}
