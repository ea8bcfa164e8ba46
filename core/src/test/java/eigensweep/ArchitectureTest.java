package eigensweep;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import eigensweep.sweep.Sweep;
import eigensweep.testing.PackageSizes;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The floors of ARCHITECTURE.md: a package uses what stands below it, never above.
class ArchitectureTest {

    private static final String VECTOR_API = "jdk.incubator.vector..";

    /// The JDK, and annotations that leave no trace when the program runs.
    private static final List<String> EVERYWHERE = List.of("java..", "org.jspecify.annotations..");

    private static final JavaClasses CORE = importCore();

    private static JavaClasses importCore() {
        try {
            return new ClassFileImporter()
                    .importPath(Path.of(Sweep.class
                            .getProtectionDomain()
                            .getCodeSource()
                            .getLocation()
                            .toURI()));
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    /// Every package, one that stands within another too, with all that it may use.
    @ParameterizedTest
    @CsvSource({
        "simd,       jdk.incubator.vector..",
        "files,      de.siegmar.fastcsv..",
        "stats,      org.apache.commons.statistics..",
        "linear,     eigensweep.linalg eigensweep.simd",
        "tensor,     eigensweep.simd",
        "hdf5,       eigensweep.tensor",
        "spectrum,   eigensweep.linalg eigensweep.simd org.apache.commons.statistics..",
        "linalg,     eigensweep.files eigensweep.tensor eigensweep.simd",
        "checkpoint.file,        eigensweep.files eigensweep.tensor tools.jackson.core..",
        "checkpoint.numpy,       eigensweep.checkpoint.file eigensweep.tensor",
        "checkpoint.safetensors, eigensweep.checkpoint.file eigensweep.tensor tools.jackson.core..",
        "checkpoint.gguf,        eigensweep.checkpoint.file eigensweep.files eigensweep.tensor",
        "checkpoint.keras,       eigensweep.checkpoint.file eigensweep.hdf5 eigensweep.tensor tools.jackson.core..",
        "checkpoint.parts,       eigensweep.checkpoint.file eigensweep.tensor",
        "checkpoint.quantised,   eigensweep.checkpoint.parts eigensweep.checkpoint.file eigensweep.tensor",
        "checkpoint.onnx,        eigensweep.checkpoint.parts eigensweep.checkpoint.file eigensweep.files eigensweep.tensor"
                + " com.google.protobuf..",
        "checkpoint.torch,       eigensweep.checkpoint.numpy eigensweep.checkpoint.file eigensweep.tensor",
        "checkpoint.foreign,     eigensweep.checkpoint.torch eigensweep.checkpoint.file com.google.protobuf..",
        "checkpoint.adapter,     eigensweep.checkpoint.gguf eigensweep.checkpoint.safetensors eigensweep.checkpoint.parts"
                + " eigensweep.checkpoint.file eigensweep.files eigensweep.tensor tools.jackson.core..",
        "checkpoint, eigensweep.checkpoint.. eigensweep.files eigensweep.tensor tools.jackson.core..",
        "layer,      eigensweep.files eigensweep.checkpoint.file eigensweep.tensor",
        "diversity,  eigensweep.linalg eigensweep.tensor",
        "curvature,  eigensweep.linalg eigensweep.simd",
        "sweep,      eigensweep.layer eigensweep.checkpoint eigensweep.checkpoint.file eigensweep.checkpoint.safetensors"
                + " eigensweep.linalg eigensweep.spectrum eigensweep.tensor eigensweep.files tools.jackson.core.. de.siegmar.fastcsv.."
    })
    void aPackageUsesOnlyWhatStandsBelowIt(String name, String below) {
        String own = "eigensweep." + name;
        String[] allowed = Stream.of(EVERYWHERE.stream(), Stream.of(own), Arrays.stream(below.split(" ")))
                .flatMap(packages -> packages)
                .toArray(String[]::new);
        classes()
                .that()
                .resideInAPackage(own)
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(allowed)
                .check(CORE);
    }

    /// One that is not listed above would be held by nothing.
    @Test
    void everyPackageHasItsFloor() {
        assertThat(CORE.stream().map(type -> type.getPackageName()).distinct())
                .allMatch(
                        name -> name.matches(
                                "eigensweep\\.(simd|files|stats|linear|tensor|hdf5|spectrum|linalg|layer|diversity|curvature|sweep"
                                        + "|checkpoint(\\.(file|numpy|safetensors|gguf|keras|parts|quantised|onnx|torch|foreign|adapter))?)"));
    }

    @Test
    void onlySimdTouchesTheVectorApi() {
        noClasses()
                .that()
                .resideOutsideOfPackage("eigensweep.simd..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage(VECTOR_API)
                .check(CORE);
    }

    @Test
    void noPackageLeadsBackToItself() {
        slices().matching("eigensweep.(**)").should().beFreeOfCycles().check(CORE);
    }

    @Test
    void noPackageIsTooLarge() {
        assertThat(PackageSizes.tooLarge(Path.of(""))).isEmpty();
    }
}
