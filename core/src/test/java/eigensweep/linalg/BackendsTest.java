package eigensweep.linalg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// In the company of two providers beside those of this build: one absent, one present, both better than pure Java.
class BackendsTest {

    public static final class NoGpu implements BackendProvider {
        @Override
        public String name() {
            return "cuda";
        }

        @Override
        public Availability probe() {
            return new Availability.Absent("no GPU in this machine");
        }
    }

    public static final class Fast implements BackendProvider {
        @Override
        public String name() {
            return "jcuda";
        }

        @Override
        public Availability probe() {
            return new Availability.Present("of this test", JavaBackend::new);
        }
    }

    private final Thread thread = Thread.currentThread();
    private final ClassLoader usual = thread.getContextClassLoader();

    @TempDir
    private Path services;

    /// Providers are looked up by the context class loader.
    private void with(Class<?>... providers) throws IOException {
        Path file = services.resolve("META-INF/services/" + BackendProvider.class.getName());
        Files.createDirectories(file.getParent());
        Files.writeString(file, Stream.of(providers).map(Class::getName).collect(Collectors.joining("\n")));
        thread.setContextClassLoader(
                new URLClassLoader(new URL[] {services.toUri().toURL()}, usual));
    }

    @BeforeEach
    void haveNoGpu() throws IOException {
        with(NoGpu.class);
    }

    @AfterEach
    void asBefore() {
        thread.setContextClassLoader(usual);
    }

    @Test
    void autoPicksTheBestAndSaysWhyBetterOnesAreAbsent() throws IOException {
        with(NoGpu.class, Fast.class);

        Backends.Choice choice = Backends.open("auto");

        assertThat(choice.backend()).isInstanceOf(JavaBackend.class);
        assertThat(choice.line()).isEqualTo("backend: java");
        assertThat(choice.explained())
                .startsWith("backend: java (" + choice.backend().description() + ")")
                .endsWith("; no cuda: no GPU in this machine");
    }

    @Test
    void aNamedBackendIsTheOneThatOpens() {
        Backends.Choice choice = Backends.open("java");

        assertThat(choice.backend().name()).isEqualTo("java");
        assertThat(choice.explained()).doesNotContain("cuda");
    }

    @Test
    void aNamedBackendThatIsAbsentIsAnErrorWithItsReason() {
        assertThatExceptionOfType(BackendException.class)
                .isThrownBy(() -> Backends.open("cuda"))
                .withMessageContainingAll("cuda", "not available", "no GPU in this machine");
    }

    @Test
    void anUnknownNameIsAnErrorThatNamesTheKnownOnes() {
        assertThatExceptionOfType(BackendException.class)
                .isThrownBy(() -> Backends.open("abacus"))
                .withMessageContainingAll("abacus", "auto", "cuda", "java");
    }

    @Test
    void namesStartWithAutoAndGoFromBestToLast() {
        assertThat(Backends.names()).startsWith("auto", "cuda").contains("java");
    }

    @Test
    void aSurveyShowsEveryBackendPresentOrNot() {
        assertThat(Backends.survey(DeviceOptions.DEFAULT))
                .contains(new Backends.Found("cuda", new BackendProvider.Availability.Absent("no GPU in this machine")))
                .anySatisfy(found -> {
                    assertThat(found.name()).isEqualTo("java");
                    assertThat(found.availability()).isInstanceOf(BackendProvider.Availability.Present.class);
                });
    }
}
