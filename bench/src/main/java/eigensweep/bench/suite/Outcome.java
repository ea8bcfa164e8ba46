package eigensweep.bench.suite;

import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;

/// What came of a benchmark with some parameters.
///
/// @param suite the name of its class, without `Benchmark`
/// @param method its name
/// @param parameters by name
/// @param milliseconds an operation takes
/// @param error half the width of the 99.9 % confidence interval of that; NaN if it was measured too few times
/// @param rate how much is done in a second
/// @param unit of what
/// @param bytes an operation allocates
/// @param checksum of what was computed
record Outcome(
        String suite,
        String method,
        Map<String, String> parameters,
        double milliseconds,
        double error,
        double rate,
        String unit,
        double bytes,
        double checksum) {

    private static final String ALLOCATION = "gc.alloc.rate.norm";
    private static final String PREFIXES = " kMGTP";

    static Outcome of(RunResult result) {
        BenchmarkParams params = result.getParams();
        Map<String, String> parameters = new TreeMap<>();
        params.getParamsKeys().forEach(key -> parameters.put(key, params.getParam(key)));
        String name = params.getBenchmark();
        int dot = name.lastIndexOf('.');
        Result<?> work = secondary(result, WorkDone.WORK);
        double milliseconds = result.getPrimaryResult().getScore();
        return new Outcome(
                SuiteOptions.title(name.substring(name.lastIndexOf('.', dot - 1) + 1, dot)),
                name.substring(dot + 1),
                parameters,
                milliseconds,
                result.getPrimaryResult().getScoreError(),
                work.getScore() / (milliseconds / 1e3),
                work.getScoreUnit(),
                secondary(result, ALLOCATION).getScore(),
                secondary(result, WorkDone.CHECKSUM).getScore());
    }

    private static Result<?> secondary(RunResult result, String label) {
        Result<?> found = result.getSecondaryResults().get(label);
        if (found == null) {
            throw new IllegalStateException(result.getParams().getBenchmark() + " reported no " + label);
        }
        return found;
    }

    /// `47.3 GFLOP/s`.
    String rateText() {
        int prefix = 0;
        double scaled = rate;
        while (scaled >= 1000 && prefix < PREFIXES.length() - 1) {
            scaled /= 1000;
            prefix++;
        }
        String scale = prefix == 0 ? "" : String.valueOf(PREFIXES.charAt(prefix));
        return String.format(Locale.ROOT, "%.3g %s%s/s", scaled, scale, unit);
    }

    /// `n=128 twin=vector`.
    String parameterText() {
        StringBuilder text = new StringBuilder();
        parameters.forEach((name, value) ->
                text.append(text.isEmpty() ? "" : " ").append(name).append('=').append(value));
        return text.toString();
    }

    /// `12.3 ± 0.4`.
    String timeText() {
        return Double.isNaN(error)
                ? String.format(Locale.ROOT, "%.4g", milliseconds)
                : String.format(Locale.ROOT, "%.4g ± %.2g", milliseconds, error);
    }
}
