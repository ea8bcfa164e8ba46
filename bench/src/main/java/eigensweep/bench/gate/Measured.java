package eigensweep.bench.gate;

import eigensweep.bench.Machine;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BinaryOperator;

/// What forks measured. A fork measures one kind of thing; together they have all.
///
/// @param machine where
/// @param seconds the median processor time of every case and yardstick, the least of all forks
/// @param hotBytes bytes that every case allocates once it is compiled, the least of all forks
/// @param bytes bytes that every case allocates before escape analysis, on the scalar kernels
/// @param calls how often every case calls which native function
/// @param checksums what came out of every case
record Measured(
        Machine machine,
        Map<String, Double> seconds,
        Map<String, Long> hotBytes,
        Map<String, Long> bytes,
        Map<String, Map<String, Integer>> calls,
        Map<String, Double> checksums) {

    /// Both together; the smaller number where both have one.
    Measured and(Measured other) {
        return new Measured(
                machine,
                union(seconds, other.seconds, Math::min),
                union(hotBytes, other.hotBytes, Math::min),
                union(bytes, other.bytes, Math::min),
                union(calls, other.calls, (mine, others) -> mine),
                union(checksums, other.checksums, (mine, others) -> mine));
    }

    private static <T> Map<String, T> union(Map<String, T> a, Map<String, T> b, BinaryOperator<T> both) {
        Map<String, T> union = new TreeMap<>(a);
        b.forEach((name, value) -> union.merge(name, value, both));
        return union;
    }

    /// The time of a case over that of its yardstick.
    double ratio(String name, Case.Yardstick yardstick) {
        return required(seconds, name) / required(seconds, yardstick.name());
    }

    static <T> T required(Map<String, T> map, String name) {
        T value = map.get(name);
        if (value == null) {
            throw new IllegalStateException("no fork measured " + name);
        }
        return value;
    }
}
