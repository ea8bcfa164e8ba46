package eigensweep;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.net.URISyntaxException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/// The program starts the command line, which reads data sets and writes reports; never the other way.
class ArchitectureTest {

    private static final JavaClasses APP = importApp();

    private static JavaClasses importApp() {
        try {
            return new ClassFileImporter()
                    .importPath(Path.of(Eigensweep.class
                            .getProtectionDomain()
                            .getCodeSource()
                            .getLocation()
                            .toURI()));
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void mainStartsTheCommandLineAndTheCommandLineWritesReports() {
        layeredArchitecture()
                .consideringOnlyDependenciesInLayers()
                .layer("main")
                .definedBy("eigensweep")
                .layer("cli")
                .definedBy("eigensweep.cli..")
                .layer("report")
                .definedBy("eigensweep.report..")
                .layer("study")
                .definedBy("eigensweep.study..")
                .layer("train")
                .definedBy("eigensweep.train..")
                .layer("embedding")
                .definedBy("eigensweep.data.embedding..")
                .layer("augment")
                .definedBy("eigensweep.data.augment..")
                .layer("data")
                .definedBy("eigensweep.data")
                .whereLayer("main")
                .mayNotBeAccessedByAnyLayer()
                .whereLayer("cli")
                .mayOnlyBeAccessedByLayers("main")
                .whereLayer("report")
                .mayOnlyBeAccessedByLayers("cli")
                .whereLayer("study")
                .mayOnlyBeAccessedByLayers("report", "cli")
                .whereLayer("train")
                .mayOnlyBeAccessedByLayers("study", "cli")
                .whereLayer("embedding")
                .mayOnlyBeAccessedByLayers("train", "study", "cli")
                .whereLayer("augment")
                .mayOnlyBeAccessedByLayers("train", "study", "cli")
                .whereLayer("data")
                .mayOnlyBeAccessedByLayers("augment", "embedding", "train", "study", "report", "cli")
                .check(APP);
    }

    @Test
    void onlyEmbeddingsTouchOnnxRuntime() {
        noClasses()
                .that()
                .resideOutsideOfPackage("eigensweep.data.embedding..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("ai.onnxruntime..")
                .check(APP);
    }

    @Test
    void onlyEmbeddingsAndTrainingTouchDjl() {
        noClasses()
                .that()
                .resideOutsideOfPackages("eigensweep.data.embedding..", "eigensweep.train..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("ai.djl..")
                .check(APP);
    }

    @Test
    void onlyFiguresTouchPdfBox() {
        noClasses()
                .that()
                .resideOutsideOfPackage("eigensweep.report.figure")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.apache.pdfbox..", "org.apache.fontbox..")
                .check(APP);
    }

    @Test
    void backendsAreFoundAtRunTimeOnly() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAPackage("eigensweep.natives..")
                .check(APP);
    }

    @Test
    void onlyCoreTouchesTheVectorApi() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAPackage("jdk.incubator..")
                .check(APP);
    }

    @Test
    void noPackageLeadsBackToItself() {
        slices().matching("eigensweep.(*)..").should().beFreeOfCycles().check(APP);
    }
}
