package eigensweep.app.terminal;

/// What is printed on stdout of results that have rows.
public enum Format {
    /// For people.
    TABLE,
    /// The rows.
    CSV,
    JSON
}
