package eigensweep.diversity;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Diversity within the classes of labelled samples.
///
/// @param classes in the order of their first sample
public record ClassDiversity(List<OneClass> classes) {

    /// One class.
    ///
    /// @param label its name
    /// @param n how many samples it has
    /// @param weight the share of the weight of all samples that it has
    /// @param score of its samples alone
    public record OneClass(String label, int n, double weight, VendiScore score) {}

    public ClassDiversity {
        classes = List.copyOf(classes);
    }

    /// Scores each class by itself, its weights scaled to their own sum.
    ///
    /// @param labels one a sample
    /// @param weights one a sample, or null for all equal; a class without weight is left out
    public static ClassDiversity of(Samples samples, List<String> labels, double @Nullable [] weights, Run run) {
        if (labels.size() != samples.size()) {
            throw new DiversityException(
                    samples.name(), "has " + samples.size() + " samples, and there are " + labels.size() + " labels");
        }
        Map<String, List<Integer>> members = new LinkedHashMap<>();
        for (int i = 0; i < labels.size(); i++) {
            members.computeIfAbsent(labels.get(i), label -> new ArrayList<>()).add(i);
        }
        List<OneClass> classes = new ArrayList<>();
        double whole = 0;
        for (int i = 0; i < labels.size(); i++) {
            whole += weights == null ? 1 : weights[i];
        }
        for (Map.Entry<String, List<Integer>> entry : members.entrySet()) {
            int[] chosen = entry.getValue().stream().mapToInt(Integer::intValue).toArray();
            double[] own = weights == null
                    ? null
                    : Arrays.stream(chosen).mapToDouble(i -> weights[i]).toArray();
            double sum = own == null ? chosen.length : sum(own);
            if (sum > 0) {
                VendiScore score = VendiScore.of(samples.select(chosen), own, run.quietly());
                classes.add(new OneClass(entry.getKey(), chosen.length, sum / whole, score));
            }
            run.listener().heard("classes scored", classes.size() / (double) members.size());
        }
        return new ClassDiversity(classes);
    }

    /// The mean over samples of the score of the class they are in: what diversity there is beside that between
    /// classes.
    public double intraClass(double q) {
        double sum = 0;
        for (OneClass one : classes) {
            sum += one.weight() * one.score().order(q);
        }
        return sum;
    }

    /// The mean over classes: a rare class counts for as much as a common one.
    public double balancedMean(double q) {
        double sum = 0;
        for (OneClass one : classes) {
            sum += one.score().order(q);
        }
        return sum / classes.size();
    }

    private static double sum(double[] values) {
        double sum = 0;
        for (double value : values) {
            sum += value;
        }
        return sum;
    }
}
