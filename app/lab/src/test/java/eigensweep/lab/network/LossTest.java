package eigensweep.lab.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import org.junit.jupiter.api.Test;

class LossTest {

    /// `softmax(0, ln 3) = (1/4, 3/4)`, `softmax(5, 5) = (1/2, 1/2)`.
    private static NDArray logits(NDManager manager) {
        return manager.create(new float[] {0, (float) Math.log(3), 5, 5}, new Shape(2, 2));
    }

    @Test
    void ofClassesIsTheMeanOfTheirNegativeLogProbabilities() {
        try (Torch torch = Torch.open("cpu", 1);
                NDManager scope = torch.manager().newSubManager()) {
            NDArray loss = Loss.crossEntropy(logits(scope), scope.create(new long[] {0, 1}));
            assertThat(loss.getFloat()).isCloseTo((float) ((Math.log(4) + Math.log(2)) / 2), within(1e-6f));
        }
    }

    @Test
    void ofSharesWeighsTheNegativeLogProbabilityOfEachClass() {
        try (Torch torch = Torch.open("cpu", 1);
                NDManager scope = torch.manager().newSubManager()) {
            NDArray shares = scope.create(new float[] {0.25f, 0.75f, 0.6f, 0.4f}, new Shape(2, 2));
            double first = 0.25 * Math.log(4) + 0.75 * Math.log(4.0 / 3);
            double second = Math.log(2);
            assertThat(Loss.crossEntropyOfShares(logits(scope), shares).getFloat())
                    .isCloseTo((float) ((first + second) / 2), within(1e-6f));
        }
    }

    /// What is certain is one class.
    @Test
    void ofCertainSharesIsThatOfTheClasses() {
        try (Torch torch = Torch.open("cpu", 1);
                NDManager scope = torch.manager().newSubManager()) {
            NDArray certain = scope.create(new float[] {1, 0, 0, 1}, new Shape(2, 2));
            assertThat(Loss.crossEntropyOfShares(logits(scope), certain).getFloat())
                    .isEqualTo(Loss.crossEntropy(logits(scope), scope.create(new long[] {0, 1}))
                            .getFloat());
        }
    }
}
