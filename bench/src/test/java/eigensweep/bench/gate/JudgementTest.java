package eigensweep.bench.gate;

import static org.assertj.core.api.Assertions.assertThat;

import eigensweep.bench.Machine;
import eigensweep.bench.gate.Baseline.Cost;
import eigensweep.bench.gate.Baseline.Entry;
import eigensweep.bench.gate.Case.Limit;
import eigensweep.bench.gate.Case.Yardstick;
import eigensweep.bench.gate.Measured.Twin;
import java.util.List;
import java.util.Map;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;

/// The rules of `docs/benchmarks.md`, on a case that took as long as its yardstick when the baseline was measured.
class JudgementTest {

    private static final double STRICT = 0.15;
    private static final Machine HERE = new Machine("cpu", "vector", "OpenBLAS", "25");

    private static Case with(Limit limit) {
        return Case.timed("case", Yardstick.DGEMM, limit, () -> 1);
    }

    private static Baseline baseline(Machine machine) {
        return baseline(machine, 0);
    }

    private static Baseline baseline(Machine machine, long hotBytes) {
        Cost cost = new Cost(1, hotBytes, Map.of(Twin.SCALAR, 100L, Twin.VECTOR, 6400L));
        return new Baseline(
                machine,
                Map.of("case", new Entry(cost, Map.of("dsyrk", 2), Map.of(Twin.SCALAR, 3.5, Twin.VECTOR, 3.0))));
    }

    private static Measured measured(double ratio, long bytes, int calls, double answer) {
        return measured(ratio, 0, Map.of(Twin.SCALAR, bytes, Twin.VECTOR, 6400L), calls, answer);
    }

    private static Measured measured(double ratio, long hotBytes, Map<Twin, Long> bytes, int calls, double... answers) {
        return new Measured(
                HERE,
                Map.of("case", List.of(1.0)),
                Map.of("case", List.of(ratio)),
                Map.of("case", hotBytes),
                Map.of("case", bytes),
                Map.of("case", Map.of("dsyrk", calls)),
                Map.of(
                        "case",
                        Map.of(Twin.VECTOR, DoubleStream.of(answers).boxed().toList())));
    }

    private static Judgement judged(Limit limit, Measured now, Machine then) {
        return Judgement.of(with(limit), now, baseline(then), STRICT);
    }

    @Test
    void aQuarterSlowerIsARegression() {
        assertThat(judged(Limit.CODE, measured(1.25, 100, 2, 3), HERE).unsettled())
                .isTrue();
        assertThat(judged(Limit.CODE, measured(1.14, 100, 2, 3), HERE).isWell()).isTrue();
    }

    @Test
    void workOfTheSystemIsJudgedCoarsely() {
        assertThat(judged(Limit.SYSTEM, measured(2.9, 100, 2, 3), HERE).isWell())
                .isTrue();
        assertThat(judged(Limit.SYSTEM, measured(3.1, 100, 2, 3), HERE).unsettled())
                .isTrue();
    }

    @Test
    void onAnotherProcessorThreeTimesAsLongIsSlow() {
        Machine other = new Machine("other cpu", "vector", "OpenBLAS", "25");
        assertThat(judged(Limit.VECTORS, measured(2.9, 100, 2, 3), other).isWell())
                .isTrue();
        assertThat(judged(Limit.VECTORS, measured(3.1, 100, 2, 3), other).unsettled())
                .isTrue();
    }

    @Test
    void withOtherVectorsTimesOnVectorsAreNotCompared() {
        Machine other = new Machine("cpu", "scalar", "OpenBLAS", "25");
        assertThat(judged(Limit.VECTORS, measured(9, 100, 2, 3), other).isWell())
                .isTrue();
        assertThat(judged(Limit.CODE, measured(9, 100, 2, 3), other).unsettled())
                .isTrue();
    }

    @Test
    void oneMoreByteAndOneMoreCallAreRegressionsAndFewerAreNotes() {
        assertThat(judged(Limit.CODE, measured(1, 101, 2, 3), HERE).faults())
                .containsExactly("on the scalar kernels it allocates 101 bytes and did 100");
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

    /// Sixteen bytes more in one of 400 calls of a vector kernel.
    @Test
    void oneMoreObjectOnTheVectorKernelsIsARegression() {
        Map<Twin, Long> more = Map.of(Twin.SCALAR, 100L, Twin.VECTOR, 6416L);
        assertThat(judged(Limit.VECTORS, measured(1, 0, more, 2, 3), HERE).faults())
                .containsExactly("on the vector kernels it allocates 6416 bytes and did 6400");
        Machine other = new Machine("cpu", "vector, 256 bit", "OpenBLAS", "25");
        assertThat(judged(Limit.VECTORS, measured(1, 0, more, 2, 3), other).isWell())
                .isTrue();
    }

    @Test
    void compiledCodeThatAllocatedNothingMayAllocateNothing() {
        Map<Twin, Long> same = Map.of(Twin.SCALAR, 100L, Twin.VECTOR, 6400L);
        Judgement one = judged(Limit.VECTORS, measured(1, 1, same, 2, 3), HERE);
        assertThat(one.faults()).containsExactly("compiled, it allocates 1 bytes and did 0");
        // Three JVMs may have compiled it badly.
        assertThat(one.unsettled()).isTrue();
    }

    @Test
    void compiledCodeThatAllocatedMuchMayAllocateATwentiethMore() {
        Map<Twin, Long> same = Map.of(Twin.SCALAR, 100L, Twin.VECTOR, 6400L);
        Baseline much = baseline(HERE, 10_000);
        Case one = with(Limit.VECTORS);
        assertThat(Judgement.of(one, measured(1, 10_500, same, 2, 3), much, STRICT)
                        .isWell())
                .isTrue();
        assertThat(Judgement.of(one, measured(1, 10_501, same, 2, 3), much, STRICT)
                        .isWell())
                .isFalse();
    }

    @Test
    void whatIsNotInTheBaselineIsAFault() {
        Baseline none = new Baseline(HERE, Map.of());
        assertThat(Judgement.of(with(Limit.CODE), measured(1, 100, 2, 3), none, STRICT)
                        .faults())
                .containsExactly("it is not in the baseline: refresh the baseline");
    }

    @Test
    void whatIsInTheBaselineAndNoLongerACaseIsAFault() {
        assertThat(Judgement.ofLost(List.of("case"), HERE, baseline(HERE)).isWell())
                .isTrue();
        assertThat(Judgement.ofLost(List.of("other"), HERE, baseline(HERE)).faults())
                .containsExactly("case is in the baseline and no longer among the cases");
    }

    /// Matrices with a band have no scalar twin.
    @Test
    void withOtherVectorsACaseMayBeMissing() {
        Judgement lost = Judgement.ofLost(
                List.of("other"), HERE, baseline(new Machine("cpu", "vector, 256 bit", "OpenBLAS", "25")));
        assertThat(lost.isWell()).isTrue();
        assertThat(lost.notes()).hasSize(1);
    }

    @Test
    void onTheSameMachineAnswersAreTheSameToTheBit() {
        assertThat(judged(Limit.CODE, measured(1, 100, 2, Math.nextUp(3.0)), HERE)
                        .faults())
                .containsExactly("on the vector kernels its answer is 3.0000000000000004 and was 3.0");
        assertThat(judged(Limit.CODE, measured(1, 100, 2, Double.NaN), HERE).isWell())
                .isFalse();
    }

    @Test
    void onAnotherMachineTheyAreWhatTheArithmeticPromises() {
        Machine other = new Machine("cpu", "vector", "OpenBLAS", "26");
        assertThat(judged(Limit.CODE, measured(1, 100, 2, 3 + 2e-10), other).isWell())
                .isTrue();
        assertThat(judged(Limit.CODE, measured(1, 100, 2, 3 + 4e-10), other).isWell())
                .isFalse();
        assertThat(judged(Limit.CODE, measured(1, 100, 2, Double.NaN), other).isWell())
                .isFalse();
    }

    /// What an Intel and an AMD processor made of the largest eigenvalue of one matrix.
    @Test
    void inFloat32LessIsPromised() {
        Case one = Case.untimed("case", Limit.CODE, () -> 1).inFloat32(2400, 2400);
        Machine other = new Machine("other cpu", "vector", "OpenBLAS", "25");
        Baseline before = new Baseline(other, Map.of("case", new Entry(null, Map.of(), Map.of(Twin.VECTOR, 97.59967))));

        assertThat(Judgement.of(one, untimed(0, 97.59925), before, STRICT).isWell())
                .isTrue();
        assertThat(Judgement.of(one, untimed(0, 97.64), before, STRICT).isWell())
                .isFalse();
    }

    /// A scalar kernel that is wrong by a thousandth shows in one JVM of six.
    @Test
    void theAnswerOfEveryJvmIsComparedWithThatOfItsKernels() {
        Map<Twin, Long> same = Map.of(Twin.SCALAR, 100L, Twin.VECTOR, 6400L);
        assertThat(judged(Limit.CODE, measured(1, 0, same, 2, 3, 3, 3, 3.003, 3, 3), HERE)
                        .faults())
                .containsExactly("on the vector kernels its answer is 3.003 and was 3.0");
        assertThat(judged(Limit.CODE, measured(1, 0, same, 2, 3, Double.NaN, 3), HERE)
                        .isWell())
                .isFalse();
        Measured both = measured(1, 0, same, 2, 3)
                .and(new Measured(
                        HERE,
                        Map.of(),
                        Map.of(),
                        Map.of(),
                        Map.of(),
                        Map.of(),
                        Map.of("case", Map.of(Twin.SCALAR, List.of(3.5)))));
        assertThat(judged(Limit.CODE, both, HERE).isWell()).isTrue();
    }

    @Test
    void ofACaseThatIsNotTimedCallsAndAnswerAreCompared() {
        Case one = Case.untimed("case", Limit.VECTORS, () -> 3);
        Baseline before =
                new Baseline(HERE, Map.of("case", new Entry(null, Map.of("dsymm", 23), Map.of(Twin.VECTOR, 3.0))));
        assertThat(Judgement.of(one, untimed(23, 3), before, STRICT).isWell()).isTrue();
        assertThat(Judgement.of(one, untimed(46, 3), before, STRICT).faults())
                .containsExactly("it calls dsymm 46 times and did 23");
        assertThat(Judgement.of(one, untimed(23, 4), before, STRICT).faults())
                .containsExactly("on the vector kernels its answer is 4.0 and was 3.0");
    }

    private static Measured untimed(int calls, double answer) {
        return new Measured(
                HERE,
                Map.of(),
                Map.of(),
                Map.of(),
                Map.of(),
                Map.of("case", Map.of("dsymm", calls)),
                Map.of("case", Map.of(Twin.VECTOR, List.of(answer))));
    }

    /// How wide a band is, and so how many steps a reduction takes, depends on the vectors.
    @Test
    void withOtherVectorsCallsOnTheWayToThemAreNotCompared() {
        Machine other = new Machine("cpu", "scalar", "OpenBLAS", "25");
        assertThat(judged(Limit.VECTORS, measured(1, 100, 3, 3), other).isWell())
                .isTrue();
        assertThat(judged(Limit.CODE, measured(1, 100, 3, 3), other).isWell()).isFalse();
    }

    private static Judgement beside(Rival rival, double seconds, Machine then) {
        Measured now = new Measured(
                HERE,
                Map.of("case", List.of(seconds)),
                Map.of(),
                Map.of("case", 0L),
                Map.of("case", Map.of(Twin.SCALAR, 100L, Twin.VECTOR, 6400L)),
                Map.of("case", Map.of("dsyrk", 2)),
                Map.of("case", Map.of(Twin.VECTOR, List.of(3.0))));
        return Judgement.of(with(Limit.VECTORS), now, baseline(then), rival, 0.12);
    }

    private static Rival rival(Map<String, String> lacking) {
        return new Rival("0123456789ab", Map.of("case", List.of(2.5, 2.0)), lacking);
    }

    /// It was measured on this machine, whatever the baseline's was.
    @Test
    void besideAnotherRevisionTimesAreComparedOnAnyMachine() {
        Machine other = new Machine("other cpu", "scalar", "other OpenBLAS", "25");
        for (Machine then : List.of(HERE, other)) {
            assertThat(beside(rival(Map.of()), 2.2, then).isWell()).isTrue();
            Judgement slow = beside(rival(Map.of()), 2.5, then);
            assertThat(slow.unsettled()).isTrue();
            assertThat(slow.faults())
                    .containsExactly("it takes 1.25 times as long as in 0123456789ab, and 1.12 is tolerated");
        }
    }

    @Test
    void whatTheOtherRevisionLacksIsNotComparedAndSaysSo() {
        Judgement lacking = beside(rival(Map.of("case", "java.lang.NoSuchMethodError: x")), 9, HERE);
        assertThat(lacking.isWell()).isTrue();
        assertThat(lacking.notes())
                .containsExactly("time not compared: 0123456789ab lacks it (java.lang.NoSuchMethodError: x)");
    }

    /// Counts, allocations and answers are the baseline's affair.
    @Test
    void besideAnotherRevisionACaseHasToBeInTheBaselineStill() {
        Baseline none = new Baseline(HERE, Map.of());
        assertThat(Judgement.of(with(Limit.CODE), measured(1, 100, 2, 3), none, rival(Map.of()), 0.12)
                        .faults())
                .containsExactly("it is not in the baseline: refresh the baseline");
    }
}
