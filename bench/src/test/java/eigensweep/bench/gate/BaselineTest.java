package eigensweep.bench.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import eigensweep.bench.Machine;
import eigensweep.bench.gate.Baseline.Cost;
import eigensweep.bench.gate.Baseline.Entry;
import eigensweep.bench.gate.Case.Limit;
import eigensweep.bench.gate.Measured.Twin;
import eigensweep.natives.lapack.Lapack;
import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BaselineTest {

    /// Surefire runs in the module's folder.
    private static final Path COMMITTED = Path.of("baseline.json");

    private static final String REMEDY = "scripts/bench-gate --refresh measures a new one";
    private static final String COMPARED_WITH = "LAPACKE_dsyevd_work";
    private static final String DESCRIPTOR = "$descriptor";

    @TempDir
    private Path folder;

    @Test
    void whatWasWrittenIsRead() throws IOException {
        Baseline baseline = new Baseline(
                new Machine("cpu", "vector", "OpenBLAS", "25"),
                Map.of(
                        "dot",
                                new Entry(
                                        new Cost(0.5, 0, Map.of(Twin.SCALAR, 0L, Twin.VECTOR, 64L)),
                                        Map.of(),
                                        Map.of(Twin.SCALAR, 3.0, Twin.VECTOR, 3.5)),
                        "two-stages", new Entry(null, Map.of("cblas_dsymm", 23), Map.of(Twin.VECTOR, 7.0))));
        baseline.write(folder.resolve("baseline.json"));
        assertThat(Baseline.read(folder.resolve("baseline.json"))).isEqualTo(baseline);
    }

    @Test
    void anAnswerThatIsNotTheSameInEveryJvmIsNone() {
        Case one = Case.untimed("case", Limit.CODE, () -> 3);
        Measured measured = new Measured(
                new Machine("cpu", "vector", "OpenBLAS", "25"),
                Map.of(),
                Map.of(),
                Map.of(),
                Map.of(),
                Map.of("case", Map.of()),
                Map.of("case", Map.of(Twin.VECTOR, List.of(3.0, 3.5))));
        assertThatIllegalStateException()
                .isThrownBy(() -> Baseline.of(measured, List.of(one)))
                .withMessageContaining("case gives another answer in another JVM");
    }

    @Test
    void whereThereIsNoneItSaysHowToMeasureOne() {
        assertThatIOException()
                .isThrownBy(() -> Baseline.read(folder.resolve("none.json")))
                .withMessageMatching("there is no baseline .*none.json: " + REMEDY);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "{}",
                "{\"machine\": 3}",
                "{\"machine\": {}, \"cases\": {\"dot\": null}}",
                "{\"machine\": {}, \"cases\": {\"dot\": {\"calls\": {}, \"answers\": {}}}}",
                "{\"machine\": {}, \"cases\": {\"dot\": {\"answers\": {\"VECTOR\": 1}}}}",
                "{\"machine\": {}, \"cases\": {\"dot\": {\"cost\": {\"bytes\": {}}, \"calls\": {}, \"answers\": {\"VECTOR\": 1}}}}"
            })
    void whereItIsDamagedItSaysSoAndHowToMeasureOne(String text) throws IOException {
        Path file = Files.writeString(folder.resolve("damaged.json"), text);
        assertThatIOException()
                .isThrownBy(() -> Baseline.read(file))
                .withMessageMatching("the baseline .*damaged.json is damaged \\(.+\\): " + REMEDY);
    }

    /// A routine that no case reaches could be called twice unnoticed. What sets up the library is no routine, and what
    /// a suite compares with no way of ours.
    @Test
    void everyRoutineThatIsBoundIsCalledByACase() throws IOException {
        Set<String> called = Baseline.read(COMMITTED).cases().values().stream()
                .flatMap(entry -> entry.calls().keySet().stream())
                .collect(Collectors.toCollection(TreeSet::new));
        List<String> bound = Arrays.stream(Lapack.class.getMethods())
                .map(Method::getName)
                .filter(name -> name.endsWith(DESCRIPTOR) && !name.startsWith("openblas_"))
                .filter(name -> !name.startsWith(COMPARED_WITH))
                .map(name -> name.substring(0, name.length() - DESCRIPTOR.length()))
                .sorted()
                .toList();
        assertThat(bound).hasSize(19).allMatch(called::contains, "called by a case");
    }
}
