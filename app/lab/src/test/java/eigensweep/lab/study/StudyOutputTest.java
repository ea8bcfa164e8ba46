package eigensweep.lab.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import eigensweep.app.terminal.Talk;
import eigensweep.app.terminal.Terminal;
import eigensweep.figure.FigureFormat;
import eigensweep.findings.StudyResults;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StudyOutputTest {

    /// What writes it is not ours, and may not be had.
    @Test
    void allElseIsThereIfParquetCannotBeWritten(@TempDir Path folder) throws IOException {
        StudyResults results = SampleStudies.small(folder);
        Files.createDirectories(folder.resolve("tables/trials.parquet/in-the-way"));
        assertThatIOException()
                .isThrownBy(() -> StudyOutput.write(results, Set.of(FigureFormat.SVG), Terminal.system(), new Talk()));
        assertThat(folder.resolve("tables"))
                .isDirectoryContaining("glob:**/trials.csv")
                .isDirectoryContaining("glob:**/hessian.csv");
        assertThat(folder.resolve("report.html")).exists();
    }
}
