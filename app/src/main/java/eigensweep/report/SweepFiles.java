package eigensweep.report;

import static java.lang.foreign.ValueLayout.JAVA_DOUBLE_UNALIGNED;

import eigensweep.checkpoint.SafetensorsWriter;
import eigensweep.checkpoint.SafetensorsWriter.Entry;
import eigensweep.files.WholeFile;
import eigensweep.report.SweepReport.FigureFiles;
import eigensweep.report.figure.FigureFormat;
import eigensweep.sweep.Plan;
import eigensweep.sweep.Plan.Task;
import eigensweep.sweep.ResumableSweep;
import eigensweep.sweep.Row;
import eigensweep.sweep.Tables;
import eigensweep.tensor.DType;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// The files a sweep leaves in its folder.
public final class SweepFiles {

    /// One row a layer.
    public static final String LAYERS = "layers.csv";

    /// Where the rows come from: version, options, models, machine.
    public static final String RUN = "run.json";

    /// The eigenvalues, one tensor a layer.
    public static final String SPECTRA = "spectra.safetensors";

    /// The table again, for those who ask for it.
    public static final String PARQUET = "layers.parquet";

    /// All that every sweep leaves.
    public static final List<String> NAMES = List.of(LAYERS, SPECTRA, RUN, SweepReport.PAGE);

    private static final ValueLayout.OfDouble F64 = JAVA_DOUBLE_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private SweepFiles() {}

    /// Removes the files of an earlier sweep, so that they are not mistaken for those of one that is under way.
    public static void remove(Path folder) throws IOException {
        for (String name : NAMES) {
            Files.deleteIfExists(folder.resolve(name));
        }
        Files.deleteIfExists(folder.resolve(PARQUET));
    }

    /// Writes the files, each whole or not at all.
    ///
    /// @param plan what was swept
    /// @param sweep where the spectra are
    /// @param formats of the figures
    public static void write(
            Path folder, List<Row> rows, RunRecord record, Plan plan, ResumableSweep sweep, Set<FigureFormat> formats)
            throws IOException {
        // That of an earlier sweep of other layers, if this one is not asked for it.
        Files.deleteIfExists(folder.resolve(PARQUET));
        String csv = Tables.csv(Row.class, rows);
        WholeFile.write(folder.resolve(LAYERS), writer -> writer.write(csv));
        SafetensorsWriter.write(folder.resolve(SPECTRA), spectra(record.models().size() > 1, plan, sweep));
        WholeFile.write(folder.resolve(RUN), writer -> writer.write(record.text()));
        SweepReport.write(folder, record, layers(rows, plan, sweep), FigureFiles.OVERVIEW, formats);
    }

    /// Rows with their spectra; the rows are those of the plan's layers, in its order.
    private static List<ReportLayer> layers(List<Row> rows, Plan plan, ResumableSweep sweep) {
        List<Task> tasks =
                plan.all().stream().filter(task -> task.layer().isRow()).toList();
        List<ReportLayer> layers = new ArrayList<>();
        for (int i = 0; i < rows.size(); i++) {
            Task task = tasks.get(i);
            layers.add(new ReportLayer(rows.get(i), () -> sweep.eigenvalues(task)));
        }
        return layers;
    }

    /// Writes the table as Parquet beside the CSV, which must be there.
    public static void writeParquet(Path folder) throws IOException {
        ParquetFile.write(folder.resolve(LAYERS), folder.resolve(PARQUET), Row.class);
    }

    private static List<Entry> spectra(boolean severalModels, Plan plan, ResumableSweep sweep) {
        List<Entry> entries = new ArrayList<>();
        Set<String> taken = new HashSet<>(Set.of("__metadata__"));
        for (Task task : plan.all()) {
            if (task.layer().isSwept()) {
                String title =
                        (severalModels ? task.model() + "/" : "") + task.layer().title();
                sweep.count(task)
                        .ifPresent(count -> entries.add(new Entry(
                                taken.add(title) ? title : title + "#" + entries.size(),
                                DType.F64,
                                new long[] {count},
                                into -> fill(into, sweep.eigenvalues(task).orElseThrow()))));
            }
        }
        return entries;
    }

    private static void fill(MemorySegment into, double[] eigenvalues) {
        MemorySegment.copy(eigenvalues, 0, into, F64, 0, eigenvalues.length);
    }
}
