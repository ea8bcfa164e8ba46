package eigensweep.data;

import eigensweep.checkpoint.CheckpointException;
import eigensweep.diversity.DiversityException;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Opens vectors: the one place that knows which tables and files of arrays there are.
public final class DataSets {

    private DataSets() {}

    /// Opens a table or a file of arrays.
    ///
    /// @throws DiversityException if there are none, or what is there cannot be used
    /// @throws CheckpointException if a file of arrays is broken
    public static DataSet open(String data, Selection selection) throws IOException {
        Path path = existing(data);
        String name = data.toLowerCase(Locale.ROOT);
        if (name.endsWith(".csv") || name.endsWith(".tsv")) {
            return CsvTable.open(path, selection);
        }
        if (name.endsWith(".parquet")) {
            return ParquetTable.open(path, selection);
        }
        return ArrayFile.open(path, selection);
    }

    /// Texts that are compared as texts.
    public static DataSet texts(String name, List<String> texts) {
        return new DataSet(name, new DataSet.Content.Texts(texts), null, Arena.ofShared());
    }

    /// Vectors that were made of samples.
    ///
    /// @param file a `.npy`, a row a sample
    /// @param labels one a sample, or null
    public static DataSet vectors(String name, Path file, @Nullable List<String> labels) throws IOException {
        DataSet rows = ArrayFile.open(file, Selection.WHOLE);
        return new DataSet(name, rows.content(), labels, rows.arena());
    }

    /// The lines of a file of labels, weights or indices, or the numbers of an array in it.
    ///
    /// @throws DiversityException if there are none
    public static List<String> list(Path path) throws IOException {
        existing(path.toString());
        String name = path.toString().toLowerCase(Locale.ROOT);
        if (name.endsWith(".npy") || name.endsWith(".npz") || name.endsWith(".safetensors")) {
            return ArrayFile.list(path);
        }
        return lines(path).stream().map(String::strip).toList();
    }

    /// The same as numbers.
    public static double[] numbers(Path path) throws IOException {
        List<String> lines = list(path);
        double[] numbers = new double[lines.size()];
        for (int i = 0; i < numbers.length; i++) {
            try {
                numbers[i] = Double.parseDouble(lines.get(i));
            } catch (NumberFormatException e) {
                throw new DiversityException(
                        path.toString(), "line " + (i + 1) + " is '" + lines.get(i) + "', which is no number");
            }
        }
        return numbers;
    }

    private static List<String> lines(Path path) throws IOException {
        try {
            List<String> lines = Files.readAllLines(path);
            if (lines.isEmpty()) {
                throw Refusal.of(path.toString(), "is empty: it has no line");
            }
            return lines;
        } catch (CharacterCodingException e) {
            throw Refusal.of(path.toString(), "holds text that is not valid UTF-8");
        }
    }

    private static Path existing(String data) throws IOException {
        Path path = Path.of(data);
        if (!Files.exists(path)) {
            throw Refusal.of(data, "no such file");
        }
        if (!Files.isRegularFile(path)) {
            throw Refusal.of(data, "is no file");
        }
        if (Files.size(path) == 0) {
            throw Refusal.of(data, "is empty (0 bytes)");
        }
        return path;
    }
}
