package eigensweep.cli;

import eigensweep.linalg.Backends;
import eigensweep.linalg.Solve;
import picocli.CommandLine.Option;

/// Who computes, on how many threads.
final class BackendSettings {

    @Option(
            names = "--backend",
            paramLabel = "NAME",
            defaultValue = Backends.AUTO,
            description = "Who computes: auto, openblas, java, mkl (see eigensweep doctor). Default: ${DEFAULT-VALUE}.")
    private String backend = Backends.AUTO;

    @Option(names = "--threads", paramLabel = "N", description = "Default: one a processor.")
    private int threads = Runtime.getRuntime().availableProcessors();

    int threads() {
        return threads;
    }

    /// Opens the backend.
    ///
    /// @throws UsageException if it is not built yet or cannot compute in float64
    Backends.Choice choose() {
        if (backend.equals("cuda") || backend.equals("jcuda")) {
            throw UsageException.notBuilt("--backend " + backend);
        }
        if (threads < 1) {
            throw new UsageException(threads + " threads; at least 1 is expected");
        }
        Backends.Choice choice = Backends.open(backend);
        String refusal = choice.backend().refusal(Solve.DEFAULT.withThreads(threads));
        if (refusal != null) {
            throw new UsageException(refusal);
        }
        return choice;
    }
}
