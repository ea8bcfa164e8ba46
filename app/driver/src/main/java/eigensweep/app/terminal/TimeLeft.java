package eigensweep.app.terminal;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.OptionalDouble;

/// How long the rest of some work takes, or nothing as long as that is not known: layers differ by orders of
/// magnitude, and the first steps of a program are its slowest.
///
/// The rest takes `(1 - f) (t - t_0) / (f - f_0)`, from the first time that some was seen to be done: what an
/// earlier run had done, and the start, do not count. Nothing is said before a tenth is done, and before the
/// whole was found to take as long, up to a quarter, at several points that are apart.
final class TimeLeft {

    private static final double LEAST_DONE = 0.1;
    private static final double LEAST_APART = 0.02;
    private static final int AGREEING = 4;
    private static final double AGREEMENT = 1.25;

    /// So much was done at a time.
    private record Seen(double seconds, double fraction) {}

    private final Deque<Double> wholes = new ArrayDeque<>();
    private Seen first = new Seen(0, -1);
    private Seen last = first;

    /// @param seconds since the work began
    /// @param fraction of it that is done, 0 to 1
    OptionalDouble after(double seconds, double fraction) {
        Seen now = new Seen(seconds, fraction);
        if (first.fraction() < 0) {
            first = now;
            last = now;
        } else if (fraction - last.fraction() >= LEAST_APART) {
            last = now;
            wholes.addLast(whole(now));
            if (wholes.size() > AGREEING) {
                wholes.removeFirst();
            }
        }
        boolean isKnown = fraction - first.fraction() >= LEAST_DONE && wholes.size() == AGREEING && agree();
        return isKnown ? OptionalDouble.of((1 - fraction) * whole(now)) : OptionalDouble.empty();
    }

    /// Seconds that all of the work takes at the rate so far.
    private double whole(Seen now) {
        return (now.seconds() - first.seconds()) / (now.fraction() - first.fraction());
    }

    private boolean agree() {
        double least = wholes.stream().mapToDouble(Double::doubleValue).min().orElseThrow();
        double most = wholes.stream().mapToDouble(Double::doubleValue).max().orElseThrow();
        return most <= AGREEMENT * least;
    }
}
