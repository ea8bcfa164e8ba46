package eigensweep.lab.study;

import eigensweep.checkpoint.safetensors.SafetensorsWriter;
import eigensweep.checkpoint.safetensors.SafetensorsWriter.Entry;
import eigensweep.findings.StudyResults;
import eigensweep.findings.SyntheticStudy;
import eigensweep.findings.Treatment;
import eigensweep.findings.Treatment.Kind;
import eigensweep.findings.TrialResult;
import eigensweep.tensor.DType;
import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/// Studies for reports: numbers that look like real ones, of networks that nobody trained.
public final class SampleStudies {

    private static final ValueLayout.OfDouble F64 =
            ValueLayout.JAVA_DOUBLE_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private SampleStudies() {}

    /// All treatments of the paper and their combinations, with spectra.
    public static StudyResults full(Path folder) throws IOException {
        StudyResults results =
                study(3, SyntheticStudy.treatments(4, 6, 10, true)).results(1, folder);
        spectra(results);
        return results;
    }

    /// A few treatments, two seeds, no spectra.
    public static StudyResults small(Path folder) {
        return study(2, SyntheticStudy.treatments(2, 2, 3, false)).results(1, folder);
    }

    /// Two data sets, one seed more on the first, and a part of the trials.
    public static StudyResults partial(Path folder) {
        SyntheticStudy study = study(2, SyntheticStudy.treatments(2, 2, 3, false));
        StudyResults digits = study.results(1, folder, "cnn", "digits");
        StudyResults letters = study.results(2, folder, "cnn", "letters_50%");
        return new StudyResults(
                "two & a half",
                Stream.concat(digits.planned().stream(), letters.planned().stream())
                        .toList(),
                Stream.concat(
                                digits.results().stream(),
                                letters.results().stream().limit(11))
                        .toList(),
                folder);
    }

    private static SyntheticStudy study(int seeds, List<Treatment> treatments) {
        return new SyntheticStudy(
                8, seeds, treatments, SampleStudies::change, 0.01, (treatment, random) -> scores(treatment, random));
    }

    private static double change(Treatment treatment, String metric, double depth) {
        double size = metric.equals("alpha") ? 0.5 : metric.equals("entropy") ? 0.05 : 1;
        double bend = depth == 1 ? -0.5 : 0.12 - 0.2 * depth;
        double decay = treatment.weightDecay() * -120;
        double dropout = treatment.dropout() * bend * 1.2;
        double diversity = treatment.augmentation() == null
                ? 0
                : bend * (0.3 + 0.1 * SyntheticStudy.AUGMENTATIONS.indexOf(treatment.augmentation()));
        return size * (decay + dropout + diversity);
    }

    private static double[] scores(Treatment treatment, SplittableRandom random) {
        int place =
                treatment.augmentation() == null ? -1 : SyntheticStudy.AUGMENTATIONS.indexOf(treatment.augmentation());
        double accuracy = 0.94
                + (treatment.kind() == Kind.BASELINE ? 0 : 0.01)
                - (place >= 7 ? 0.05 : 0)
                - 0.02 * treatment.dropout()
                + 0.004 * random.nextGaussian();
        return new double[] {
            12 + (place < 0 ? 0 : 3 + 2.5 * place),
            7.5 + (place < 0 ? 0.3 * random.nextGaussian() : 1.4 - 0.2 * place + 0.2 * random.nextGaussian()),
            accuracy,
            500 - 250 * treatment.dropout() - 15 * place
        };
    }

    /// Eigenvalues with a tail of each baseline, where a store has them.
    private static void spectra(StudyResults results) throws IOException {
        for (TrialResult result : results.results()) {
            if (result.trial().treatment().kind() != Kind.BASELINE) {
                continue;
            }
            Path folder = new StudyStore(results.folder()).trial(result.trial(), result.key());
            Files.createDirectories(folder);
            List<Entry> entries = new ArrayList<>();
            for (int i = 0; i < result.layers().size(); i++) {
                double[] values = spectrum(2 + 0.4 * i, 60 + 20 * i, new SplittableRandom(i));
                entries.add(new Entry(result.layers().get(i).name(), DType.F64, new long[] {values.length}, segment -> {
                    for (int k = 0; k < values.length; k++) {
                        segment.setAtIndex(F64, k, values[k]);
                    }
                }));
            }
            SafetensorsWriter.write(folder.resolve("after.safetensors"), entries);
        }
    }

    private static double[] spectrum(double alpha, int count, SplittableRandom random) {
        return random.doubles(count)
                .map(u -> u < 0.7 ? 0.1 + u : 0.8 * Math.pow((1 - u) / 0.3, -1 / (alpha - 1)))
                .sorted()
                .toArray();
    }
}
