package eigensweep.cli;

import eigensweep.report.Version;
import picocli.CommandLine.IVersionProvider;

/// What `--version` prints.
final class VersionProvider implements IVersionProvider {

    @Override
    public String[] getVersion() {
        return new String[] {"eigensweep " + Version.FULL};
    }
}
