package eigensweep.figure;

import java.util.Locale;

/// What a mark stands for. The style sheet gives each a colour (of Okabe and Ito's palette, for light and for dark
/// pages) and a way to tell it apart without one.
public enum Tone {
    /// What was measured: the bulk of a spectrum, the layers of a model.
    DATA,
    /// The part of it that the fit is about.
    TAIL,
    /// A fitted law.
    FIT,
    /// A number that the fit found: where the tail begins.
    FOUND,
    /// What random weights would give.
    RANDOM,
    /// A second quantity beside the first.
    SECOND,
    /// Below what is usual.
    LOW,
    /// Above what is usual.
    HIGH,
    /// What is usual.
    USUAL,
    /// A training without a regulariser.
    BASELINE,
    /// One with dropout.
    DROPOUT,
    /// One with weight decay.
    DECAY,
    /// One with data augmentation.
    DIVERSITY,
    /// One with augmentation and another regulariser.
    COMBINED,
    /// Layers that make queries.
    QUERY,
    /// Layers that make keys.
    KEY,
    /// Layers that make values.
    VALUE,
    /// Layers that bring attention's outcome back.
    OUTPUT,
    /// Layers that widen, in feed-forward parts.
    EXPAND,
    /// Layers that narrow again.
    CONTRACT,
    /// Layers of other roles.
    OTHER,
    /// Lines that help to read the others.
    GUIDE;

    String cssClass() {
        return "t-" + name().toLowerCase(Locale.ROOT);
    }
}
