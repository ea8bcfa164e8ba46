package eigensweep.app.terminal;

import java.util.List;
import picocli.CommandLine.Option;

/// Which columns of a table are its data. Without a word, an index, labels, times, bookkeeping and text are
/// left out.
public final class ColumnSettings {

    @Option(
            names = "--columns",
            paramLabel = "NAME,...",
            split = ",",
            hideParamSyntax = true,
            description = "Columns of a table that are taken; * stands for anything. Default: all but an index, labels,"
                    + " times, bookkeeping (split, fold, seed, ...) and text; a line says which.")
    private List<String> columns = List.of();

    @Option(
            names = "--drop",
            paramLabel = "NAME,...",
            split = ",",
            hideParamSyntax = true,
            description = "Columns of a table that are not taken; * stands for anything.")
    private List<String> drop = List.of();

    public List<String> columns() {
        return columns;
    }

    public List<String> drop() {
        return drop;
    }

    public boolean isGiven() {
        return !columns.isEmpty() || !drop.isEmpty();
    }
}
