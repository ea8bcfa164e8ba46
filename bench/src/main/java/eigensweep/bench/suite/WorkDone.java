package eigensweep.bench.suite;

import java.util.Collection;
import java.util.List;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.infra.IterationParams;
import org.openjdk.jmh.profile.InternalProfiler;
import org.openjdk.jmh.results.AggregationPolicy;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.ScalarResult;

/// Carries what a benchmark knows of its work from the JVM it runs in to the one that asked: how much an operation is,
/// and a checksum of what it computed. JMH has no other way for numbers that are not times; a profiler, which runs in
/// the fork, may add some. One benchmark runs in a fork, so that one place is enough.
public final class WorkDone implements InternalProfiler {

    static final String WORK = "work";
    static final String CHECKSUM = "checksum";

    private static volatile List<ScalarResult> done = List.of();

    /// For JMH, which makes one in every fork.
    public WorkDone() {}

    /// To be called at the end of an iteration.
    ///
    /// @param work how much an operation is, in some unit
    /// @param unit which: `FLOP`
    /// @param checksum of what was computed; the same every time
    static void report(double work, String unit, double checksum) {
        done = List.of(
                new ScalarResult(WORK, work, unit, AggregationPolicy.MAX),
                new ScalarResult(CHECKSUM, checksum, "", AggregationPolicy.MAX));
    }

    @Override
    public String getDescription() {
        return "work and checksum of an operation";
    }

    @Override
    public void beforeIteration(BenchmarkParams benchmark, IterationParams iteration) {
        done = List.of();
    }

    @Override
    public Collection<? extends Result<?>> afterIteration(
            BenchmarkParams benchmark, IterationParams iteration, IterationResult result) {
        return done;
    }
}
