package eigensweep.app.terminal;

import eigensweep.linalg.Backends;
import picocli.CommandLine.Mixin;

/// A command that tells people how it goes, as much as they ask for.
public abstract class TalkingCommand extends TerminalCommand {

    @Mixin
    private final Talk talk = new Talk();

    /// How much is said.
    protected final Talk talk() {
        return talk;
    }

    /// Tells people something, unless they asked for quiet.
    protected final void say(String line) {
        talk.say(terminal(), line);
    }

    /// Tells people who computes.
    protected final void say(Backends.Choice choice) {
        talk.say(terminal(), choice);
    }
}
