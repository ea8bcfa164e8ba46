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

/// Opens samples, whatever they are: the one place that knows which sources there are.
public final class DataSets {

    private DataSets() {}

    /// Opens samples by what a user calls them.
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
        if (name.endsWith(".txt")) {
            return new DataSet(data, new DataSet.Content.Texts(lines(path)), null, Arena.ofShared());
        }
        return ArrayFile.open(path, selection);
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
            throw Refusal.of(data, "is no file; folders of images are not built yet");
        }
        if (Files.size(path) == 0) {
            throw Refusal.of(data, "is empty (0 bytes)");
        }
        return path;
    }
}
