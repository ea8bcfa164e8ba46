package eigensweep.bench.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import eigensweep.bench.Machine;
import eigensweep.bench.gate.Measured.Twin;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// What several JVMs measured, put together.
class MeasuredTest {

    private static final Machine HERE = new Machine("cpu", "vector", "OpenBLAS", "25");

    private static Measured fork(double seconds, double ratio, long hot, double answer) {
        return new Measured(
                HERE,
                Map.of("case", List.of(seconds)),
                Map.of("case", List.of(ratio)),
                Map.of("case", hot),
                Map.of(),
                Map.of(),
                Map.of("case", Map.of(Twin.VECTOR, List.of(answer))));
    }

    private static Measured bytes(Twin twin, long bytes) {
        return new Measured(
                HERE,
                Map.of(),
                Map.of(),
                Map.of(),
                Map.of("case", Map.of(twin, bytes)),
                Map.of(),
                Map.of("case", Map.of(twin, List.of(9.0))));
    }

    /// The first JVM was the faster one with the case, the second relative to its yardstick.
    @Test
    void theLeastRatioCountsWhicheverJvmWasFast() {
        Measured both = fork(2.0, 2.0, 0, 7).and(fork(3.0, 1.9, 0, 7));
        assertThat(both.ratio("case")).isEqualTo(1.9);
        assertThat(both.seconds("case")).isEqualTo(2.0);
    }

    /// Another try may not change what it finds as it was: the least of many yardsticks would have raised the ratio.
    @Test
    void moreJvmsOfTheSameRatioDoNotChangeIt() {
        Measured few = fork(1, 0.5, 0, 7);
        Measured many = few.and(fork(2, 0.5, 0, 7)).and(fork(0.5, 0.5, 0, 7));
        assertThat(many.ratio("case")).isEqualTo(few.ratio("case"));
    }

    @Test
    void theFewestBytesCount() {
        assertThat(fork(1, 1, 48, 7).and(fork(1, 1, 32, 7)).hotBytes()).containsEntry("case", 32L);
        assertThat(bytes(Twin.SCALAR, 5).and(bytes(Twin.VECTOR, 6)).bytes())
                .containsEntry("case", Map.of(Twin.SCALAR, 5L, Twin.VECTOR, 6L));
    }

    @Test
    void everyAnswerIsKept() {
        assertThat(fork(1, 1, 0, 7).and(bytes(Twin.SCALAR, 0)).answers())
                .containsEntry("case", Map.of(Twin.VECTOR, List.of(7.0), Twin.SCALAR, List.of(9.0)));
    }

    @Test
    void whatNoForkMeasuredIsMissed() {
        assertThatThrownBy(() -> fork(1, 1, 0, 7).ratio("other")).hasMessage("no fork measured other");
    }
}
