package eigensweep.lab.network;

import ai.djl.ndarray.NDArray;
import eigensweep.lab.images.ImageShape;
import eigensweep.lab.network.Block.Activated;
import eigensweep.lab.network.Block.Chain;
import eigensweep.lab.network.Block.Convolution;
import eigensweep.lab.network.Block.Convolution.Bias;
import eigensweep.lab.network.Block.Dense;
import eigensweep.lab.network.Block.Dropped;
import eigensweep.lab.network.Block.Flat;
import eigensweep.lab.network.Block.MaxPool;
import eigensweep.lab.network.Block.MeanPool;
import eigensweep.lab.network.Block.Normalised;
import eigensweep.lab.network.Block.Residual;
import eigensweep.lab.network.ModelSpec.Stem;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// A classifier of images: `n x c x h x w` in, `n x classes` logits out.
///
/// The architectures are the published ones, with the names of torchvision's ResNets (He et al. 2015; the
/// stride of a bottleneck in its 3 x 3 convolution, "v1.5") and of `nn.Sequential` without counting dropout, so
/// that the names of a treatment's layers are the baseline's.
///
/// @param block all of it
/// @param input the shape of an image
/// @param classes how many
public record Network(Block block, ImageShape input, int classes) {

    /// Four times a ResNet-50: with gradient and moments some 2 GB. A recipe that nobody vetted takes no
    /// more.
    static final long MOST_PARAMETERS = 100_000_000;

    /// Values of the largest layer for a batch, 1 GiB in float32.
    static final long MOST_VALUES = 1L << 28;

    public static Network of(ModelSpec spec, ImageShape input, int classes) {
        Block block = switch (spec) {
            case ModelSpec.Mlp mlp -> mlp(mlp, input, classes);
            case ModelSpec.Cnn cnn -> cnn(cnn, input, classes);
            case ModelSpec.ResNet18 net -> resnet(net, net.stem(), input, classes, new int[] {2, 2, 2, 2}, Unit.BASIC);
            case ModelSpec.ResNet50 net ->
                resnet(net, net.stem(), input, classes, new int[] {3, 4, 6, 3}, Unit.BOTTLENECK);
        };
        checkParameters(spec, block);
        return new Network(block, input, classes);
    }

    private static void checkParameters(ModelSpec spec, Block block) {
        long parameters = 0;
        for (Variable variable : block.variables()) {
            parameters += variable.elements();
            if (parameters > MOST_PARAMETERS) {
                throw new TrainException(
                        "the network (" + spec.getClass().getSimpleName().toLowerCase(Locale.ROOT)
                                + ") would have more than " + MOST_PARAMETERS
                                + " parameters, which is the most that is trained: smaller images (data: size), or"
                                + " fewer or narrower hidden layers",
                        null);
            }
        }
    }

    /// Refuses a batch that would take more memory than a recipe may ask for.
    ///
    /// @param batch images at once
    /// @throws TrainException if it does
    public static void checkBatch(ModelSpec model, int batch, ImageShape input, int classes) {
        long values = model.valuesAnImage(input, classes);
        if (batch * values > MOST_VALUES) {
            String remedy = values > MOST_VALUES ? "" : "a batch of " + MOST_VALUES / values + " or less, or ";
            throw new TrainException(
                    "a batch of " + batch + " images of " + input + " makes a layer of " + batch * values
                            + " values; at most " + MOST_VALUES + " are computed at once: ask for " + remedy
                            + "smaller images (data: size)",
                    null);
        }
    }

    public List<Variable> variables() {
        return block.variables();
    }

    /// The parameters, in the order of a Hessian's rows.
    public List<Variable> parameters() {
        return variables().stream()
                .filter(variable -> variable.kind() == Variable.Kind.PARAMETER)
                .toList();
    }

    /// How many numbers are trained.
    public int parameterCount() {
        return parameters().stream().mapToInt(Variable::size).reduce(0, Math::addExact);
    }

    public NDArray forward(NDArray x, Pass pass) {
        return block.forward(x, pass);
    }

    /// What the last layer is given, `n x d`: the features that the classes are told by.
    public NDArray features(NDArray x, Pass pass) {
        if (!(block instanceof Block.Chain chain)) {
            throw new IllegalStateException("a network is a chain that ends with a dense layer, not " + block);
        }
        List<Block> all = chain.blocks();
        return new Block.Chain(all.subList(0, all.size() - 1)).forward(x, pass);
    }

    private static Block mlp(ModelSpec.Mlp spec, ImageShape input, int classes) {
        List<Block> blocks = new ArrayList<>(List.of(new Flat()));
        int width = input.size();
        for (int i = 0; i < spec.hidden().size(); i++) {
            int next = spec.hidden().get(i);
            blocks.add(new Dense(Integer.toString(2 * i), width, next));
            blocks.add(spec.activation());
            blocks.add(new Dropped(spec.dropout()));
            width = next;
        }
        blocks.add(new Dense(Integer.toString(2 * spec.hidden().size()), width, classes));
        return new Chain(blocks);
    }

    private static Block cnn(ModelSpec.Cnn spec, ImageShape input, int classes) {
        int pooled = 32 * (input.height() / 2) * (input.width() / 2);
        return Chain.of(
                new Convolution("conv1", input.channels(), 16, 3, 1, 1, Bias.PRESENT),
                new Normalised("bn1", 16),
                Activated.RELU,
                new Convolution("conv2", 16, 32, 3, 1, 1, Bias.PRESENT),
                new Normalised("bn2", 32),
                Activated.RELU,
                new MaxPool(2, 2, 0),
                new Flat(),
                new Dropped(spec.dropout()),
                new Dense("fc", pooled, classes));
    }

    /// What a ResNet is made of.
    private enum Unit {
        /// Two 3 x 3 convolutions.
        BASIC(1),
        /// 1 x 1, 3 x 3 and 1 x 1, four times as wide at the end.
        BOTTLENECK(4);

        private final int expansion;

        Unit(int expansion) {
            this.expansion = expansion;
        }
    }

    private static Block resnet(ModelSpec spec, Stem stem, ImageShape input, int classes, int[] depths, Unit unit) {
        List<Block> blocks = new ArrayList<>();
        boolean small = stem == Stem.CIFAR;
        blocks.add(
                small
                        ? new Convolution("conv1", input.channels(), 64, 3, 1, 1, Bias.ABSENT)
                        : new Convolution("conv1", input.channels(), 64, 7, 2, 3, Bias.ABSENT));
        blocks.add(new Normalised("bn1", 64));
        blocks.add(Activated.RELU);
        if (!small) {
            blocks.add(new MaxPool(3, 2, 1));
        }
        int in = 64;
        for (int stage = 0; stage < depths.length; stage++) {
            int planes = 64 << stage;
            for (int i = 0; i < depths[stage]; i++) {
                String name = "layer" + (stage + 1) + "." + i;
                int stride = stage > 0 && i == 0 ? 2 : 1;
                blocks.add(unit(name, in, planes, stride, unit));
                blocks.add(new Dropped(spec.dropout()));
                in = planes * unit.expansion;
            }
        }
        blocks.add(new MeanPool());
        blocks.add(new Dense("fc", in, classes));
        return new Chain(blocks);
    }

    private static Block unit(String name, int in, int planes, int stride, Unit unit) {
        int out = planes * unit.expansion;
        Block body = switch (unit) {
            case BASIC ->
                Chain.of(
                        new Convolution(name + ".conv1", in, planes, 3, stride, 1, Bias.ABSENT),
                        new Normalised(name + ".bn1", planes),
                        Activated.RELU,
                        new Convolution(name + ".conv2", planes, planes, 3, 1, 1, Bias.ABSENT),
                        new Normalised(name + ".bn2", planes));
            case BOTTLENECK ->
                Chain.of(
                        new Convolution(name + ".conv1", in, planes, 1, 1, 0, Bias.ABSENT),
                        new Normalised(name + ".bn1", planes),
                        Activated.RELU,
                        new Convolution(name + ".conv2", planes, planes, 3, stride, 1, Bias.ABSENT),
                        new Normalised(name + ".bn2", planes),
                        Activated.RELU,
                        new Convolution(name + ".conv3", planes, out, 1, 1, 0, Bias.ABSENT),
                        new Normalised(name + ".bn3", out));
        };
        Block shortcut = stride == 1 && in == out
                ? Chain.of()
                : Chain.of(
                        new Convolution(name + ".downsample.0", in, out, 1, stride, 0, Bias.ABSENT),
                        new Normalised(name + ".downsample.1", out));
        return new Residual(body, shortcut);
    }
}
