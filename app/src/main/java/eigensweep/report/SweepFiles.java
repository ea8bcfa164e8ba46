package eigensweep.report;

import eigensweep.files.WholeFile;
import eigensweep.sweep.Row;
import eigensweep.sweep.Tables;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import tools.jackson.core.JsonGenerator;

/// The files a sweep leaves in its folder.
public final class SweepFiles {

    /// One row a layer.
    public static final String LAYERS = "layers.csv";

    /// Where the rows come from: version, options, models, machine.
    public static final String RUN = "run.json";

    private SweepFiles() {}

    /// Writes the files, each whole or not at all.
    public static void write(Path folder, List<Row> rows, RunRecord record) throws IOException {
        String csv = Tables.csv(Row.class, rows);
        WholeFile.write(folder.resolve(LAYERS), writer -> writer.write(csv));
        WholeFile.write(folder.resolve(RUN), writer -> {
            try (JsonGenerator json = Tables.json(writer)) {
                record.write(json);
            }
            writer.write('\n');
        });
    }
}
