package eigensweep.diversity;

import eigensweep.diversity.Samples.Eigenvalues;
import eigensweep.linalg.DeviceLostException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// The Vendi Score (Friedman and Dieng 2023; PAPER F1) of every order (Pasarkar and Dieng 2024): the effective
/// number of distinct samples.
///
/// `VS_q = (sum_i lambda_i^q)^(1 / (1 - q))`, with the limits `exp(-sum lambda_i ln lambda_i)` at `q = 1`, the
/// rank at `q = 0` and `1 / lambda_max` at infinity, where `lambda_i` are the eigenvalues of the matrix
/// `k(i, j) sqrt(p_i p_j)` scaled to trace 1, `k` the similarity and `p` the samples' weights, `1 / n` where
/// none are given. It is between 1, all samples alike, and `n`, none like another; and falls as `q` grows.
///
/// @param lambda the eigenvalues that are not zero to rounding, ascending
/// @param form of which matrix they were computed
/// @param threshold eigenvalues up to this were taken for zero: `eps (m + sqrt(N))` of the largest for a matrix
///     of order `m` summed from `N` terms (for a kernel `m = N = n`), `eps` the resolution of the numbers; or
///     the size of the most negative eigenvalue if that is more, which shows what rounding did
public record VendiScore(double[] lambda, Form form, double threshold) {

    /// Eigenvalues below minus this part of the largest are not rounding: the kernel is not one.
    private static final double INDEFINITE = 1e-4;

    /// Within this of 1, a quotient of two vanishing terms is computed without cancellation.
    private static final double NEAR_ONE = 1e-2;

    /// The score of samples.
    ///
    /// @param weights one a sample, none negative, one positive, of any sum; or null for all equal
    /// @throws DiversityException if the samples have none
    public static VendiScore of(Samples samples, double @Nullable [] weights, Run run) {
        if (weights != null) {
            checkWeights(samples, weights);
        }
        return of(samples.name(), eigenvalues(samples, weights, run));
    }

    /// A device that is lost takes what was summed up there along: it is summed up again, elsewhere. This ends, for the
    /// CPU is not lost.
    private static Eigenvalues eigenvalues(Samples samples, double @Nullable [] weights, Run run) {
        while (true) {
            try {
                return samples.eigenvalues(weights, run);
            } catch (DeviceLostException e) {
                run.listener().heard("a GPU is lost: again without it", 0);
            }
        }
    }

    private static VendiScore of(String name, Eigenvalues found) {
        double[] values = found.values();
        double least = values[0];
        double largest = values[values.length - 1];
        if (!(largest > 0)) {
            throw new DiversityException(name, "every sample is zero: nothing is similar to anything");
        }
        if (least < -INDEFINITE * largest) {
            throw new DiversityException(
                    name,
                    "is no matrix of similarities: it has the eigenvalue " + least + " beside " + largest
                            + ", and none may be negative");
        }
        double sum = 0;
        for (double value : values) {
            sum += value;
        }
        double threshold = Math.max(found.resolution() * largest, -least);
        int zeros = 0;
        while (values[zeros] <= threshold) {
            zeros++;
        }
        double[] lambda = Arrays.copyOfRange(values, zeros, values.length);
        for (int i = 0; i < lambda.length; i++) {
            lambda[i] /= sum;
        }
        return new VendiScore(lambda, found.form(), threshold / sum);
    }

    private static void checkWeights(Samples samples, double[] weights) {
        if (weights.length != samples.size()) {
            throw new DiversityException(
                    samples.name(), "has " + samples.size() + " samples, and there are " + weights.length + " weights");
        }
        double sum = 0;
        for (int i = 0; i < weights.length; i++) {
            if (!(weights[i] >= 0 && weights[i] <= Double.MAX_VALUE)) {
                throw new DiversityException(
                        samples.name(), "weight " + i + " (from 0) is " + weights[i] + "; none may be negative");
            }
            sum += weights[i];
        }
        if (!(sum > 0 && sum <= Double.MAX_VALUE)) {
            throw new DiversityException(samples.name(), "the weights sum to " + sum);
        }
    }

    /// How many eigenvalues are not zero: the score of order 0.
    public int rank() {
        return lambda.length;
    }

    /// The score of the paper, of order 1.
    public double score() {
        return order(1);
    }

    /// The score of an order.
    ///
    /// @param q 0 to infinity, both included
    public double order(double q) {
        if (!(q >= 0)) {
            throw new IllegalArgumentException("a score of order " + q + "; 0 to infinity is possible");
        }
        double largest = lambda[lambda.length - 1];
        if (q == 0) {
            return rank();
        }
        if (q == Double.POSITIVE_INFINITY) {
            return 1 / largest;
        }
        return Math.exp(Math.abs(q - 1) < NEAR_ONE ? entropyNearOne(q - 1) : entropy(q, largest));
    }

    /// `ln(sum lambda^q) / (1 - q)`, by powers of what is at most 1: none overflows, and not all vanish.
    private double entropy(double q, double largest) {
        double sum = 0;
        for (double value : lambda) {
            sum += Math.pow(value / largest, q);
        }
        return (Math.log(sum) + q * Math.log(largest)) / (1 - q);
    }

    /// With `sum lambda = 1`, `sum lambda^q - 1 = sum lambda (lambda^(q - 1) - 1)`; at `q = 1` Shannon's
    /// entropy.
    private double entropyNearOne(double beyond) {
        double sum = 0;
        for (double value : lambda) {
            double log = Math.log(value);
            sum += value * (beyond == 0 ? -log : Math.expm1(beyond * log));
        }
        return beyond == 0 ? sum : -Math.log1p(sum) / beyond;
    }
}
