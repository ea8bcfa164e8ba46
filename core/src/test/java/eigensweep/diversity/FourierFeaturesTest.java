package eigensweep.diversity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import eigensweep.tensor.DType;
import eigensweep.tensor.Matrix;
import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FourierFeaturesTest {

    private static final Similarity.Rbf WIDE = new Similarity.Rbf(6);

    @Test
    void tooManySamplesForAKernelGetFeatures() {
        assertThat(many(20_000).form()).isEqualTo(Form.KERNEL);
        assertThat(many(20_001).form()).isEqualTo(Form.FEATURES);
    }

    /// `1 / sqrt(D)` is the error of one similarity; the score, an average over many, errs by less.
    @Test
    void featuresApproximateTheKernel() {
        Vectors vectors = Sets.gaussian(8, 200, 5);
        FourierFeatures features =
                FourierFeatures.draw(new FourierFeatures.Options(1024, 3), Sets.gaussian(1, 2, 5), WIDE);
        double exact =
                Sets.score(VectorSamples.of(vectors, WIDE, Sets.FEATURES)).score();
        double approximate =
                Sets.score(new VectorSamples(vectors, WIDE, features)).score();
        assertThat(approximate).isCloseTo(exact, within(features.entryError() * exact));
        assertThat(approximate).isNotEqualTo(exact);
        assertThat(features.measuredError(vectors, Sets.RUN))
                .isCloseTo(Math.abs(approximate - exact) / exact, within(1e-12));
        assertThat(features.entryError()).isEqualTo(1.0 / 32);
    }

    @Test
    void theSeedDecides() {
        Vectors vectors = Sets.gaussian(8, 60, 5);
        double first = Sets.score(new VectorSamples(vectors, WIDE, drawn(1))).score();
        assertThat(Sets.score(new VectorSamples(vectors, WIDE, drawn(1))).score())
                .isEqualTo(first);
        assertThat(Sets.score(new VectorSamples(vectors, WIDE, drawn(2))).score())
                .isNotEqualTo(first);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -2, 3, 20_002})
    void featuresComeInPairs(int count) {
        assertThatIllegalArgumentException().isThrownBy(() -> new FourierFeatures.Options(count, 0));
    }

    private static FourierFeatures drawn(long seed) {
        return FourierFeatures.draw(new FourierFeatures.Options(64, seed), Sets.gaussian(1, 2, 5), WIDE);
    }

    private static VectorSamples many(int n) {
        Matrix one = new Matrix(MemorySegment.ofArray(new double[] {1}), DType.F64, 0, n, 2, 0, 0, 1.0);
        return VectorSamples.of(new Vectors("many", one), WIDE, Sets.FEATURES);
    }
}
