package eigensweep.app.terminal;

import java.util.function.IntFunction;
import picocli.CommandLine.Option;

/// What is printed of a result that people read as a table, and machines as JSON.
public final class TableOrJson {

    enum Format {
        TABLE,
        JSON
    }

    @Option(
            names = "--format",
            paramLabel = "table|json",
            defaultValue = "table",
            description = "What is printed on stdout. Default: ${DEFAULT-VALUE}.")
    private Format format = Format.TABLE;

    /// Prints a result.
    ///
    /// @param table made for the width of a line
    /// @param result as JSON has it
    public void print(Terminal terminal, IntFunction<String> table, Object result) {
        switch (format) {
            case TABLE -> terminal.print(table.apply(terminal.columns()));
            case JSON -> terminal.json(result);
        }
    }
}
