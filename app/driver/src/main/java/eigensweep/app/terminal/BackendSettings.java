package eigensweep.app.terminal;

import eigensweep.linalg.Backends;
import eigensweep.linalg.Solve;
import java.util.function.Consumer;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// Who computes, on how many threads.
public final class BackendSettings {

    @Option(
            names = "--backend",
            paramLabel = "BACKEND",
            defaultValue = Backends.AUTO,
            completionCandidates = Values.OfBackends.class,
            description = "Who computes: auto, cuda, jcuda, openblas, java, mkl (see eigensweep doctor). Default:"
                    + " ${DEFAULT-VALUE}.")
    private String backend = Backends.AUTO;

    @Option(names = "--threads", paramLabel = "N", description = "Default: one a processor.")
    private int threads = Runtime.getRuntime().availableProcessors();

    @Mixin
    private final DeviceSettings devices = new DeviceSettings();

    /// Whether the user asked for this very backend.
    public boolean isNamed() {
        return !backend.equals(Backends.AUTO);
    }

    /// @throws UsageException if there are none, or more than any machine has processors
    public int threads() {
        UsageException.when(
                threads < 1 || threads > Solve.MOST_THREADS,
                "--threads " + threads + ": from 1 to " + Solve.MOST_THREADS + " are possible");
        return threads;
    }

    /// Opens the backend to compute in float64.
    ///
    /// @param say told of what a device could not do
    /// @throws UsageException if it cannot
    public Backends.Choice choose(Consumer<String> say) {
        return choose(Solve.DEFAULT.withThreads(threads()), say);
    }

    /// Opens the backend and makes sure that it can do what is asked.
    ///
    /// @param say told of what a device could not do
    /// @throws UsageException if it cannot
    public Backends.Choice choose(Solve solve, Consumer<String> say) {
        Backends.Choice choice = devices.open(backend, say);
        String refusal = choice.backend().refusal(solve);
        if (refusal != null) {
            choice.close();
            throw new UsageException(refusal);
        }
        return choice;
    }
}
