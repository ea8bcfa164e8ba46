package eigensweep.figure;

import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// What is drawn between the axes. A mark with an empty name is not in the legend. Numbers without a place on
/// their axis (not finite, or not positive on a logarithmic one) are not drawn.
public sealed interface Mark {

    /// What the legend calls it.
    String name();

    /// What it stands for.
    Tone tone();

    /// A line from point to point.
    record Line(String name, Tone tone, double[] x, double[] y) implements Mark {
        public Line {
            requireSame(x, y);
        }
    }

    /// Points by themselves.
    ///
    /// @param each what each stands for, where that is not told by an axis; otherwise empty
    record Points(String name, Tone tone, double[] x, double[] y, List<String> each) implements Mark {
        public Points {
            requireSame(x, y);
            each = List.copyOf(each);
            if (!each.isEmpty() && each.size() != x.length) {
                throw new IllegalArgumentException(each.size() + " names of " + x.length + " points");
            }
        }

        /// Points that an axis tells all of.
        public Points(String name, Tone tone, double[] x, double[] y) {
            this(name, tone, x, y, List.of());
        }

        /// A point by itself.
        public Points(String name, Tone tone, double x, double y) {
            this(name, tone, new double[] {x}, new double[] {y});
        }

        /// Numbers of things at their places in a list, the first at 1; what has none has no point.
        public static <T> Points inOrder(String name, Tone tone, List<T> all, Function<T, @Nullable Double> number) {
            int[] defined = IntStream.range(0, all.size())
                    .filter(i -> number.apply(all.get(i)) != null)
                    .toArray();
            return new Points(
                    name,
                    tone,
                    IntStream.of(defined).mapToDouble(i -> i + 1).toArray(),
                    IntStream.of(defined)
                            .mapToDouble(i -> Objects.requireNonNull(number.apply(all.get(i))))
                            .toArray());
        }
    }

    /// A histogram.
    ///
    /// @param edges ascending, one more than bars
    /// @param heights of the bars; one of height 0 is not drawn
    record Bars(String name, Tone tone, double[] edges, double[] heights) implements Mark {
        public Bars {
            if (edges.length != heights.length + 1) {
                throw new IllegalArgumentException(edges.length + " edges of " + heights.length + " bars");
            }
        }
    }

    /// A range of one axis, across the whole of the other.
    record Band(String name, Tone tone, Side side, double from, double to) implements Mark {}

    /// One number of an axis, across the whole of the other, with its name beside it.
    record Rule(String name, Tone tone, Side side, double at) implements Mark {}

    /// The room between two curves over the same abscissae.
    ///
    /// @param low ordinates of the one
    /// @param high ordinates of the other
    record Ribbon(String name, Tone tone, double[] x, double[] low, double[] high) implements Mark {
        public Ribbon {
            requireSame(x, low);
            requireSame(x, high);
        }
    }

    /// Ranges of one axis, each at a number of the other.
    ///
    /// @param side the axis along which the ranges lie
    /// @param at the numbers on the other axis
    /// @param low where each range begins
    /// @param high where it ends
    record Errors(String name, Tone tone, Side side, double[] at, double[] low, double[] high) implements Mark {
        public Errors {
            requireSame(at, low);
            requireSame(at, high);
        }
    }

    /// Numbers from -1 to 1 in a grid, as colour and as text: of row `i` and column `j`, from 0, at `x = j + 1`
    /// and `y = i + 1`. One that is not finite is left empty.
    record Cells(String name, Tone tone, double[][] values) implements Mark {}

    /// Which axis a mark's numbers are of.
    enum Side {
        X,
        Y
    }

    private static void requireSame(double[] x, double[] y) {
        if (x.length != y.length) {
            throw new IllegalArgumentException(x.length + " abscissae and " + y.length + " ordinates");
        }
    }
}
