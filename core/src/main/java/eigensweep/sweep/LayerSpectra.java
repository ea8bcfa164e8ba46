package eigensweep.sweep;

import eigensweep.layer.Layer;
import eigensweep.linalg.Backend;
import eigensweep.linalg.Backend.Found;
import eigensweep.linalg.Solve;
import eigensweep.spectrum.Randomized;
import eigensweep.spectrum.Spectrum;
import eigensweep.tensor.Matrix;
import eigensweep.tensor.Shuffle;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Collectors;

/// From layers to spectra.
///
/// @param backend who computes
/// @param solve how
record LayerSpectra(Backend backend, Solve solve) {

    /// A layer's spectrum, and who computed it: names of backends, with `+` between them where several had a
    /// part.
    record Computed(Spectrum spectrum, String by) {}

    /// The eigenvalues of all matrices of each layer.
    List<Computed> of(List<Layer> layers) {
        List<Found> found = backend.gramSpectra(
                layers.stream().flatMap(layer -> layer.matrices().stream()).toList(), solve);
        List<Computed> spectra = new ArrayList<>();
        int from = 0;
        for (Layer layer : layers) {
            int to = from + layer.matrices().size();
            List<Found> own = found.subList(from, to);
            String by = own.stream().map(Found::by).distinct().sorted().collect(Collectors.joining("+"));
            spectra.add(new Computed(
                    pooled(layer, own.stream().map(Found::eigenvalues).toList()), by));
            from = to;
        }
        return spectra;
    }

    /// The same with the elements of each matrix shuffled, a spectrum a replica. One copy of the layer at a
    /// time is in memory, in the type it is stored in.
    ///
    /// @param seed of the order of the elements
    List<Spectrum> shuffled(Layer layer, long seed) {
        SplittableRandom seeds = new SplittableRandom(seed);
        List<Spectrum> replicas = new ArrayList<>();
        for (int r = 0; r < Randomized.replicas(layer.eigenvalueCount()); r++) {
            // Threads that share a layer all read it.
            try (Arena arena = solve.threads() == 1 ? Arena.ofConfined() : Arena.ofShared()) {
                List<Matrix> copies = layer.matrices().stream()
                        .map(matrix -> Shuffle.of(matrix, seeds.nextLong(), arena))
                        .toList();
                replicas.add(pooled(layer, backend.gramEigenvalues(copies, solve)));
            }
        }
        return replicas;
    }

    /// The memory a shuffled copy of a layer takes, in bytes.
    static long shuffledBytes(Layer layer) {
        return layer.matrices().stream().mapToLong(Shuffle::bytes).sum();
    }

    private Spectrum pooled(Layer layer, List<double[]> eigenvalues) {
        double[] pooled =
                eigenvalues.stream().flatMapToDouble(Arrays::stream).sorted().toArray();
        return new Spectrum(
                pooled,
                layer.largeSide(),
                layer.smallSide(),
                solve.resolution(layer.largeSide(), layer.smallSide()),
                backend.rounding(solve),
                layer.tensor().dtype().relativeError());
    }
}
