package eigensweep.app.terminal;

import eigensweep.data.DuckDb;
import eigensweep.page.Version;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/// DuckDB, which comes through Maven with the first command that needs it.
public final class FetchedDuckDb implements DuckDb.Source {

    private static final String JAR = "duckdb_jdbc.jar";

    @Override
    public Path jar() throws IOException {
        Fetched files = new Fetched(
                "DuckDB (80 MB)",
                "libraries/duckdb-" + Version.DUCKDB,
                List.of(JAR),
                "dependency:copy@duckdb",
                "duckdb.directory");
        // Whatever asks for a file does not know how much is to be said; the launcher says what it builds, too.
        return files.file(JAR, Terminal.system().err()::println);
    }
}
