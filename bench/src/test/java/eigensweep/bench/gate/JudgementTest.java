package eigensweep.bench.gate;

import static org.assertj.core.api.Assertions.assertThat;

import eigensweep.bench.Machine;
import eigensweep.bench.gate.Case.Limit;
import eigensweep.bench.gate.Case.Yardstick;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// The rules of `docs/benchmarks.md`, on a case that took as long as its yardstick when the baseline was measured.
class JudgementTest {

    private static final double STRICT = 0.15;
    private static final Machine HERE = new Machine("cpu", "vector", "OpenBLAS", "25");

    private static Case with(Limit limit) {
        return new Case("case", Yardstick.DGEMM, limit, () -> 1);
    }

    private static Baseline baseline(Machine machine) {
        return new Baseline(machine, Map.of("case", new Baseline.Entry(1, 0, 100, Map.of("dsyrk", 2), 3)));
    }

    private static Measured measured(double seconds, long bytes, int calls, double checksum) {
        return measured(seconds, 0, bytes, calls, checksum);
    }

    private static Measured measured(double seconds, long hotBytes, long bytes, int calls, double checksum) {
        return new Measured(
                HERE,
                Map.of("case", seconds, "DGEMM", 1.0),
                Map.of("case", hotBytes),
                Map.of("case", bytes),
                Map.of("case", Map.of("dsyrk", calls)),
                Map.of("case", checksum));
    }

    private static Judgement judged(Limit limit, Measured now, Machine then) {
        return Judgement.of(with(limit), now, baseline(then), STRICT);
    }

    @Test
    void aQuarterSlowerIsARegression() {
        assertThat(judged(Limit.CODE, measured(1.25, 100, 2, 3), HERE).slow()).isTrue();
        assertThat(judged(Limit.CODE, measured(1.14, 100, 2, 3), HERE).isWell()).isTrue();
    }

    @Test
    void workOfTheSystemIsJudgedCoarsely() {
        assertThat(judged(Limit.SYSTEM, measured(1.7, 100, 2, 3), HERE).isWell())
                .isTrue();
        assertThat(judged(Limit.SYSTEM, measured(1.8, 100, 2, 3), HERE).slow()).isTrue();
    }

    @Test
    void onAnotherProcessorThreeTimesAsLongIsSlow() {
        Machine other = new Machine("other cpu", "vector", "OpenBLAS", "25");
        assertThat(judged(Limit.VECTORS, measured(2.9, 100, 2, 3), other).isWell())
                .isTrue();
        assertThat(judged(Limit.VECTORS, measured(3.1, 100, 2, 3), other).slow())
                .isTrue();
    }

    @Test
    void withOtherVectorsTimesOnVectorsAreNotCompared() {
        Machine other = new Machine("cpu", "scalar", "OpenBLAS", "25");
        assertThat(judged(Limit.VECTORS, measured(9, 100, 2, 3), other).isWell())
                .isTrue();
        assertThat(judged(Limit.CODE, measured(9, 100, 2, 3), other).slow()).isTrue();
    }

    @Test
    void oneMoreByteAndOneMoreCallAreRegressionsAndFewerAreNotes() {
        assertThat(judged(Limit.CODE, measured(1, 101, 2, 3), HERE).faults())
                .containsExactly("it allocates 101 bytes and did 100");
        assertThat(judged(Limit.CODE, measured(1, 100, 3, 3), HERE).faults())
                .containsExactly("it calls dsyrk 3 times and did 2");
        Judgement better = judged(Limit.CODE, measured(1, 99, 1, 3), HERE);
        assertThat(better.isWell()).isTrue();
        assertThat(better.notes()).hasSize(2);
    }

    @Test
    void withAnotherJavaAllocationIsNotComparedButCallsAre() {
        Machine other = new Machine("cpu", "vector", "OpenBLAS", "26");
        assertThat(judged(Limit.CODE, measured(1, 500, 2, 3), other).isWell()).isTrue();
        assertThat(judged(Limit.CODE, measured(1, 500, 3, 3), other).isWell()).isFalse();
    }

    @Test
    void vectorsThatBecomeObjectsAreARegression() {
        assertThat(judged(Limit.VECTORS, measured(1, 4096, 100, 2, 3), HERE).isWell())
                .isTrue();
        assertThat(judged(Limit.VECTORS, measured(1, 4097, 100, 2, 3), HERE).faults())
                .containsExactly("compiled, it allocates 4097 bytes and did 0");
    }

    @Test
    void whatIsNotInTheBaselineIsAFault() {
        Baseline none = new Baseline(HERE, Map.of());
        assertThat(Judgement.of(with(Limit.CODE), measured(1, 100, 2, 3), none, STRICT)
                        .faults())
                .containsExactly("it is not in the baseline");
    }

    @Test
    void anotherAnswerIsARegressionAndOtherLastDigitsAreNot() {
        assertThat(judged(Limit.CODE, measured(1, 100, 2, 3.1), HERE).isWell()).isFalse();
        assertThat(judged(Limit.CODE, measured(1, 100, 2, 3 + 1e-9), HERE).isWell())
                .isTrue();
    }
}
