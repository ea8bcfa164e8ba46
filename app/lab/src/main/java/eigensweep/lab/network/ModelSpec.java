package eigensweep.lab.network;

import eigensweep.lab.images.ImageShape;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Which network is meant, as a recipe says it.
///
/// @param name which architecture
/// @param hidden widths of the hidden layers of an MLP
/// @param activation between the layers of an MLP
/// @param stem how a ResNet begins
/// @param dropout the rate, 0 to below 1: after each hidden activation of an MLP, before the last layer of a
///     CNN, after each residual block of a ResNet
/// @param weights a checkpoint the training starts from, or null
public record ModelSpec(
        Architecture name,
        List<Integer> hidden,
        Block.Activated activation,
        Stem stem,
        double dropout,
        @Nullable Path weights) {

    /// Weights drawn at random.
    public ModelSpec(Architecture name, List<Integer> hidden, Block.Activated activation, Stem stem, double dropout) {
        this(name, hidden, activation, stem, dropout, null);
    }

    public ModelSpec withDropout(double rate) {
        return new ModelSpec(name, hidden, activation, stem, rate, weights);
    }

    public ModelSpec withoutWeights() {
        return new ModelSpec(name, hidden, activation, stem, dropout);
    }

    /// The architectures of the lab.
    public enum Architecture {
        MLP,
        CNN,
        RESNET18,
        RESNET50
    }

    /// How a ResNet begins.
    public enum Stem {
        /// A 3 x 3 convolution of stride 1, for small images.
        CIFAR,
        /// A 7 x 7 convolution of stride 2 and a 3 x 3 maximum of stride 2, as torchvision's.
        IMAGENET
    }

    private static final int MOST_LAYERS = 1000;

    /// How many values the largest layer has for an image: what a batch takes, some fifty times, in float32.
    long valuesAnImage(ImageShape input, int classes) {
        long area = input.area();
        return switch (name) {
            case MLP ->
                Math.max(
                        Math.max(input.size(), classes),
                        hidden.stream().mapToInt(Integer::intValue).max().orElse(0));
            case CNN -> 32 * area;
            case RESNET18 -> (stem == Stem.CIFAR ? 64 : 16) * area;
            case RESNET50 -> (stem == Stem.CIFAR ? 256 : 16) * area;
        };
    }

    public ModelSpec {
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
        if (!(dropout >= 0 && dropout < 1)) {
            throw new IllegalArgumentException("a dropout rate of " + dropout + ": it is 0 or more, and below 1");
        }
    }
}
