package eigensweep.figure;

/// How an axis maps numbers to places.
public enum Scale {
    /// Equal differences are equal lengths.
    LINEAR,
    /// Equal ratios are equal lengths; only positive numbers have a place.
    LOG;

    double place(double value) {
        return this == LOG ? Math.log10(value) : value;
    }

    double value(double place) {
        return this == LOG ? Math.pow(10, place) : place;
    }
}
