package eigensweep.app.terminal;

import eigensweep.app.terminal.Talk.ProgressStyle;
import eigensweep.files.Printable;
import eigensweep.page.Durations;
import eigensweep.sweep.Sweep.Finished;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/// Shows how far the work has come: a bar that is drawn over, or a line every few seconds; and how long the rest will
/// take, once that is known.
public final class Progress implements AutoCloseable {

    private static final int BAR = 24;
    private static final double SECONDS_BETWEEN_LINES = 5;
    private static final double SECONDS_BETWEEN_BARS = 0.1;
    private static final String ERASE_LINE = "\r\u001b[K";

    private final Terminal terminal;
    private final boolean bar;
    private final boolean silent;
    private final boolean everyLayer;
    private final long start = System.nanoTime();
    private final TimeLeft left = new TimeLeft();
    private double lastShown;
    private boolean drawn;

    public Progress(Terminal terminal, Talk talk) {
        this.terminal = terminal;
        this.bar = talk.progress() == ProgressStyle.AUTO && terminal.redraws();
        this.silent = talk.progress() == ProgressStyle.NONE;
        this.everyLayer = talk.isVerbose();
    }

    /// Layers are done.
    public void show(List<Finished> group) {
        group.forEach(this::tell);
        if (!group.isEmpty()) {
            Finished last = group.getLast();
            show(last.done() + " of " + last.total() + " layers", last.fraction());
        }
    }

    private void tell(Finished finished) {
        if (everyLayer) {
            erase();
            terminal.err()
                    .printf(
                            Locale.ROOT,
                            "%s: %s, %.3f s%n",
                            Printable.line(finished.row().longname()),
                            word(finished),
                            finished.seconds());
        }
    }

    /// So much of some work is done.
    ///
    /// @param work what, for people
    /// @param fraction 0 to 1
    public void show(String work, double fraction) {
        OptionalDouble secondsLeft = left.after(seconds(), fraction);
        if (isDue(fraction)) {
            draw(work, fraction, secondsLeft);
        }
    }

    /// Whether it is time to show something; if so, now is when it was last shown.
    private boolean isDue(double fraction) {
        double now = seconds();
        double pause = bar ? SECONDS_BETWEEN_BARS : SECONDS_BETWEEN_LINES;
        if (silent || fraction <= 0 || now - lastShown < pause) {
            return false;
        }
        lastShown = now;
        return true;
    }

    private void draw(String done, double fraction, OptionalDouble secondsLeft) {
        String text =
                String.format(Locale.ROOT, "%s, %.0f %%, %s gone", done, 100 * fraction, Durations.text(lastShown));
        if (secondsLeft.isPresent()) {
            text += ", " + Durations.about(secondsLeft.getAsDouble()) + " left";
        }
        if (bar) {
            int full = (int) (BAR * fraction);
            String line = "[" + "=".repeat(full) + " ".repeat(BAR - full) + "] " + text;
            // A line that wraps could not be drawn over.
            terminal.err().print(ERASE_LINE + line.substring(0, Math.min(line.length(), terminal.errColumns() - 1)));
            terminal.err().flush();
            drawn = true;
        } else {
            terminal.err().println(text);
        }
    }

    private static String word(Finished finished) {
        return finished.row().status().name().toLowerCase(Locale.ROOT);
    }

    private double seconds() {
        return (System.nanoTime() - start) / 1e9;
    }

    private void erase() {
        if (drawn) {
            terminal.err().print(ERASE_LINE);
            drawn = false;
        }
    }

    /// Takes the bar away.
    @Override
    public void close() {
        erase();
        terminal.err().flush();
    }
}
