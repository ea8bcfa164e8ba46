package eigensweep.figure;

/// How an axis maps numbers to places.
public enum Scale {
    /// Equal differences are equal lengths.
    LINEAR {
        @Override
        double place(double value) {
            return value;
        }

        @Override
        double value(double place) {
            return place;
        }
    },
    /// Equal ratios are equal lengths; only positive numbers have a place.
    LOG {
        @Override
        double place(double value) {
            return Math.log10(value);
        }

        @Override
        double value(double place) {
            return Math.pow(10, place);
        }
    };

    abstract double place(double value);

    abstract double value(double place);
}
