package eigensweep.app.sweep;

import static java.lang.foreign.ValueLayout.JAVA_DOUBLE_UNALIGNED;

import eigensweep.app.sweep.SweepReport.FigureFiles;
import eigensweep.checkpoint.safetensors.SafetensorsWriter;
import eigensweep.checkpoint.safetensors.SafetensorsWriter.Entry;
import eigensweep.data.ParquetFile;
import eigensweep.figure.FigureFormat;
import eigensweep.files.FileHash;
import eigensweep.files.WholeFile;
import eigensweep.page.ResultFiles;
import eigensweep.sweep.Plan;
import eigensweep.sweep.Plan.Task;
import eigensweep.sweep.ResumableSweep;
import eigensweep.sweep.Row;
import eigensweep.table.Tables;
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
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// The files a sweep leaves in its folder.
///
/// @param folder where they go
/// @param rows those of the plan's layers, in its order, and behind them others
/// @param record where the rows come from
/// @param plan what was swept
/// @param sweep where the spectra are
/// @param figures the forms of the figures
public record SweepFiles(
        Path folder, List<Row> rows, RunRecord record, Plan plan, ResumableSweep sweep, Set<FigureFormat> figures) {

    /// All that every sweep leaves.
    public static final List<String> NAMES =
            List.of(ResultFiles.LAYERS, ResultFiles.SPECTRA, ResultFiles.RUN, ResultFiles.REPORT);

    /// All that a sweep leaves.
    public static final List<String> WITH_PARQUET =
            Stream.concat(Stream.of(ResultFiles.PARQUET), NAMES.stream()).toList();

    private static final ValueLayout.OfDouble F64 = JAVA_DOUBLE_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    /// The first file of such a name in a folder.
    public static Optional<String> found(Path folder) {
        return WITH_PARQUET.stream()
                .filter(name -> Files.exists(folder.resolve(name)))
                .findFirst();
    }

    /// Removes the files of an earlier sweep, so that they are not mistaken for those of one that is under
    /// way.
    public static void remove(Path folder) throws IOException {
        WrittenTables.forget(folder);
        for (String name : WITH_PARQUET) {
            Files.deleteIfExists(folder.resolve(name));
        }
    }

    /// Whether the files are there already, made of the same and whole.
    ///
    /// @param names of those that have to be
    public boolean areWhole(List<String> names) throws IOException {
        return WrittenTables.areWhole(folder, source(), names);
    }

    /// Writes the files, each whole or not at all.
    ///
    /// @param names which of them
    public void write(List<String> names) throws IOException {
        // Those of an earlier sweep of other layers.
        WrittenTables.forget(folder);
        Files.deleteIfExists(folder.resolve(ResultFiles.PARQUET));
        String csv = Tables.csv(Row.class, rows);
        WholeFile.write(folder.resolve(ResultFiles.LAYERS), writer -> writer.write(csv));
        SafetensorsWriter.write(folder.resolve(ResultFiles.SPECTRA), spectra());
        WholeFile.write(folder.resolve(ResultFiles.RUN), writer -> writer.write(record.text()));
        SweepReport.write(folder, record, layers(), FigureFiles.OVERVIEW, figures);
        if (names.contains(ResultFiles.PARQUET)) {
            ParquetFile.write(folder.resolve(ResultFiles.LAYERS), folder.resolve(ResultFiles.PARQUET), Row.class);
        }
        WrittenTables.note(folder, source(), names);
    }

    /// A hash of all that the files are made from: where they come from, what is kept of each layer, and of the others
    /// why nothing is.
    private String source() {
        StringBuilder text = new StringBuilder(record.origin());
        figures.stream().sorted().forEach(text::append);
        List<Task> tasks = tasks();
        for (int i = 0; i < rows.size(); i++) {
            Row row = rows.get(i);
            text.append(row.model()).append('\n').append(row.title()).append('\n');
            Optional<String> kept =
                    i < tasks.size() && row.metrics() != null ? sweep.checksum(tasks.get(i)) : Optional.empty();
            text.append(kept.orElse(row.reason())).append('\n');
        }
        return FileHash.sha256(text.toString());
    }

    /// The layers that have a row, in the order of the rows.
    private List<Task> tasks() {
        return plan.all().stream().filter(task -> task.layer().isRow()).toList();
    }

    private List<ReportLayer> layers() {
        List<Task> tasks = tasks();
        return IntStream.range(0, rows.size())
                .mapToObj(i -> i < tasks.size()
                        ? new ReportLayer(rows.get(i), () -> sweep.eigenvalues(tasks.get(i)))
                        : ReportLayer.of(rows.get(i), null))
                .toList();
    }

    private List<Entry> spectra() {
        boolean severalModels = record.models().size() > 1;
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
