package eigensweep.page;

import eigensweep.files.Resource;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.util.Properties;

/// The version and the revision, as the build wrote them down.
public final class Version {

    private static final Properties BUILD = read();

    /// `0.1.0`. What is kept is kept under it: whoever changes digits raises it in the POM.
    public static final String TEXT = BUILD.getProperty("version");

    /// Which code this is: `c0ffee123456`, the commit; with `+` and a hash of the sources where they differ from it;
    /// `sources-` and the hash where there is no Git; `unknown` where the launcher did not build it.
    public static final String REVISION = BUILD.getProperty("revision");

    /// `0.1.0 (c0ffee123456)`.
    public static final String FULL = TEXT + " (" + REVISION + ")";

    /// `2.0.0.1`, of the DuckDB that goes with this version.
    public static final String DUCKDB = BUILD.getProperty("duckdb");

    private Version() {}

    private static Properties read() {
        Properties properties = new Properties();
        try {
            properties.load(new StringReader(Resource.text(Version.class, "/eigensweep/build.properties")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return properties;
    }
}
