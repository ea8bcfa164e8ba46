package eigensweep.data;

import eigensweep.checkpoint.file.CheckpointException;
import eigensweep.diversity.DiversityException;
import eigensweep.diversity.Vectors;
import eigensweep.table.DelimitedText;
import eigensweep.table.Table;
import eigensweep.table.TableException;
import eigensweep.table.TableRows;
import eigensweep.table.Utf8;
import eigensweep.tensor.Matrix;
import java.io.IOException;
import java.lang.foreign.Arena;
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
    /// @throws TableException likewise
    /// @throws CheckpointException if a file of arrays is broken
    public static DataSet open(String data, Selection selection) throws IOException {
        Path path = existing(data);
        if (isParquet(path)) {
            return ParquetTable.vectors(path, selection);
        }
        if (isText(path)) {
            try (TableRows rows = rows(path)) {
                return VectorTable.read(rows, selection);
            }
        }
        if (selection.choosesColumns()) {
            throw new UnknownColumnException(
                    data,
                    "has no columns to choose from; --columns and --drop are of tables (.csv, .tsv, .jsonl, .parquet)");
        }
        return ArrayFile.open(path, selection);
    }

    /// Whether a file is called like a table, or like a text and holds a table of numbers, as NumPy's
    /// savetxt writes it.
    public static boolean isTable(Path path) {
        return isText(path) || isParquet(path);
    }

    /// Reads a table into memory.
    ///
    /// @throws TableException if it is none
    public static Table table(Path path) throws IOException {
        if (isParquet(path)) {
            return ParquetTable.table(existing(path.toString()));
        }
        try (TableRows rows = rows(path)) {
            return Table.of(rows);
        }
    }

    /// Which columns of a table are its data.
    ///
    /// @throws UnknownColumnException if a column that is named is not there
    public static ColumnChoice choose(Table table, Selection selection) throws IOException {
        return choose(table, kinds(table), selection, "labels");
    }

    /// The numbers of a table.
    ///
    /// @param role of the column that [Selection#labels] names, for people
    /// @throws TableException if a cell of a column that is taken holds anything else
    /// @throws UnknownColumnException if a column that is named is not there
    public static TableNumbers numbers(Table table, Selection selection, String role) throws IOException {
        List<ColumnKind> kinds = kinds(table);
        return TableNumbers.of(table, kinds, choose(table, kinds, selection, role));
    }

    private static ColumnChoice choose(Table table, List<ColumnKind> kinds, Selection selection, String role) {
        return ColumnChoice.of(table.file().toString(), VectorTable.columns(table.columns(), kinds), selection, role)
                .with(table.remarks());
    }

    private static List<ColumnKind> kinds(Table table) throws IOException {
        return isParquet(table.file())
                ? ParquetTable.kinds(table.file())
                : ColumnKind.of(table.columns().size(), table.decimal(), table.rows());
    }

    private static TableRows rows(Path path) throws IOException {
        return isJsonLines(path) ? JsonLines.open(path) : DelimitedText.open(path);
    }

    private static boolean isText(Path path) {
        return isNamed(path, ".csv")
                || isNamed(path, ".tsv")
                || isJsonLines(path)
                || (isLines(path) && holdsNumbers(path));
    }

    /// Whether a file is called like one of arrays.
    public static boolean isOfArrays(Path path) {
        return isNamed(path, ".npy") || isNamed(path, ".npz") || isNamed(path, ".safetensors");
    }

    /// Whether a file is called like one of a text a line.
    public static boolean isLines(Path path) {
        return isNamed(path, ".txt");
    }

    /// Whether at least half of the cells of every row are numbers.
    private static boolean holdsNumbers(Path path) {
        try (DelimitedText rows = DelimitedText.open(path)) {
            return !rows.head().isEmpty()
                    && rows.head().stream().allMatch(row -> {
                        long numbers = row.cells().stream()
                                .filter(cell -> rows.decimal().parse(cell) != null)
                                .count();
                        return numbers > 0 && 2 * numbers >= row.cells().size();
                    });
        } catch (IOException e) {
            return false;
        }
    }

    /// Whether a file is called like one of a JSON object a line.
    public static boolean isJsonLines(Path path) {
        return isNamed(path, ".jsonl") || isNamed(path, ".ndjson") || isNamed(path, ".json");
    }

    static boolean isParquet(Path path) {
        return isNamed(path, ".parquet");
    }

    private static boolean isNamed(Path path, String ending) {
        return path.toString().toLowerCase(Locale.ROOT).endsWith(ending);
    }

    /// Texts that are compared as texts.
    public static DataSet texts(String name, TextDataset texts) {
        return new DataSet(name, new DataSet.Content.Texts(texts.texts()), null, texts.taken(), Arena.ofShared());
    }

    /// Vectors that were made of texts or images.
    ///
    /// @param file a `.npy`, a row a sample
    /// @param kept the rows that are samples, ascending, or null: all
    /// @param labels one a sample, or null
    /// @param taken what the samples are of their source
    public static DataSet vectors(
            String name, Path file, int @Nullable [] kept, @Nullable List<String> labels, Taken taken)
            throws IOException {
        DataSet rows = ArrayFile.open(file, Selection.WHOLE);
        Matrix matrix = ((DataSet.Content.Rows) rows.content()).vectors().matrix();
        return new DataSet(
                name, new DataSet.Content.Rows(new Vectors(name, matrix, kept)), labels, taken, rows.arena());
    }

    /// The lines of a file of labels, weights or indices, or the numbers of an array in it.
    ///
    /// @throws DiversityException if there are none
    public static List<String> list(Path path) throws IOException {
        if (isOfArrays(existing(path.toString()))) {
            return ArrayFile.list(path);
        }
        List<String> lines = Utf8.read(path).lines().map(String::strip).toList();
        if (lines.isEmpty()) {
            throw Refusal.of(path.toString(), "is empty: it has no line");
        }
        return lines;
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

    /// A file that is there and not empty.
    ///
    /// @throws DiversityException if it is not
    public static Path existing(String data) throws IOException {
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
