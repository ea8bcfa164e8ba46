package eigensweep.bench.gate;

import eigensweep.bench.Machine;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BinaryOperator;
import java.util.stream.Stream;

/// What forks measured. A fork measures one kind of thing; together they have all.
///
/// @param machine where
/// @param seconds the processor time of every case, of each fork
/// @param ratios that time over the time of the case's yardstick in the same fork, of each fork
/// @param hotBytes bytes that every case allocates once it is compiled, the least of all forks
/// @param bytes bytes that every case allocates without escape analysis
/// @param calls how often every case calls which native function
/// @param answers what came out of every case on either of the kernels, of each fork
record Measured(
        Machine machine,
        Map<String, List<Double>> seconds,
        Map<String, List<Double>> ratios,
        Map<String, Long> hotBytes,
        Map<String, Map<Twin, Long>> bytes,
        Map<String, Map<String, Integer>> calls,
        Map<String, Map<Twin, List<Double>>> answers) {

    /// Which of the two implementations of the kernels.
    enum Twin {
        SCALAR,
        VECTOR
    }

    /// Both together: every time and answer, and the fewer bytes where both have counted them.
    Measured and(Measured other) {
        return new Measured(
                machine,
                union(seconds, other.seconds, Measured::both),
                union(ratios, other.ratios, Measured::both),
                union(hotBytes, other.hotBytes, Math::min),
                union(bytes, other.bytes, (mine, others) -> union(mine, others, Math::min)),
                union(calls, other.calls, (mine, others) -> union(mine, others, Math::max)),
                union(answers, other.answers, (mine, others) -> union(mine, others, Measured::both)));
    }

    static <K, T> Map<K, T> union(Map<K, T> a, Map<K, T> b, BinaryOperator<T> both) {
        Map<K, T> union = new TreeMap<>(a);
        b.forEach((name, value) -> union.merge(name, value, both));
        return union;
    }

    static List<Double> both(List<Double> a, List<Double> b) {
        return Stream.concat(a.stream(), b.stream()).toList();
    }

    /// The time of a case over that of its yardstick: the least of the forks. Both times of a ratio are of one fork,
    /// which has disturbed them alike, so that a ratio of many forks is comparable to one of few.
    double ratio(String name) {
        return Collections.min(required(ratios, name));
    }

    /// The time of a case.
    double seconds(String name) {
        return Collections.min(required(seconds, name));
    }

    static <K, T> T required(Map<K, T> map, K name) {
        T value = map.get(name);
        if (value == null) {
            throw new IllegalStateException("no fork measured " + name);
        }
        return value;
    }
}
