package eigensweep.app.linear;

import eigensweep.figure.Axis;
import eigensweep.figure.Figure;
import eigensweep.figure.Mark;
import eigensweep.figure.Mark.Line;
import eigensweep.figure.Mark.Points;
import eigensweep.figure.Scale;
import eigensweep.figure.Tone;
import eigensweep.linear.Activation;
import eigensweep.linear.LayerwiseSpectrum;
import eigensweep.linear.Solution;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.BiFunction;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/// The pictures of [LinearResults].
final class LinearFigures {

    private static final List<Tone> TONES = List.of(Tone.DATA, Tone.SECOND, Tone.FOUND, Tone.LOW, Tone.USUAL);

    private LinearFigures() {}

    static List<Figure> of(LinearResults results) {
        List<Figure> figures = new ArrayList<>();
        figures.add(eigenvalues(results));
        figures.add(weights(results));
        figures.add(norms(results));
        figures.add(augmentation(results));
        figures.add(spread(results.layerwise()));
        results.layerwise().forEach(network -> figures.add(layers(network)));
        return figures;
    }

    /// A mark for each, of tones that can be told apart.
    private static <T> List<Mark> each(List<T> all, BiFunction<T, Tone, Mark> mark) {
        return IntStream.range(0, all.size())
                .mapToObj(i -> mark.apply(all.get(i), TONES.get(i % TONES.size())))
                .toList();
    }

    private static Figure eigenvalues(LinearResults results) {
        List<Mark> marks = each(results.solutions(), (solution, tone) -> {
            double[] falling = falling(solution.eigenvalues());
            return new Line(solution.name(), tone, ranks(falling.length), falling);
        });
        Axis y = Axis.log(
                "eigenvalue",
                results.solutions().stream().map(Solution::eigenvalues).toArray(double[][]::new));
        return new Figure("eigenvalues", "What is inverted: eigenvalues", "", rank(results), y, marks);
    }

    private static Figure weights(LinearResults results) {
        List<Mark> marks = each(
                results.solutions(),
                (solution, tone) -> new Points(solution.name(), tone, ranks(solution.w().length), solution.w()));
        Axis feature = new Axis("feature", Scale.LINEAR, 0, results.setting().d() + 1.0);
        double[] weights = results.solutions().stream()
                .flatMapToDouble(solution -> DoubleStream.of(solution.w()))
                .toArray();
        return new Figure("weights", "Weights", "", feature, Axis.linear("weight", new double[] {0}, weights), marks);
    }

    private static Figure norms(LinearResults results) {
        List<Solution> solutions = results.solutions();
        return new Figure(
                "norms",
                "Shorter weights, larger residual",
                "",
                Axis.linear(
                        "w^T w",
                        solutions.stream().mapToDouble(Solution::squaredNorm).toArray()),
                Axis.linear(
                        "residual, relative",
                        solutions.stream().mapToDouble(Solution::residual).toArray()),
                each(solutions, (s, tone) -> new Points(s.name(), tone, s.squaredNorm(), s.residual())));
    }

    private static Figure augmentation(LinearResults results) {
        double[] before = falling(results.eigenvalues());
        double[] after = falling(results.augmentation().eigenvalues());
        return new Figure(
                "augmentation",
                "Eigenvalues of X^T X under augmentation noise",
                "",
                rank(results),
                Axis.log("eigenvalue", before, after),
                List.of(
                        new Line("X", Tone.DATA, ranks(before.length), before),
                        new Line("X + E", Tone.SECOND, ranks(after.length), after)));
    }

    private static Figure spread(List<LayerwiseSpectrum> networks) {
        List<Mark> marks = new ArrayList<>();
        List<double[]> all = new ArrayList<>(List.of(new double[] {1}));
        for (int i = 0; i < networks.size(); i++) {
            LayerwiseSpectrum network = networks.get(i);
            Tone tone = TONES.get(i % TONES.size());
            double[] layers = layers(network.spread().length);
            marks.add(new Line("", tone, layers, network.expectedSpread()));
            marks.add(new Points(network.activation().title(), tone, layers, network.spread()));
            all.addAll(List.of(network.spread(), network.expectedSpread()));
        }
        return new Figure(
                "spread",
                "Spread of the spectrum through layers; lines: expected",
                "",
                Axis.linear("layer", layers(networks.getFirst().spread().length)),
                Axis.linear("mean(l^2) / mean(l)^2", all.toArray(double[][]::new)),
                marks);
    }

    /// The spectra of the data and of a few layers, as falling eigenvalues by their share of the rank.
    private static Figure layers(LayerwiseSpectrum network) {
        int last = network.spectra().size() - 1;
        int[] shown = IntStream.of(0, 1, last).distinct().toArray();
        List<Mark> marks = new ArrayList<>();
        List<double[]> all = new ArrayList<>();
        for (int i = 0; i < shown.length; i++) {
            double[] values = falling(network.spectra().get(shown[i]));
            double[] shares = new double[values.length];
            Arrays.setAll(shares, k -> (k + 0.5) / values.length);
            marks.add(new Line(shown[i] == 0 ? "data" : "layer " + shown[i], TONES.get(i), values, shares));
            all.add(values);
        }
        Activation activation = network.activation();
        return new Figure(
                "layers-" + activation.name().toLowerCase(Locale.ROOT),
                String.format(
                        Locale.ROOT, "Spectrum through layers: %s, zeta %.2f", activation.title(), activation.zeta()),
                "",
                Axis.linear("eigenvalue", all.toArray(double[][]::new)),
                new Axis("share of eigenvalues above", Scale.LINEAR, 0, 1),
                marks);
    }

    private static Axis rank(LinearResults results) {
        return new Axis("rank", Scale.LINEAR, 0, results.setting().d() + 1.0);
    }

    private static double[] falling(double[] ascending) {
        double[] falling = new double[ascending.length];
        Arrays.setAll(falling, i -> ascending[ascending.length - 1 - i]);
        return falling;
    }

    private static double[] ranks(int count) {
        return IntStream.rangeClosed(1, count).asDoubleStream().toArray();
    }

    private static double[] layers(int count) {
        return IntStream.range(0, count).asDoubleStream().toArray();
    }
}
