package eigensweep.bench.suite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import eigensweep.bench.suite.SuiteOptions.Length;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What `scripts/bench` understands, and what it says otherwise.
class SuiteOptionsTest {

    private static SuiteOptions options(String... arguments) {
        return SuiteOptions.of(List.of(arguments));
    }

    @Test
    void everySuiteInFullIsMeasuredUnlessSomethingElseIsAskedFor() {
        assertThat(options().length()).isEqualTo(Length.FULL);
        assertThat(options().suites()).hasSize(10).contains(GramBenchmark.class, SweepBenchmark.class);
    }

    @Test
    void aSuiteIsFoundInAnyCaseAndRunOnce() {
        assertThat(options("Gram", "gram", "PowerLaw").suites())
                .containsExactly(GramBenchmark.class, PowerLawBenchmark.class);
    }

    @Test
    void valuesReplaceTheSuitesOwn() {
        assertThat(options("Gram", "order=64,128").parametersOf(GramBenchmark.class))
                .isEqualTo(Map.of("order", List.of("64", "128")));
    }

    @Test
    void shortTakesTheFirstOfEveryNumberThatIsNotGiven() {
        assertThat(options("--short", "Gram", "order=64").parametersOf(GramBenchmark.class))
                .isEqualTo(Map.of("order", List.of("64"), "depth", List.of("512")));
        assertThat(options("--short", "Vendi").parametersOf(VendiBenchmark.class))
                .isEqualTo(Map.of("samples", List.of("500"), "dimension", List.of("384")));
    }

    @Test
    void aParameterOfOneOfTheSuitesIsLeftOutOfTheOthers() {
        SuiteOptions options = options("Gram", "PowerLaw", "points=64");
        assertThat(options.parametersOf(PowerLawBenchmark.class)).isEqualTo(Map.of("points", List.of("64")));
        assertThat(options.parametersOf(GramBenchmark.class)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Gram nosuch=3      | no parameter 'nosuch': Gram has order, depth",
                "Gram =5            | no parameter '': Gram has order, depth",
                "PowerLaw n=0       | no parameter 'n': PowerLaw has points",
                "Gram PowerLaw n=1  | no parameter 'n': Gram has order, depth; PowerLaw has points",
                "Training model=cnn | no parameter 'model': Training has network, batch",
                "Gram order=abc     | order is a whole number from 1 to 999999999, not 'abc'",
                "Gram order=        | order is a whole number from 1 to 999999999, not ''",
                "Gram order=64,     | order is a whole number from 1 to 999999999, not ''",
                "Gram order=0       | order is a whole number from 1 to 999999999, not '0'",
                "Gram order=2147483648 | order is a whole number from 1 to 999999999, not '2147483648'",
                "Training network=nosuch | network is one of mlp, cnn, resnet18, not 'nosuch'",
                "Widening dtype=F64 | dtype is one of F32, BF16, F16, F8_E4M3, F8_E5M2, Q8_0, Q4_0, Q4_K, Q6_K, not 'F64'",
                "Gram --bogus       | no option '--bogus'; there are --short and --help",
            })
    void whatCannotBeAskedForIsToldInOneLine(String arguments, String said) {
        assertThatThrownBy(() -> options(arguments.split(" ", -1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(said);
    }

    @Test
    void anUnknownSuiteIsToldWhichThereAre() {
        assertThatThrownBy(() -> options("Grom"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("no suite 'Grom'; there are Widening, Kernels, Gram, ");
    }
}
