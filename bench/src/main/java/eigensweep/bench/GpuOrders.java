package eigensweep.bench;

import eigensweep.bench.GpuWork.Timing;
import eigensweep.linalg.Method;
import eigensweep.linalg.Precision;
import eigensweep.linalg.Solve;
import eigensweep.tensor.Matrix;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.DoubleSupplier;
import java.util.function.ToDoubleFunction;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Eigenvalues per second by order, what the time goes into, and what PyTorch takes on the same GPU.
final class GpuOrders {

    private static final int[] ORDERS = {32, 64, 128, 256, 512, 1024, 2048, 4096, 8192, 16384};

    /// No batch is larger here.
    static final int MANY = 64;

    /// So many are timed one by one.
    private static final int SINGLE = 4;

    /// Work grows at most so much from an order to its double.
    private static final double GROWTH = 8;

    private GpuOrders() {}

    /// An order in a precision.
    ///
    /// @param batch of how many matrices at once
    /// @param left how many spectra were left to the CPU; then there are no figures
    /// @param svdvals what PyTorch's `linalg.svdvals` takes for one matrix, in seconds; null if it was not measured
    /// @param eigvalsh what its `linalg.eigvalsh` of the Gram product takes for one, likewise
    record Row(
            int n,
            Precision precision,
            int batch,
            int left,
            @Nullable Figures figures,
            @Nullable Double svdvals,
            @Nullable Double eigvalsh) {}

    /// In seconds.
    ///
    /// @param least of the batch, of some repetitions
    /// @param mean of the repetitions, of which the next three are parts, which may overlap
    /// @param oneByOne of one matrix where each has a call of its own; null where that is the only way
    record Figures(
            double least,
            double mean,
            double upload,
            double gram,
            double solve,
            @Nullable Double oneByOne) {}

    /// Times every order for which there is time.
    ///
    /// @param largest bounds the orders
    /// @param torch what PyTorch took, as [#torch] read it
    /// @param secondsLeft how long there is
    /// @param leftOut gets the names of those for which there was none
    /// @return whether all was the GPU's
    static boolean measure(
            GpuWork work,
            int largest,
            Map<String, Double> torch,
            GpuWeights weights,
            GpuResults results,
            DoubleSupplier secondsLeft,
            List<String> leftOut) {
        results.say(
                "\nUpload, Gram and solve: how much of the time the GPU's own events give to each; they may overlap."
                        + " One by one: the same with a call for each matrix, and from how many on a batch pays. PyTorch's"
                        + " weights are on the GPU already.\n\n"
                        + "| n | precision | batch | ms a matrix | eigenvalues/s | upload | Gram | solve | one by one, ms |"
                        + " pays from | torch svdvals | torch eigvalsh |\n|---|---|---|---|---|---|---|---|---|---|---|---|\n");
        List<Row> rows = new ArrayList<>();
        Map<Precision, Double> last = new EnumMap<>(Precision.class);
        boolean isWell = true;
        for (int n : ORDERS) {
            for (Precision precision : Precision.values()) {
                double before = secondsLeft.getAsDouble();
                if (n <= largest && GROWTH * last.getOrDefault(precision, 0.0) > before) {
                    leftOut.add("order " + n + " in " + precision);
                } else if (n <= largest) {
                    Row row = row(work, weights, n, precision, torch);
                    last.put(precision, before - secondsLeft.getAsDouble());
                    rows.add(row);
                    isWell &= row.left() == 0;
                    results.say(markdown(row)).put("orders", rows).save();
                }
            }
        }
        return isWell;
    }

    private static Row row(GpuWork work, GpuWeights weights, int n, Precision precision, Map<String, Double> torch) {
        Solve alone = new Solve(precision, Method.GRAM, 1);
        boolean isMany = work.backend().isBatched(n, alone);
        Solve solve = isMany ? alone.amongMany() : alone;
        int count = Math.min(MANY, Math.max(work.backend().batch(n, n, solve), n > 4096 ? 1 : SINGLE));
        List<Matrix> batch =
                IntStream.range(0, count).mapToObj(i -> weights.window(i, n, n)).toList();
        List<Timing> timings = timings(work, batch, solve, n <= 1024 ? 5 : 2);
        List<Timing> single = isMany ? timings(work, batch.subList(0, SINGLE), alone, 2) : List.of();
        int left = Stream.concat(timings.stream(), single.stream())
                .mapToInt(Timing::left)
                .sum();
        Figures figures = new Figures(
                least(timings),
                mean(timings, Timing::seconds),
                mean(timings, t -> t.spent().uploadSeconds()),
                mean(timings, t -> t.spent().gramSeconds()),
                mean(timings, t -> t.spent().solveSeconds()),
                isMany ? least(single) / SINGLE : null);
        return new Row(
                n,
                precision,
                count,
                left,
                left == 0 ? figures : null,
                torch.get("svdvals " + n + " " + precision),
                torch.get("eigvalsh " + n + " " + precision));
    }

    /// After one that does not count; what it leaves to the CPU the others do, too.
    private static List<Timing> timings(GpuWork work, List<Matrix> batch, Solve solve, int repetitions) {
        List<Timing> timings = new ArrayList<>();
        for (int r = 0; r <= repetitions; r++) {
            Timing once = work.time(batch, solve);
            if (r > 0) {
                timings.add(once);
            }
        }
        return timings;
    }

    private static double least(List<Timing> timings) {
        return timings.stream().mapToDouble(Timing::seconds).min().orElseThrow();
    }

    private static double mean(List<Timing> timings, ToDoubleFunction<Timing> part) {
        return timings.stream().mapToDouble(part).average().orElseThrow();
    }

    private static String markdown(Row row) {
        Figures figures = row.figures();
        if (figures == null) {
            return String.format(
                    Locale.ROOT,
                    "| %d | %s | %d | LEFT TO THE CPU: %d spectra | | | | | | | | |%n",
                    row.n(),
                    row.precision(),
                    row.batch(),
                    row.left());
        }
        double one = figures.least() / row.batch();
        Double single = figures.oneByOne();
        return String.format(
                Locale.ROOT,
                "| %d | %s | %d | %.3f | %.0f | %.0f %% | %.0f %% | %.0f %% | %s | %s | %s |%n",
                row.n(),
                row.precision(),
                row.batch(),
                1e3 * one,
                row.n() / one,
                100 * figures.upload() / figures.mean(),
                100 * figures.gram() / figures.mean(),
                100 * figures.solve() / figures.mean(),
                single == null
                        ? " |"
                        : String.format(Locale.ROOT, "%.3f | %.0f", 1e3 * single, Math.ceil(figures.least() / single)),
                times(row.svdvals(), one),
                times(row.eigvalsh(), one));
    }

    /// How many times our time PyTorch's is; both are of one matrix.
    private static String times(@Nullable Double peer, double ours) {
        return peer == null ? "" : String.format(Locale.ROOT, "%.1f x", peer / ours);
    }

    /// What `gpu_torch.py` measured: lines of `what,n,precision,seconds a matrix`. The last one may be torn.
    ///
    /// @param file which may be absent: then nothing was measured
    static Map<String, Double> torch(Path file) throws IOException {
        Map<String, Double> seconds = new TreeMap<>();
        if (Files.isReadable(file)) {
            String text = Files.readString(file);
            String whole = text.substring(0, text.lastIndexOf('\n') + 1);
            for (String line : whole.lines().toList()) {
                List<String> fields = Pattern.compile(",").splitAsStream(line).toList();
                seconds.put(String.join(" ", fields.subList(0, 3)), Double.parseDouble(fields.get(3)));
            }
        }
        return seconds;
    }
}
