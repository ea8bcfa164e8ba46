package eigensweep.app.sweep;

import eigensweep.spectrum.PowerLawFit;

/// The alphas of layers that WeightWatcher (and the paper's reading) calls well trained. Alpha is an estimate: one that
/// lies outside by less than two of its standard errors may be of a layer that lies inside.
public final class AlphaBand {

    public static final double FROM = 2;

    public static final double TO = 6;

    private static final double STANDARD_ERRORS = 2;

    private AlphaBand() {}

    static boolean holds(PowerLawFit fit) {
        return fit.alpha() >= FROM && fit.alpha() <= TO;
    }

    /// Whether alpha lies outside by more than its uncertainty.
    public static boolean isClearlyOutside(PowerLawFit fit) {
        double uncertain = STANDARD_ERRORS * fit.sigma();
        return fit.alpha() + uncertain < FROM || fit.alpha() - uncertain > TO;
    }
}
