package eigensweep.data.embedding;

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

    /// How much of the items is done, from 0 to 1.
    public double fraction() {
        return done / (double) total;
    }
}
