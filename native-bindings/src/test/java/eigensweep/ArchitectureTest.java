package eigensweep;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import eigensweep.natives.OpenBlasProvider;
import eigensweep.testing.PackageSizes;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The backends stand on the bindings, and those on the libraries alone.
class ArchitectureTest {

    /// The JDK, and annotations that leave no trace when the program runs.
    private static final List<String> EVERYWHERE = List.of("java..", "org.jspecify.annotations..");

    private static final JavaClasses NATIVES = importNatives();

    private static JavaClasses importNatives() {
        try {
            return new ClassFileImporter()
                    .importPath(Path.of(OpenBlasProvider.class
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
        "natives.lapack,      java..",
        "natives.cuda,        java..",
        "natives,             eigensweep.natives.lapack eigensweep.files eigensweep.linalg eigensweep.tensor",
        "natives.gpu.binding, eigensweep.natives.cuda eigensweep.linalg eigensweep.tensor jcuda..",
        "natives.gpu,         eigensweep.natives.gpu.binding eigensweep.natives eigensweep.linalg eigensweep.tensor"
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
                .check(NATIVES);
    }

    @Test
    void everyPackageHasItsFloor() {
        assertThat(NATIVES.stream().map(type -> type.getPackageName()).distinct())
                .allMatch(name -> name.matches("eigensweep\\.natives(\\.(lapack|cuda|gpu(\\.binding)?))?"));
    }

    @Test
    void noPackageLeadsBackToItself() {
        slices().matching("eigensweep.(**)").should().beFreeOfCycles().check(NATIVES);
    }

    @Test
    void noPackageIsTooLarge() {
        assertThat(PackageSizes.tooLarge(Path.of(""))).isEmpty();
    }
}
