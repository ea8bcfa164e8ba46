package eigensweep.layer;

import eigensweep.tensor.Meaning;
import eigensweep.tensor.Meaning.Axes;
import eigensweep.tensor.Meaning.Use;
import eigensweep.tensor.Tensor;
import java.util.Arrays;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/// How the axes of a tensor make matrices: the one place where shapes are argued. What the reader knows comes first,
/// then names, then shapes; what was guessed is noted on the tensor.
///
/// - A matrix over two axes, with axes of length 1 before them, as positional tables have.
/// - A kernel: a matrix for each position. Which axes are positions is the format's ([Meaning.Axes]); only for a bare
///   array they are guessed: the axes with the smaller sum, as in WeightWatcher, on a tie the last ones.
/// - Experts and directions: a matrix, and a layer, for each index of the first axis.
/// - Another stack: a matrix for each index of the first axes, in one layer, not scaled as kernels are.
///
/// @param type the kind of layer
/// @param tensor what was read, with what was guessed
/// @param rows the axis that rows run over
/// @param columns the axis that columns run over
/// @param over the axes that count matrices
record Reading(Layer.Type type, Tensor tensor, int rows, int columns, int[] over) {

    private static final Pattern RECURRENT =
            Pattern.compile(".*(\\bweight_(ih|hh|hr)(_l\\d+)?(_reverse)?|\\brecurrent_kernel)(:0)?");

    /// The parameter of a module that is called its weight; other parameters have names of their own.
    private static final Pattern WEIGHT = Pattern.compile("(.*[._/])?(weight|kernel)(:0)?");

    /// In the name of a parameter or of its module; what a module further up is called says nothing.
    private static final Pattern CONVOLUTION = Pattern.compile("(.*[./])?(?>[^./]*?conv)[^./]*([./][^./]*)?");

    private static final Pattern STACKED = Pattern.compile(".*(bilinear|biaffine).*");

    /// Kernels deeper than this in front of square positions are matrices of a modulated convolution.
    private static final int DEEPEST = 16;

    private static final int[] NONE = {};

    /// Reads a tensor that has elements.
    static Reading of(Tensor tensor) {
        String name = tensor.name().toLowerCase(Locale.ROOT);
        int rank = tensor.rank();
        Use use = tensor.meaning().use();
        if (rank < 2 || isBias(tensor, name)) {
            return new Reading(Layer.Type.VECTOR, tensor, 0, 0, NONE);
        }
        if (rank > 5 || use == Use.PART || use == Use.MISSING) {
            return new Reading(Layer.Type.OTHER, tensor, 0, 1, NONE);
        }
        if (rank == 2) {
            return new Reading(matrixType(use, name), tensor, 0, 1, NONE);
        }
        return switch (use) {
            case CONVOLUTION -> kernel(tensor);
            case EXPERTS -> stack(Layer.Type.EXPERT, tensor);
            case RECURRENT -> stack(Layer.Type.RECURRENT, tensor);
            case DENSE, EMBEDDING -> pooled(tensor, name);
            case UNKNOWN, BIAS, BUFFER, PART, MISSING -> byNameAndShape(tensor, name);
        };
    }

    private static Reading byNameAndShape(Tensor tensor, String name) {
        if (tensor.rank() == 3 && ExpertName.isStack(name)) {
            return stack(Layer.Type.EXPERT, tensor);
        }
        if (tensor.meaning().axes() == Axes.UNKNOWN) {
            return kernel(guessed(tensor));
        }
        boolean weight = isWeight(name);
        boolean convolution = CONVOLUTION.matcher(name).matches();
        boolean named = weight || convolution;
        if (!named && (tensor.rank() == 3 || tensor.shape()[0] == 1)
                || tensor.rank() == 3 && STACKED.matcher(name).matches()) {
            return pooled(tensor, name);
        }
        boolean plain = convolution || weight && tensor.rank() == 4;
        Tensor kernel = plain ? tensor : tensor.noted("taken for a convolution kernel by its shape");
        return isModulated(tensor) ? modulated(kernel) : kernel(kernel);
    }

    /// Whether a module calls this its weight, rather than by a name of its own.
    static boolean isWeight(String name) {
        return WEIGHT.matcher(name).matches();
    }

    /// `[1, out, in, k, k]`, as StyleGAN 2 has its kernels, rather than three positions.
    private static boolean isModulated(Tensor tensor) {
        long[] shape = tensor.shape();
        return shape.length == 5 && shape[0] == 1 && shape[2] >= DEEPEST && shape[3] == shape[4] && shape[2] > shape[3];
    }

    private static Reading modulated(Tensor tensor) {
        Tensor noted = tensor.noted("the first axis, of length 1, left out: a modulated 2-D kernel");
        return new Reading(Layer.Type.CONV2D, noted, 1, 2, new int[] {0, 3, 4});
    }

    /// Biases of experts or heads: a vector for each.
    private static boolean isBias(Tensor tensor, String name) {
        boolean isMatrix = tensor.rank() == 2;
        boolean isRowEach = isMatrix || tensor.rank() == 3 && tensor.shape()[1] == 1;
        return tensor.meaning().use() == Use.BIAS
                || isMatrix
                        && (tensor.meaning().use() == Use.EXPERTS || name.endsWith("bias") || name.endsWith("biases"))
                || isRowEach && ExpertName.isBias(name);
    }

    /// PyTorch's names for recurrent weights hold whatever reads them: a cell whose steps are written out multiplies.
    private static Layer.Type matrixType(Use use, String name) {
        if (use == Use.RECURRENT || RECURRENT.matcher(name).matches()) {
            return Layer.Type.RECURRENT;
        }
        return switch (use) {
            case DENSE -> Layer.Type.DENSE;
            case EMBEDDING -> Layer.Type.EMBEDDING;
            default -> EmbeddingName.isTable(name) ? Layer.Type.EMBEDDING : Layer.Type.DENSE;
        };
    }

    private static Reading kernel(Tensor tensor) {
        int rank = tensor.rank();
        int last = rank - 1;
        Layer.Type type = switch (rank) {
            case 3 -> Layer.Type.CONV1D;
            case 4 -> Layer.Type.CONV2D;
            default -> Layer.Type.CONV3D;
        };
        return switch (tensor.meaning().axes()) {
            case POSITIONS_FIRST -> new Reading(type, tensor, last - 1, last, range(0, last - 1));
            case POSITIONS_BETWEEN -> new Reading(type, tensor, 0, last, range(1, last));
            case OUT_FIRST, UNKNOWN -> new Reading(type, tensor, 0, 1, range(2, rank));
        };
    }

    /// A bare array as a kernel, with the order of axes that its shape suggests.
    private static Tensor guessed(Tensor tensor) {
        long[] shape = tensor.shape();
        int rank = shape.length;
        boolean first = rank == 3 ? shape[0] < shape[2] : sum(shape, 0, rank - 2) < sum(shape, 2, rank);
        Meaning known = tensor.meaning();
        Meaning guess = new Meaning(
                first ? Axes.POSITIONS_FIRST : Axes.OUT_FIRST, Use.CONVOLUTION, known.encoding(), known.note());
        return tensor.meaning(guess.noted("a bare array: taken for a kernel whose positions come "
                + (first ? "first" : "last") + ", guessed from its shape"));
    }

    private static long sum(long[] shape, int from, int to) {
        return Arrays.stream(shape, from, to).sum();
    }

    static Reading stack(Layer.Type type, Tensor tensor) {
        return new Reading(type, tensor, tensor.rank() - 2, tensor.rank() - 1, range(0, tensor.rank() - 2));
    }

    private static Reading pooled(Tensor tensor, String name) {
        Layer.Type type = matrixType(tensor.meaning().use(), name);
        if (tensor.rank() == 2) {
            return new Reading(type, tensor, 0, 1, NONE);
        }
        Reading stack = stack(type, tensor);
        long count = stack.matrices();
        Tensor read = count == 1 ? tensor : tensor.noted("a stack of " + count + " matrices in one spectrum");
        return new Reading(type, read, stack.rows, stack.columns, stack.over);
    }

    private static int[] range(int from, int to) {
        return IntStream.range(from, to).toArray();
    }

    /// How many matrices there are.
    long matrices() {
        long count = 1;
        for (int axis : over) {
            count *= tensor.shape()[axis];
        }
        return count;
    }

    /// Where a matrix lies along the axes that count them, the last of which runs fastest.
    long[] position(int matrix) {
        long[] position = new long[tensor.rank()];
        long rest = matrix;
        for (int i = over.length - 1; i >= 0; i--) {
            position[over[i]] = rest % tensor.shape()[over[i]];
            rest /= tensor.shape()[over[i]];
        }
        return position;
    }
}
