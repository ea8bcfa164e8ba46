package eigensweep.bench;

import eigensweep.linalg.Backends;
import eigensweep.linalg.Precision;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// What `scripts/gpu-check` measures on a machine with a GPU: does it give the CPU's numbers, and how fast.
///
/// `GpuCheck BACKEND FOLDER TORCH.csv LARGEST LAYERS SECONDS` writes `gpu-check.json` and `gpu-check.md` to the
/// folder, anew after every row. LARGEST bounds the orders that are compared and timed (0: all are compared, none is
/// timed), LAYERS is how many layers the 7B-shaped model has at most (32; 0 for no model). TORCH.csv, which may be
/// absent, is what `gpu_torch.py` measured. What would not end within SECONDS is not begun.
///
/// Ends with 0 if all is well, whatever was left out for want of time; 1 if numbers differ too much, if the GPU left
/// anything to the CPU, or does nothing.
public final class GpuCheck {

    /// What a sweep of the model may take of the time that is left when it begins.
    private static final double SHARE = 0.4;

    private final GpuWork work;
    private final GpuResults results;
    private final long deadline;
    private final List<String> faults = new ArrayList<>();
    private final List<String> leftOut = new ArrayList<>();

    private GpuCheck(GpuWork work, GpuResults results, double seconds) {
        this.work = work;
        this.results = results;
        this.deadline = System.nanoTime() + (long) (seconds * 1e9);
    }

    /// Measures and writes.
    public static void main(String[] arguments) throws IOException {
        Path folder = Files.createDirectories(Path.of(arguments[1]));
        Map<String, Double> torch = GpuOrders.torch(Path.of(arguments[2]));
        GpuWork work = GpuWork.open(arguments[0]);
        GpuCheck check = new GpuCheck(work, new GpuResults(folder, System.out), Double.parseDouble(arguments[5]));
        boolean isToItsEnd = false;
        try (Arena arena = Arena.ofShared()) {
            check.measure(GpuWeights.in(arena), Integer.parseInt(arguments[3]), Integer.parseInt(arguments[4]), torch);
            isToItsEnd = true;
        } catch (GpuWork.IdleException e) {
            check.faults.add(String.valueOf(e.getMessage()));
        }
        check.finish(isToItsEnd);
        work.backend().close();
        check.faults.forEach(fault -> System.err.println("gpu-check: " + fault));
        System.exit(check.faults.isEmpty() ? 0 : 1);
    }

    private void measure(GpuWeights weights, int largest, int layers, Map<String, Double> torch) {
        heading();
        GpuAccuracy.measure(work, largest == 0 ? Integer.MAX_VALUE : largest, weights, this::isLate, leftOut)
                .forEach(this::accuracy);
        if (layers > 0) {
            model(weights, layers);
        }
        if (largest > 0 && !GpuOrders.measure(work, largest, torch, weights, results, this::secondsLeft, leftOut)) {
            faults.add("some orders have no figure");
        }
    }

    private double secondsLeft() {
        return (deadline - System.nanoTime()) / 1e9;
    }

    private boolean isLate() {
        return secondsLeft() <= 0;
    }

    private void heading() {
        String commit = System.getProperty("eigensweep.commit", "unknown");
        String driver = System.getProperty("eigensweep.driver", "unknown");
        String when = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
        int processors = Runtime.getRuntime().availableProcessors();
        results.say("### " + work.backend().description() + ", backend "
                + work.backend().name() + "\n\n" + when + ", commit " + commit + ", driver " + driver + ", "
                + processors + " processors\n\n");
        results.put("backend", work.backend().name())
                .put("machine", work.backend().description())
                .put("processors", processors)
                .put("time", when)
                .put("commit", commit)
                .put("driver", driver)
                .save();
    }

    private void accuracy(GpuAccuracy accuracy) {
        results.say(accuracy.markdown())
                .put("compare" + accuracy.precision(), accuracy)
                .save();
        if (!accuracy.isWell()) {
            faults.add(accuracy.precision() + ": the numbers differ too much, or are the CPU's");
        }
    }

    private void model(GpuWeights weights, int layers) {
        if (isLate()) {
            leftOut.add("the model");
            return;
        }
        double cpu = GpuSweep.layerOnCpu(Backends.open("openblas").backend(), weights);
        results.say(String.format(
                        Locale.ROOT,
                        "A layer of a 7B-shaped model (bfloat16) on two threads of this machine's CPU (openblas, F64):"
                                + " %.1f s%n",
                        cpu))
                .put("cpu_seconds_a_layer", cpu)
                .save();
        for (Precision precision : Precision.values()) {
            if (isLate()) {
                leftOut.add("the model in " + precision);
                continue;
            }
            GpuSweep sweep = GpuSweep.measure(work, precision, layers, SHARE * secondsLeft(), weights);
            results.say(sweep.markdown(cpu)).put("model" + precision, sweep).save();
            if (sweep.timing().left() > 0) {
                faults.add(precision + ": the GPU left matrices of the model to the CPU");
            }
            if (sweep.layers() < layers) {
                leftOut.add(layers - sweep.layers() + " of the model's layers in " + precision);
            }
        }
    }

    private void finish(boolean isToItsEnd) {
        if (!leftOut.isEmpty()) {
            results.say("\nLeft out for want of time: " + String.join(", ", leftOut) + ".\n");
        }
        work.said().stream().distinct().forEach(line -> results.say("\nSaid: " + line + "\n"));
        faults.forEach(fault -> results.say("\nFAILED: " + fault + "\n"));
        results.put("left_out", leftOut).put("said", List.copyOf(work.said())).put("faults", faults);
        results.finish(isToItsEnd && leftOut.isEmpty());
    }
}
