package eigensweep.testing;

import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Stream;

/// The floors of a module: what each of its packages may use, by its classes and by what their sources import (of
/// constants, and of annotations of components, no trace is in a class). The JDK is everywhere, and so are annotations
/// that
/// leave no trace when the program runs.
///
/// @param classes of the module's main code
public record Floors(JavaClasses classes) {

    private static final String ROOT = "eigensweep";

    /// Those of the module that a class is of.
    public static Floors of(Class<?> type) {
        try {
            return new Floors(new ClassFileImporter()
                    .importPath(Path.of(type.getProtectionDomain()
                            .getCodeSource()
                            .getLocation()
                            .toURI())));
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    /// Holds every package to what it may use, finds circles, and packages that are drawers.
    ///
    /// @param below packages by package, with blanks between: ours without their `eigensweep.`, that itself as `.`,
    ///     others with `..` behind
    public void check(Map<String, String> below) {
        below.forEach(this::check);
        // One that is not listed would be held by nothing.
        assertThat(classes.stream().map(type -> type.getPackageName()).distinct())
                .containsExactlyInAnyOrderElementsOf(
                        below.keySet().stream().map(Floors::full).toList());
        slices().matching("eigensweep.(**)").should().beFreeOfCycles().check(classes);
        assertThat(Sources.undescribed(Path.of(""))).isEmpty();
        assertThat(Sources.tooLarge(Path.of(""))).isEmpty();
    }

    private void check(String name, String below) {
        String[] allowed = Stream.of(
                        Stream.of("java..", "javax..", "org.jspecify.annotations..", full(name)),
                        Arrays.stream(below.strip().split("\\s+"))
                                .filter(other -> !other.isEmpty())
                                .map(Floors::full))
                .flatMap(packages -> packages)
                .toArray(String[]::new);
        assertThat(Sources.imported(Path.of(""), full(name)))
                .as("what %s imports", full(name))
                .allMatch(imported -> Arrays.stream(allowed).anyMatch(each -> covers(each, imported)));
        ArchRuleDefinition.classes()
                .that()
                .resideInAPackage(full(name))
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(allowed)
                .check(classes);
    }

    private static boolean covers(String allowed, String name) {
        return allowed.endsWith("..")
                ? (name + '.').startsWith(allowed.substring(0, allowed.length() - 1))
                : name.equals(allowed);
    }

    private static String full(String name) {
        if (name.equals(".")) {
            return ROOT;
        }
        return name.endsWith("..") ? name : ROOT + "." + name;
    }
}
