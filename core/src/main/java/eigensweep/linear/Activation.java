package eigensweep.linear;

/// An activation function, shifted and scaled so that `E f(z) = 0` and `E f(z)^2 = 1` for standard normal `z`:
/// then the numbers of every layer have variance 1, as those of the first.
public enum Activation {
    /// `(|z| - sqrt(2 / pi)) / sqrt(1 - 2 / pi)`: even, so that `E f'(z) = 0`.
    ABSOLUTE("centred |z|", 0) {
        @Override
        double of(double z) {
            return (Math.abs(z) - MEAN_ABSOLUTE) / Math.sqrt(1 - 2 / Math.PI);
        }
    },
    /// `(cos z - e^(-1/2)) / sqrt((1 - e^-1)^2 / 2)`: even, so that `E f'(z) = 0`.
    COSINE("centred cos z", 0) {
        @Override
        double of(double z) {
            return (Math.cos(z) - Math.exp(-0.5)) * Math.sqrt(2) / (1 - Math.exp(-1));
        }
    },
    /// `(max(0, z) - 1 / sqrt(2 pi)) / sqrt(1 / 2 - 1 / (2 pi))`.
    RELU("centred ReLU", 0.25 / (0.5 - 0.5 / Math.PI)) {
        @Override
        double of(double z) {
            return (Math.max(0, z) - MEAN_ABSOLUTE / 2) / Math.sqrt(0.5 - 0.5 / Math.PI);
        }
    },
    /// `z`.
    IDENTITY("linear", 1) {
        @Override
        double of(double z) {
            return z;
        }
    };

    private static final double MEAN_ABSOLUTE = Math.sqrt(2 / Math.PI);

    private final String title;
    private final double zeta;

    Activation(String title, double zeta) {
        this.title = title;
        this.zeta = zeta;
    }

    abstract double of(double z);

    /// What people call it.
    public String title() {
        return title;
    }

    /// `zeta = E[f'(z)]^2`, 0 to 1: how much of the layer is linear.
    public double zeta() {
        return zeta;
    }
}
