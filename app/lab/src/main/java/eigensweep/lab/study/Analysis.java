package eigensweep.lab.study;

import eigensweep.layer.LayerOptions;
import eigensweep.layer.Selection;
import eigensweep.linalg.Solve;
import eigensweep.spectrum.Convention;
import eigensweep.spectrum.MetricOptions;
import eigensweep.sweep.SweepOptions;

/// What is measured of every trial beside its training.
///
/// @param vendiImages how many of the training images the diversity is measured on, the first of them
/// @param minEvals layers with fewer eigenvalues have no metrics
/// @param convention of the metrics
public record Analysis(int vendiImages, int minEvals, Convention convention) {

    public static final Analysis DEFAULT =
            new Analysis(1000, LayerOptions.DEFAULT.minEvals(), MetricOptions.DEFAULT.convention());

    public Analysis {
        if (vendiImages < 2) {
            throw new IllegalArgumentException(
                    "the diversity of " + vendiImages + " images: at least 2 are expected, 1000 make it steady");
        }
        if (minEvals < 1) {
            throw new IllegalArgumentException("min_evals is " + minEvals + "; at least 1 is expected");
        }
    }

    SweepOptions sweep(int threads) {
        LayerOptions usual = LayerOptions.DEFAULT;
        LayerOptions.Convolution kernels = SweepOptions.convolution(convention);
        return new SweepOptions(
                new LayerOptions(Selection.ALL, minEvals, usual.maxEvals(), kernels, usual.fusedQkv()),
                Solve.DEFAULT.withThreads(threads),
                MetricOptions.of(convention));
    }
}
