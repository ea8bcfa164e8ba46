package eigensweep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What a sweep brings, on Linux x86-64: these jars, and not more than a slow line bears.
class JarsTest {

    private static final long MOST_BYTES = 45_000_000;

    /// Ours, which are folders where a build has not packed them yet, may have so much of that.
    private static final long OURS = 3_000_000;

    private static final Pattern VERSION = Pattern.compile("-\\d.*");

    @BeforeEach
    void onlyThere() {
        assumeThat(System.getProperty("os.name") + " " + System.getProperty("os.arch"))
                .as("the list is of Linux x86-64")
                .isEqualTo("Linux amd64");
    }

    private static List<Path> jars() throws IOException {
        try (var listed = Objects.requireNonNull(JarsTest.class.getResourceAsStream("/runtime-class-path"))) {
            String text = new String(listed.readAllBytes(), StandardCharsets.UTF_8);
            return Pattern.compile(System.getProperty("path.separator"))
                    .splitAsStream(text.strip())
                    .map(Path::of)
                    .filter(path -> path.toString().endsWith(".jar")
                            && !path.getFileName().toString().startsWith("eigensweep"))
                    .toList();
        }
    }

    @Test
    void theseAreAll() throws IOException {
        assertThat(jars().stream()
                        .map(jar ->
                                VERSION.matcher(jar.getFileName().toString()).replaceFirst(""))
                        .distinct())
                .containsExactlyInAnyOrder(
                        "commons-numbers-combinatorics",
                        "commons-numbers-core",
                        "commons-numbers-fraction",
                        "commons-numbers-gamma",
                        "commons-numbers-rootfinder",
                        "commons-rng-client-api",
                        "commons-rng-sampling",
                        "commons-statistics-distribution",
                        "fastcsv",
                        "fontbox",
                        "jackson-core",
                        "jackson-dataformat-yaml",
                        "jcl-over-slf4j",
                        "jcublas",
                        "jcublas-natives",
                        "jcuda",
                        "jcuda-natives",
                        "jcusolver",
                        "jcusolver-natives",
                        "jspecify",
                        "openblas",
                        "pdfbox",
                        "pdfbox-io",
                        "picocli",
                        "protobuf-java",
                        "slf4j-api",
                        "slf4j-nop",
                        "snakeyaml-engine");
    }

    /// Maven fetches what is of the tests even where they are skipped, unless it is in a profile that then sleeps.
    @Test
    void aBuildForAStartFetchesNothingOfTheTests() throws IOException {
        for (String module : List.of("", "core", "native-bindings", "app", "app/page", "app/driver", "app/lab")) {
            String pom = Files.readString(Path.of("../..", module, "pom.xml"));
            int end = pom.indexOf("<profiles>");
            assertThat(pom.substring(0, end < 0 ? pom.length() : end))
                    .as("the pom.xml of '%s' outside its profiles", module)
                    .doesNotContain("<scope>test</scope>");
        }
    }

    @Test
    void theyTakeNoMoreThanIsBorne() throws IOException {
        long bytes = 0;
        for (Path jar : jars()) {
            bytes += Files.size(jar);
        }
        assertThat(bytes).isLessThan(MOST_BYTES - OURS);
    }
}
