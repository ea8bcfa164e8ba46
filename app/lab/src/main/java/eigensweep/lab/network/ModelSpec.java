package eigensweep.lab.network;

import eigensweep.lab.images.ImageShape;
import eigensweep.table.Field;
import eigensweep.table.Yaml;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Which network is meant, as a recipe says it: a record an architecture, whose name in a recipe is `name`.
public sealed interface ModelSpec {

    /// The dropout rate, 0 to below 1.
    double dropout();

    /// A checkpoint the training starts from, or null: weights drawn at random.
    @Nullable
    Path weights();

    /// A multilayer perceptron.
    ///
    /// @param hidden widths of the hidden layers
    /// @param activation between the layers
    /// @param dropout after each hidden activation
    record Mlp(
            List<Integer> hidden,
            Block.Activated activation,
            double dropout,
            @Field(decides = false) @Nullable Path weights)
            implements ModelSpec {

        public static final Mlp DEFAULT = new Mlp(List.of(128, 64), Block.Activated.RELU, 0, null);

        private static final int MOST_LAYERS = 1000;

        public Mlp {
            hidden = List.copyOf(hidden);
            if (hidden.stream().anyMatch(width -> width < 1)) {
                throw new IllegalArgumentException("hidden layers of widths " + hidden + ": each is at least 1");
            }
            if (hidden.size() > MOST_LAYERS) {
                throw new IllegalArgumentException(
                        hidden.size() + " hidden layers: at most " + MOST_LAYERS + " are trained");
            }
            for (int i = 0; i < hidden.size(); i++) {
                long size = (i == 0 ? 1L : hidden.get(i - 1)) * hidden.get(i);
                if (size > Network.MOST_PARAMETERS) {
                    throw new IllegalArgumentException("hidden layers of widths " + hidden + ": " + size
                            + " weights in one, and a network may have " + Network.MOST_PARAMETERS);
                }
            }
            checkDropout(dropout);
        }
    }

    /// Two convolutions, each with batch normalisation, and a dense layer.
    ///
    /// @param dropout before the last layer
    record Cnn(
            double dropout,
            @Field(decides = false) @Nullable Path weights) implements ModelSpec {

        public static final Cnn DEFAULT = new Cnn(0, null);

        public Cnn {
            checkDropout(dropout);
        }
    }

    /// He et al. 2015, of basic blocks.
    ///
    /// @param stem how it begins
    /// @param dropout after each residual block
    record ResNet18(
            Stem stem,
            double dropout,
            @Field(decides = false) @Nullable Path weights) implements ModelSpec {

        public static final ResNet18 DEFAULT = new ResNet18(Stem.CIFAR, 0, null);

        public ResNet18 {
            checkDropout(dropout);
        }
    }

    /// He et al. 2015, of bottlenecks.
    ///
    /// @param stem how it begins
    /// @param dropout after each residual block
    record ResNet50(
            Stem stem,
            double dropout,
            @Field(decides = false) @Nullable Path weights) implements ModelSpec {

        public static final ResNet50 DEFAULT = new ResNet50(Stem.CIFAR, 0, null);

        public ResNet50 {
            checkDropout(dropout);
        }
    }

    /// How a ResNet begins.
    enum Stem {
        /// A 3 x 3 convolution of stride 1, for small images.
        CIFAR,
        /// A 7 x 7 convolution of stride 2 and a 3 x 3 maximum of stride 2, as torchvision's.
        IMAGENET
    }

    /// The architecture that `name` says. What is said of the others has to be possible, and counts for nothing: a
    /// recipe may change its `name` alone.
    static ModelSpec read(Yaml yaml) {
        for (Class<?> each : ModelSpec.class.getPermittedSubclasses()) {
            yaml.read(each);
        }
        return yaml.read(ModelSpec.class);
    }

    /// The same with another dropout rate.
    default ModelSpec withDropout(double rate) {
        return switch (this) {
            case Mlp mlp -> new Mlp(mlp.hidden, mlp.activation, rate, mlp.weights);
            case Cnn cnn -> new Cnn(rate, cnn.weights);
            case ResNet18 net -> new ResNet18(net.stem, rate, net.weights);
            case ResNet50 net -> new ResNet50(net.stem, rate, net.weights);
        };
    }

    /// How many threads a training takes where nothing is said. Small networks are slower on several than on one:
    /// their operations are over before the threads meet.
    default int threads() {
        return switch (this) {
            case Mlp _, Cnn _ -> 1;
            case ResNet18 _, ResNet50 _ -> Runtime.getRuntime().availableProcessors();
        };
    }

    /// How many values the largest layer has for an image: what a batch takes, some fifty times, in float32.
    default long valuesAnImage(ImageShape input, int classes) {
        long area = input.area();
        return switch (this) {
            case Mlp mlp ->
                Math.max(
                        Math.max(input.size(), classes),
                        mlp.hidden.stream().mapToInt(Integer::intValue).max().orElse(0));
            case Cnn _ -> 32 * area;
            case ResNet18 net -> (net.stem == Stem.CIFAR ? 64 : 16) * area;
            case ResNet50 net -> (net.stem == Stem.CIFAR ? 256 : 16) * area;
        };
    }

    private static void checkDropout(double rate) {
        if (!(rate >= 0 && rate < 1)) {
            throw new IllegalArgumentException("a dropout rate of " + rate + ": it is 0 or more, and below 1");
        }
    }
}
