package eigensweep.app.terminal;

import eigensweep.files.Printable;
import eigensweep.linalg.Backends;
import picocli.CommandLine.Option;

/// How much every command says, and how: options they all share.
public final class Talk {

    /// How progress is shown.
    enum ProgressStyle {
        AUTO,
        PLAIN,
        NONE
    }

    @Option(
            names = {"-q", "--quiet"},
            description = "Say nothing on stderr but errors.")
    private boolean quiet;

    @Option(
            names = {"-v", "--verbose"},
            description = "Say more on stderr: why no better backend computes, a line for every layer.")
    private boolean verbose;

    @Option(
            names = "--progress",
            paramLabel = "auto|plain|none",
            defaultValue = "auto",
            description = "A bar on a terminal and a line every few seconds elsewhere (auto), lines (plain), or nothing"
                    + " (none). Default: ${DEFAULT-VALUE}.")
    private ProgressStyle progress = ProgressStyle.AUTO;

    boolean isVerbose() {
        return verbose;
    }

    ProgressStyle progress() {
        return quiet ? ProgressStyle.NONE : progress;
    }

    /// Tells people who computes, and with `-v` why nobody better.
    public void say(Terminal terminal, Backends.Choice choice) {
        say(terminal, verbose ? choice.explained() : choice.line());
    }

    /// Tells people something, unless they asked for quiet.
    public void say(Terminal terminal, String line) {
        if (!quiet) {
            terminal.err().println(Printable.message(line));
        }
    }
}
