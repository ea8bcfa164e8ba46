package eigensweep.app.terminal;

import eigensweep.page.Version;
import picocli.CommandLine.IVersionProvider;

/// What `--version` prints.
public final class VersionProvider implements IVersionProvider {

    @Override
    public String[] getVersion() {
        return new String[] {"eigensweep " + Version.FULL};
    }
}
