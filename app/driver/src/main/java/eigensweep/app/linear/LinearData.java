package eigensweep.app.linear;

import eigensweep.app.terminal.ColumnSettings;
import eigensweep.app.terminal.UsageException;
import eigensweep.checkpoint.Checkpoints;
import eigensweep.checkpoint.file.Checkpoint;
import eigensweep.data.ArrayFile;
import eigensweep.data.ColumnChoice;
import eigensweep.data.DataSets;
import eigensweep.data.Selection;
import eigensweep.data.TableNumbers;
import eigensweep.files.Suggestion;
import eigensweep.linear.DesignMatrix;
import eigensweep.table.Table;
import eigensweep.table.TableException;
import eigensweep.tensor.Matrix;
import eigensweep.tensor.Tensor;
import eigensweep.tensor.Widen;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// A data matrix and its target.
///
/// @param name for people
/// @param x the data
/// @param y the target, a number a row
/// @param columns which columns of a table the data are, or null if they are of none
record LinearData(
        String name, DesignMatrix x, double[] y, @Nullable ColumnChoice columns) {

    /// More features than this take minutes and say nothing that fewer do not.
    static final int MOST_FEATURES = 2048;

    private static final double SMALLEST_LENGTH = 0.5;
    private static final double LARGEST_LENGTH = 2;
    private static final double TARGET_NOISE = 0.5;

    /// Normal features of lengths that rise from 0.5 to 2, and a target that is linear in them but for
    /// noise of deviation 0.5.
    static LinearData synthetic(int n, int d, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        double[] values = new double[n * d];
        double[] w = new double[d];
        for (int j = 0; j < d; j++) {
            w[j] = random.nextGaussian() / Math.sqrt(d);
        }
        double[] y = new double[n];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < d; j++) {
                double length = SMALLEST_LENGTH + (LARGEST_LENGTH - SMALLEST_LENGTH) * j / Math.max(1, d - 1);
                values[i * d + j] = length * random.nextGaussian();
                y[i] += values[i * d + j] * w[j];
            }
            y[i] += TARGET_NOISE * random.nextGaussian();
        }
        return new LinearData("synthetic " + n + " x " + d, new DesignMatrix(values, n, d), y, null);
    }

    /// Reads a file.
    ///
    /// @param target a column's name (of a table) or number, a tensor of the file, or a second file
    /// @param columns which columns of a table are taken
    static LinearData read(Path file, String target, ColumnSettings columns) throws IOException {
        UsageException.when(
                !DataSets.isTable(file) && columns.isGiven(),
                "--columns and --drop choose columns of a table; " + file + " is none");
        LinearData data = DataSets.isTable(file) ? table(file, target, columns) : tensors(file, target);
        UsageException.when(
                data.x().columns() > MOST_FEATURES,
                file + " has " + data.x().columns() + " features; linear takes up to " + MOST_FEATURES);
        return data;
    }

    private static LinearData table(Path file, String target, ColumnSettings columns) throws IOException {
        Table table = DataSets.table(file);
        boolean isColumn = table.columns().contains(target);
        UsageException.when(
                !isColumn && !Files.isRegularFile(Path.of(target)),
                file + " has no column " + target + ", and there is no such file; it has "
                        + String.join(", ", table.columns()) + Suggestion.after(target, table.columns()));
        // What is fitted is no feature, also where it is named among the columns.
        List<String> features =
                columns.columns().stream().filter(name -> !name.equals(target)).toList();
        UsageException.when(
                features.isEmpty() && !columns.columns().isEmpty(),
                "--columns names the target alone; name the features");
        TableNumbers x = DataSets.numbers(
                table, new Selection(null, features, columns.drop(), isColumn ? target : null, true), "the target");
        double[] y = isColumn
                ? DataSets.numbers(table, Selection.columns(List.of(target), List.of()), "")
                        .values()
                : numbers(Path.of(target));
        LinearData data = with(file, new DesignMatrix(x.values(), x.rows(), x.columns()), y);
        return new LinearData(data.name(), data.x(), data.y(), x.choice());
    }

    private static LinearData tensors(Path file, String target) throws IOException {
        try (Checkpoint checkpoint = Checkpoints.open(file)) {
            List<Tensor> matrices = checkpoint.tensors().stream()
                    .filter(tensor -> tensor.rank() == 2 && !tensor.name().equals(target))
                    .toList();
            if (matrices.size() != 1) {
                throw new TableException(
                        file,
                        "one matrix is expected beside the target; it holds "
                                + (matrices.isEmpty()
                                        ? "none"
                                        : matrices.stream().map(Tensor::name).collect(Collectors.joining(", "))));
            }
            DesignMatrix x = dense(checkpoint, matrices.getFirst());
            for (Tensor tensor : checkpoint.tensors()) {
                if (tensor.name().equals(target)) {
                    return with(file, x, dense(checkpoint, tensor).values());
                }
            }
            if (target.matches("\\d{1,9}")) {
                return column(file, x, Integer.parseInt(target));
            }
            return with(file, x, numbers(Path.of(target)));
        }
    }

    /// The matrix without a column, and that column.
    private static LinearData column(Path file, DesignMatrix all, int number) {
        UsageException.when(
                number < 1 || number > all.columns() || all.columns() < 2,
                file + " has columns 1 to " + all.columns() + "; --target " + number
                        + " must be one of them and leave another");
        int d = all.columns() - 1;
        double[] x = new double[all.rows() * d];
        double[] y = new double[all.rows()];
        for (int i = 0; i < all.rows(); i++) {
            int row = i * all.columns();
            y[i] = all.values()[row + number - 1];
            System.arraycopy(all.values(), row, x, i * d, number - 1);
            System.arraycopy(all.values(), row + number, x, i * d + number - 1, d - number + 1);
        }
        return with(file, new DesignMatrix(x, all.rows(), d), y);
    }

    /// The numbers of a file that holds one row or column of them.
    private static double[] numbers(Path file) throws IOException {
        UsageException.when(!Files.isRegularFile(file), "--target " + file + " is neither a column nor a file");
        if (DataSets.isTable(file)) {
            Table table = DataSets.table(file);
            TableNumbers numbers = DataSets.numbers(table, onlyColumn(table), "");
            if (numbers.rows() > 1 && numbers.columns() > 1) {
                throw new TableException(
                        file,
                        "holds " + numbers.columns() + " columns of numbers ("
                                + String.join(", ", numbers.choice().taken()) + "); a target is one");
            }
            return numbers.values();
        }
        try (Checkpoint checkpoint = Checkpoints.open(file)) {
            if (checkpoint.tensors().size() != 1) {
                throw new TableException(file, "holds " + checkpoint.tensors().size() + " tensors; a target is one");
            }
            return dense(checkpoint, checkpoint.tensors().getFirst()).values();
        }
    }

    /// The data of a table; where it has none, what a target may be called.
    private static Selection onlyColumn(Table table) throws IOException {
        ColumnChoice choice = DataSets.choose(table, Selection.WHOLE);
        return choice.taken().isEmpty() ? Selection.columns(choice.targets(), List.of()) : Selection.WHOLE;
    }

    private static DesignMatrix dense(Checkpoint checkpoint, Tensor tensor) throws IOException {
        Path file = checkpoint.path();
        Matrix matrix = ArrayFile.matrix(file, tensor, 1, checkpoint.arena());
        int columns = matrix.columns();
        if ((long) matrix.rows() * columns > Integer.MAX_VALUE / 8) {
            throw new TableException(file, tensor.name() + " is " + tensor.shapeText() + "; too large");
        }
        double[] values = new double[matrix.rows() * columns];
        MemorySegment into = MemorySegment.ofArray(values);
        for (int i = 0; i < matrix.rows(); i++) {
            Widen.toF64(matrix, i, 0, columns, into, (long) i * columns);
        }
        for (int i = 0; i < values.length; i++) {
            if (!Double.isFinite(values[i])) {
                throw new TableException(
                        file,
                        tensor.name() + " holds " + values[i] + " at row " + (i / columns + 1) + ", column "
                                + (i % columns + 1));
            }
        }
        return new DesignMatrix(values, matrix.rows(), columns);
    }

    private static LinearData with(Path file, DesignMatrix x, double... y) {
        UsageException.when(
                y.length != x.rows(), file + " has " + x.rows() + " rows and the target " + y.length + " numbers");
        UsageException.when(
                Arrays.stream(y).allMatch(value -> value == 0), "the target of " + file + " is 0 everywhere");
        return new LinearData(String.valueOf(file.getFileName()), x, y, null);
    }
}
