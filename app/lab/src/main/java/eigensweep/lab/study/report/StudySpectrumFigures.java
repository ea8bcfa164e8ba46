package eigensweep.lab.study.report;

import eigensweep.app.sweep.LayerFigures;
import eigensweep.checkpoint.Checkpoints;
import eigensweep.checkpoint.file.Checkpoint;
import eigensweep.figure.Axis;
import eigensweep.figure.Figure;
import eigensweep.figure.Histogram;
import eigensweep.figure.Mark;
import eigensweep.figure.Mark.Rule;
import eigensweep.figure.Mark.Side;
import eigensweep.figure.Scale;
import eigensweep.figure.Tone;
import eigensweep.findings.Numbers;
import eigensweep.findings.StudyResults;
import eigensweep.findings.Treatment.Kind;
import eigensweep.findings.TrialResult;
import eigensweep.findings.TrialResult.LayerResult;
import eigensweep.page.PageFigure;
import eigensweep.page.PageFigure.Group;
import eigensweep.spectrum.PowerLaw;
import eigensweep.spectrum.PowerLawFit;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// The counterparts of the paper's Fig. 1: the spectra of the two layers of the baseline with the largest and
/// with the smallest alpha after training.
final class StudySpectrumFigures {

    /// The spectra after training, in the folder of a trial: a tensor a layer.
    private static final String SPECTRA = "after.safetensors";

    private static final int BINS = 40;

    /// Eigenvalues below this share of the largest are zeros that were rounded.
    private static final double ZERO = 1e-12;

    /// One in so many is left out at the lower end, where few lie decades below all others.
    private static final int CUT = 50;

    private static final ValueLayout.OfDouble F64 =
            ValueLayout.JAVA_DOUBLE_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private StudySpectrumFigures() {}

    /// A layer's spectrum.
    ///
    /// @param values positive, ascending
    private record Spectrum(String layer, double[] values, PowerLawFit fit) {}

    static Group of(StudySubject subject) {
        String heading = "The spectrum of a layer, " + subject.title() + " (Fig. 1)";
        Optional<TrialResult> baseline = subject.setting().trials().entrySet().stream()
                .filter(entry -> entry.getKey().kind() == Kind.BASELINE)
                .map(entry -> entry.getValue().getFirst())
                .findFirst();
        if (baseline.isEmpty()) {
            return new Group(heading, "Left out: no baseline is finished.", List.of());
        }
        TrialResult trial = baseline.get();
        Path file =
                StudyResults.place(subject.folder(), trial.trial(), trial.key()).resolve(SPECTRA);
        if (!Files.exists(file)) {
            return new Group(
                    heading,
                    "Left out: the eigenvalues of the baseline's layers (" + SPECTRA
                            + ") are not in this study's folder.",
                    List.of());
        }
        List<Spectrum> spectra = read(file, trial);
        if (spectra.size() < 2) {
            return new Group(
                    heading, "Left out: fewer than two layers have a tail that a power law was fitted to.", List.of());
        }
        Comparator<Spectrum> byAlpha = Comparator.comparingDouble(spectrum -> alpha(trial, spectrum));
        Spectrum light = spectra.stream().max(byAlpha).orElseThrow();
        Spectrum heavy = spectra.stream().min(byAlpha).orElseThrow();
        return new Group(
                heading,
                "Eigenvalues of the baseline's layers after training (seed "
                        + trial.trial().seed()
                        + "): the layer with the largest alpha, and the one with the smallest. The tail"
                        + " begins at the vertical line, where a power law fits best; a steeper tail has a larger"
                        + " alpha. Both axes are logarithmic.",
                List.of(
                        PageFigure.of(figure("large", light, subject)),
                        PageFigure.of(figure("small", heavy, subject))));
    }

    private static double alpha(TrialResult trial, Spectrum spectrum) {
        return trial.layers().stream()
                .filter(layer -> layer.name().equals(spectrum.layer()))
                .map(layer -> layer.after().get("alpha"))
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(spectrum.fit().alpha());
    }

    private static List<Spectrum> read(Path file, TrialResult trial) {
        List<Spectrum> spectra = new ArrayList<>();
        Set<String> fitted = trial.layers().stream()
                .filter(layer -> layer.after().containsKey("alpha"))
                .map(LayerResult::name)
                .collect(Collectors.toSet());
        try (Checkpoint checkpoint = Checkpoints.open(file)) {
            checkpoint.tensors().stream()
                    .filter(tensor -> fitted.contains(tensor.name()))
                    .forEach(tensor -> {
                        double[] all = tensor.data().toArray(F64);
                        double largest = Arrays.stream(all).max().orElse(0);
                        double[] values = Arrays.stream(all)
                                .filter(value -> value > ZERO * largest)
                                .sorted()
                                .toArray();
                        if (values.length > 1) {
                            PowerLaw.fit(values)
                                    .ifPresent(fit -> spectra.add(new Spectrum(tensor.name(), values, fit)));
                        }
                    });
        }
        return spectra;
    }

    private static Figure figure(String which, Spectrum spectrum, StudySubject subject) {
        double[] values = spectrum.values();
        PowerLawFit fit = spectrum.fit();
        int split = values.length - fit.numPlSpikes();
        int bins = Math.clamp(values.length / 6, 12, BINS);
        Histogram histogram = Histogram.of(values, split, Scale.LOG, bins);
        double[] densities = histogram.densities(values.length);
        int anchor = histogram.anchor();
        List<Mark> marks = new ArrayList<>();
        if (anchor > 0) {
            marks.add(histogram.bars("bulk", Tone.DATA, densities, 0, anchor));
        }
        marks.add(histogram.bars("tail", Tone.TAIL, densities, anchor, densities.length));
        double start = fit.numPlSpikes() / (double) values.length * (fit.alpha() - 1) / fit.xmin();
        marks.add(LayerFigures.powerLaw(fit, start, -fit.alpha()));
        marks.add(new Rule("\u03bb min = " + Numbers.plain(fit.xmin()), Tone.FOUND, Side.X, fit.xmin()));
        double low = Math.min(values[values.length / CUT], values[split] / 5);
        Axis y = Axis.log("density", densities);
        return new Figure(
                subject.id("fig1", which, "alpha"),
                spectrum.layer() + ": a " + which + " alpha",
                subject.title(),
                Axis.log("eigenvalue \u03bb", Math.max(low, values[0]), values[values.length - 1]),
                y.from(y.min() / 1.5),
                marks);
    }
}
