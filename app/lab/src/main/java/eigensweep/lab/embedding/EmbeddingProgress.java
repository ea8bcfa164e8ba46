package eigensweep.lab.embedding;

import java.util.Locale;

/// How far an embedding has come.
///
/// @param done items that have vectors
/// @param total items there are
/// @param kept of `done`, those an earlier run had made
/// @param seconds since this run began with the first of its own
public record EmbeddingProgress(int done, int total, int kept, double seconds) {

    /// Items a second, in this run.
    public double rate() {
        return seconds > 0 ? (done - kept) / seconds : 0;
    }

    /// For people.
    ///
    /// @param items what they are: `texts`, `images`
    public String line(String items) {
        return String.format(Locale.ROOT, "%d of %d %s, %.0f a second", done, total, items, rate());
    }

    /// How much of the items is done, from 0 to 1.
    public double fraction() {
        return done / (double) total;
    }
}
