package eigensweep.app.terminal;

import java.util.concurrent.Callable;

/// What all commands have that do something: a terminal.
public abstract class TerminalCommand extends CommandHelp implements Callable<Integer> {

    private Terminal terminal = Terminal.system();

    /// Where it prints. Whoever makes a command says so before it is called.
    public final void printOn(Terminal given) {
        terminal = given;
    }

    /// Where to print: results to its output, everything for people to its errors.
    protected final Terminal terminal() {
        return terminal;
    }
}
