package eigensweep.lab.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.jni.JniUtils;
import eigensweep.lab.images.ImageShape;
import eigensweep.lab.network.Network;
import eigensweep.lab.network.Pass;
import eigensweep.lab.network.Torch;
import eigensweep.lab.network.Weights;
import eigensweep.lab.train.Batches.Batch;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/// The lab's networks, optimisers and schedules against PyTorch's (see [PyTorch]).
class PyTorchParityTest {

    private static final ImageShape CIFAR = new ImageShape(3, 32, 32);

    private static Torch torch;

    @BeforeAll
    static void open() {
        torch = Torch.open("cpu", 1);
    }

    @AfterAll
    static void close() {
        torch.close();
    }

    private static Network resnet(String architecture, String stem, ImageShape input, int classes) {
        return Network.of(Lab.model("{name: " + architecture + ", stem: " + stem + "}"), input, classes);
    }

    @ParameterizedTest
    @CsvSource({
        "resnet18, resnet18, cifar, 10, 11173962",
        "resnet18_imagenet, resnet18, imagenet, 1000, 11689512",
        "resnet50_imagenet, resnet50, imagenet, 1000, 25557032"
    })
    void namesShapesAndCountsAreTorchvisions(
            String recorded, String architecture, String stem, int classes, int parameters) {
        Network network = resnet(architecture, stem, CIFAR, classes);
        assertThat(network.variables().stream().map(v -> v.name() + " " + Arrays.toString(v.shape())))
                .containsExactlyElementsOf(PyTorch.names(recorded));
        assertThat(network.parameterCount())
                .isEqualTo(parameters)
                .isEqualTo(PyTorch.at("/" + recorded + "/parameters").asInt());
    }

    @ParameterizedTest
    @CsvSource({"resnet18_imagenet, resnet18", "resnet50_imagenet, resnet50"})
    void aForwardPassWithTheImageNetStemIsPyTorchs(String recorded, String architecture) {
        ImageShape shape = new ImageShape(3, 64, 64);
        Network network = resnet(architecture, "imagenet", shape, 1000);
        try (Weights weights = Weights.zeros(torch, network, DataType.FLOAT32);
                NDManager scope = torch.manager().newSubManager()) {
            PyTorch.draw(weights);
            NDArray x = scope.create(PyTorch.images(shape.size()), new Shape(1, 3, 64, 64));
            float[] logits =
                    network.forward(x, weights.pass(Pass.Mode.EVALUATION)).toFloatArray();
            float[] theirs = PyTorch.floats(PyTorch.at("/" + recorded + "/evaluation_logits"));
            assertClose(Arrays.copyOf(logits, theirs.length), theirs, 1e-5);
        }
    }

    @Test
    void aTrainingStepOfResNet18IsPyTorchs() {
        Network network = resnet("resnet18", "cifar", CIFAR, 10);
        JsonNode recorded = PyTorch.at("/resnet18");
        long[] labels = LongStream.range(0, 4)
                .map(i -> recorded.get("labels").get((int) i).asLong())
                .toArray();
        Batch batch = new Batch(PyTorch.images(4 * CIFAR.size()), CIFAR, labels);
        try (Weights weights = Weights.zeros(torch, network, DataType.FLOAT32);
                Trainer trainer = new Trainer(torch, weights, new Optimizer.Rule.Sgd(0.9, 5e-4))) {
            PyTorch.draw(weights);
            assertClose(logits(weights, batch), PyTorch.floats(recorded.get("evaluation_logits")), 1e-5);

            double loss = trainer.step(1, 0.01, batch).loss();

            assertThat(loss).isCloseTo(recorded.get("loss").asDouble(), within(1e-5));
            JsonNode after = recorded.get("after_sum_and_last");
            for (Map.Entry<String, JsonNode> entry : after.properties()) {
                float[] values =
                        weights.pass(Pass.Mode.EVALUATION).value(entry.getKey()).toFloatArray();
                assertThat(values[values.length - 1])
                        .as(entry.getKey())
                        .isCloseTo((float) entry.getValue().get(1).asDouble(), within(1e-5f));
            }
            assertClose(logits(weights, batch), PyTorch.floats(recorded.get("after_evaluation_logits")), 1e-5);
        }
    }

    private static float[] logits(Weights weights, Batch batch) {
        try (NDManager scope = torch.manager().newSubManager()) {
            NDArray x = scope.create(batch.x(), batch.shape());
            return weights.network()
                    .forward(x, weights.pass(Pass.Mode.EVALUATION))
                    .toFloatArray();
        }
    }

    /// Within a share of the largest value.
    private static void assertClose(float[] ours, float[] theirs, double tolerance) {
        float largest = 0;
        for (float value : theirs) {
            largest = Math.max(largest, Math.abs(value));
        }
        assertThat(ours).hasSameSizeAs(theirs);
        for (int i = 0; i < ours.length; i++) {
            assertThat((double) ours[i]).as("element %d", i).isCloseTo(theirs[i], within(tolerance * largest));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"sgd", "sgd_momentum_decay", "adamw"})
    void fiftyStepsOfAnOptimiserArePyTorchs(String name) {
        Optimizer.Rule rule = switch (name) {
            case "sgd" -> new Optimizer.Rule.Sgd(0, 0);
            case "sgd_momentum_decay" -> new Optimizer.Rule.Sgd(0.9, 0.01);
            default -> new Optimizer.Rule.AdamW(0.9, 0.999, 1e-8, 0.01);
        };
        JsonNode recorded = PyTorch.at("/optimizers/" + name);
        int n = 30;
        try (NDManager scope = torch.manager().newSubManager()) {
            JniUtils.setGradMode(false);
            Optimizer optimizer = Optimizer.of(rule, scope, n);
            NDArray w = scope.create(PyTorch.narrow(Arrays.stream(PyTorch.stream(PyTorch.START, n))
                    .map(u -> 2 * u - 1)
                    .toArray()));
            for (int step = 1; step <= 50; step++) {
                double[] g = PyTorch.stream(PyTorch.GRADIENTS + step, n);
                for (int i = 0; i < n; i++) {
                    g[i] = (2 * g[i] - 1) * Math.pow(10, -(i % 10));
                }
                optimizer.step(step, step <= 25 ? 0.05 : 0.005, w, scope.create(PyTorch.narrow(g)));
                JsonNode theirs = recorded.get(Integer.toString(step));
                if (theirs != null) {
                    float[] expected = PyTorch.floats(theirs);
                    float[] actual = w.toFloatArray();
                    for (int i = 0; i < n; i++) {
                        assertThat(actual[i]).as("step %d, %d", step, i).isCloseTo(expected[i], within(1e-6f));
                    }
                }
            }
        } finally {
            JniUtils.setGradMode(true);
        }
    }

    @Test
    void schedulesArePyTorchs() {
        Schedule cosine = new Schedule(Schedule.Shape.COSINE, 0.1, 0, List.of(), 1);
        double[] theirs = PyTorch.doubles(PyTorch.at("/schedules/cosine"));
        for (int step = 0; step < theirs.length; step++) {
            assertThat(cosine.rate(step, 40, 0)).isCloseTo(theirs[step], within(1e-12));
        }
        Schedule steps = new Schedule(Schedule.Shape.STEPS, 0.1, 0, List.of(3, 6), 0.1);
        double[] milestones = PyTorch.doubles(PyTorch.at("/schedules/steps"));
        for (int epoch = 0; epoch < milestones.length; epoch++) {
            assertThat(steps.rate(epoch * 7L, 70, epoch)).isCloseTo(milestones[epoch], within(1e-12));
        }
    }
}
