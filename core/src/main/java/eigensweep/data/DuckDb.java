package eigensweep.data;

import eigensweep.files.ExplainedException;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.SQLException;
import java.util.Optional;
import java.util.Properties;
import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;

/// DuckDB, which reads and writes Parquet and answers questions: the one place that opens it. It is larger than all the
/// rest together, and need not be on the class path.
public final class DuckDb {

    private static final String IN_MEMORY = "jdbc:duckdb:";

    private static @Nullable Driver driver;

    private DuckDb() {}

    /// Where its jar comes from if it is not on the class path; found by [ServiceLoader].
    public interface Source {

        /// The jar, fetched if need be.
        Path jar() throws IOException;
    }

    /// It is needed, and nobody has it.
    public static final class AbsentException extends ExplainedException {

        private static final long serialVersionUID = 1L;

        AbsentException() {
            super("Parquet and questions to a study need DuckDB, which is not on the class path; scripts/eigensweep"
                    + " fetches it (or put the jar duckdb_jdbc there)");
        }

        @Override
        public boolean isMisuse() {
            return true;
        }
    }

    /// Makes sure that it is there, fetched if need be: before work whose end needs it.
    ///
    /// @throws AbsentException if it is not
    public static void require() throws IOException {
        driver();
    }

    /// An empty database in memory.
    ///
    /// @throws AbsentException if there is no DuckDB
    public static Connection open(Properties settings) throws SQLException, IOException {
        return driver().connect(IN_MEMORY, settings);
    }

    /// One for the whole process: its native library is loaded once.
    private static synchronized Driver driver() throws IOException {
        if (driver == null) {
            Optional<Driver> here = find(DuckDb.class.getClassLoader());
            driver = here.isPresent() ? here.get() : fetched();
        }
        return driver;
    }

    private static Driver fetched() throws IOException {
        Path jar = ServiceLoader.load(Source.class)
                .findFirst()
                .orElseThrow(AbsentException::new)
                .jar();
        URL[] urls = {jar.toUri().toURL()};
        return find(new URLClassLoader("duckdb", urls, DuckDb.class.getClassLoader()))
                .orElseThrow(() -> new IOException(jar + ": holds no DuckDB; remove it, and it is fetched again"));
    }

    private static Optional<Driver> find(ClassLoader loader) {
        return ServiceLoader.load(Driver.class, loader).stream()
                .filter(each -> each.type().getName().startsWith("org.duckdb."))
                .findFirst()
                .map(ServiceLoader.Provider::get);
    }
}
