package eigensweep.figure;

/// The room a figure has.
///
/// @param width in user units
/// @param height in user units
/// @param text the height of its letters
/// @param use what the drawing is for
public record Frame(double width, double height, double text, Use use) {

    /// A figure that fills a third of a wide page.
    public static final Frame NARROW = new Frame(360, 255, 12, Use.PAGE);

    /// The same, for a layer.
    public static final Frame LAYER = new Frame(360, 255, 12, Use.DETAIL);

    /// A figure that fills half of a wide page.
    public static final Frame HALF = new Frame(606, 270, 12, Use.PAGE);

    /// A figure that fills two thirds of a wide page.
    public static final Frame WIDE = new Frame(812, 270, 12, Use.PAGE);

    /// One column of a two-column paper, 3.25 inches, in points.
    public static final Frame COLUMN = new Frame(234, 168, 8, Use.FILE);

    /// The widest drawing whose letters can be read on a phone.
    private static final double SLIM = 360;

    /// Whether a narrow screen would make its letters too small.
    boolean isWide() {
        return use == Use.PAGE && width > SLIM;
    }

    /// The frame for a narrow screen.
    ///
    /// @param more height that is needed there
    Frame slim(double more) {
        return new Frame(SLIM, height + more, text, use);
    }

    /// What a drawing is for.
    public enum Use {
        /// A part of a page, whose style sheet colours it; with the numbers of its points.
        PAGE,
        /// The same of which a page has thousands: without the numbers.
        DETAIL,
        /// A file of its own, with its style sheet inside.
        FILE
    }
}
