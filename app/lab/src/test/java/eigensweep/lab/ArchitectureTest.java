package eigensweep.lab;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import eigensweep.sweep.Sweep;
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

    @ParameterizedTest
    @CsvSource({
        "simd,       jdk.incubator.vector..",
        "files,      de.siegmar.fastcsv..",
        "stats,      org.apache.commons.statistics..",
        "linear,     eigensweep.linalg.. eigensweep.simd..",
        "tensor,     eigensweep.simd..",
        "hdf5,       eigensweep.tensor..",
        "spectrum,   eigensweep.linalg.. eigensweep.simd.. org.apache.commons.statistics..",
        "linalg,     eigensweep.files.. eigensweep.tensor.. eigensweep.simd..",
        "checkpoint, eigensweep.files.. eigensweep.tensor.. eigensweep.hdf5.. tools.jackson.core.. com.google.protobuf..",
        "layer,      eigensweep.files.. eigensweep.checkpoint.. eigensweep.tensor..",
        "diversity,  eigensweep.linalg.. eigensweep.tensor..",
        "curvature,  eigensweep.linalg.. eigensweep.simd..",
        "sweep,      eigensweep.layer.. eigensweep.checkpoint.. eigensweep.linalg.. eigensweep.spectrum.. eigensweep.tensor.."
                + " eigensweep.files.. tools.jackson.core.. de.siegmar.fastcsv.."
    })
    void aPackageUsesOnlyWhatStandsBelowIt(String name, String below) {
        String own = "eigensweep." + name + "..";
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

    @Test
    void everyPackageHasItsFloor() {
        assertThat(CORE.stream().map(type -> type.getPackageName()).distinct())
                .allMatch(name -> name.matches(
                        "eigensweep\\.(simd|files|stats|linear|tensor|hdf5|spectrum|linalg|checkpoint|layer|diversity|curvature|sweep)"
                                + "(\\..*)?"));
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
        slices().matching("eigensweep.(*)..").should().beFreeOfCycles().check(CORE);
    }
}
