package eigensweep.app.vendi;

import eigensweep.app.terminal.UsageException;
import eigensweep.data.DataSets;
import eigensweep.diversity.Alignment;
import eigensweep.diversity.DiversityException;
import eigensweep.diversity.WeightedVendi;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// Which samples of two sets belong together, and how they are compared.
final class AlignmentSettings {

    /// How rows are matched, by the name people write.
    enum Align {
        FIRST(Alignment.FIRST),
        MEAN(Alignment.MEAN),
        SOURCE_INDEX(Alignment.SOURCE_INDEX);

        private final Alignment alignment;

        Align(Alignment alignment) {
            this.alignment = alignment;
        }

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    @Option(
            names = "--align",
            paramLabel = "first|mean|source-index",
            description = "Which rows of DATA and ORIGINAL belong together where there are more of one: the first of"
                    + " each, their means, or those that --source-index names.")
    private @Nullable Align align;

    @Option(
            names = "--source-index",
            paramLabel = "FILE",
            description = "For each row of DATA the row of ORIGINAL that it was made from, counted from 0.")
    private @Nullable Path sourceIndex;

    @Option(
            names = "--rho",
            paramLabel = "raw|normalised",
            defaultValue = "raw",
            description = "rho of the rows as they are, or each scaled to length 1. Default: ${DEFAULT-VALUE}.")
    private WeightedVendi.Rows rows = WeightedVendi.Rows.RAW;

    /// Whether anything is said of rows that belong together.
    boolean isGiven() {
        return align != null || sourceIndex != null;
    }

    /// The matching that was asked for.
    ///
    /// @throws UsageException if the options do not go together
    WeightedVendi.Matching matching() throws IOException {
        int[] indices = sourceIndex == null ? null : indices(sourceIndex);
        return UsageException.of(
                () -> WeightedVendi.Matching.of(align == null ? null : align.alignment, indices, rows));
    }

    private static int[] indices(Path file) throws IOException {
        double[] numbers = DataSets.numbers(file);
        for (int i = 0; i < numbers.length; i++) {
            if (numbers[i] != (int) numbers[i]) {
                throw new DiversityException(file.toString(), "line " + (i + 1) + " is no row number: " + numbers[i]);
            }
        }
        return Arrays.stream(numbers).mapToInt(number -> (int) number).toArray();
    }
}
