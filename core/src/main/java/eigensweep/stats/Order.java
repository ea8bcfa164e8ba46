package eigensweep.stats;

import java.util.Comparator;
import java.util.stream.IntStream;

/// In which order values stand.
final class Order {

    private Order() {}

    /// Where the smallest value is, the next, and so on; equal ones in the order given.
    static int[] rising(double[] values) {
        return IntStream.range(0, values.length)
                .boxed()
                .sorted(Comparator.comparingDouble(i -> values[i]))
                .mapToInt(Integer::intValue)
                .toArray();
    }
}
