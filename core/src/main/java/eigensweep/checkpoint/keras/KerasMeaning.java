package eigensweep.checkpoint.keras;

import eigensweep.tensor.Meaning;
import eigensweep.tensor.Meaning.Axes;
import eigensweep.tensor.Meaning.Use;
import eigensweep.tensor.Tensor;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/// What a variable of a Keras layer is: by the layer's class where the file tells it, else by its name.
///
/// Axes are positions, inputs, outputs. A projection to or from several heads has them as an axis of its own; it is
/// one matrix all the same, and seen as such.
///
/// @param variable which one
/// @param siblings the axes of all variables of the same layer, by their names
record KerasMeaning(KerasVariable variable, Map<String, Integer> siblings) {

    private static final Meaning KERAS = new Meaning(Axes.POSITIONS_FIRST, Use.UNKNOWN, null, "");

    private static final Pattern RECURRENT = Pattern.compile("(.*_)?(lstm|gru|rnn|cell)");
    private static final Pattern CONVOLUTION =
            Pattern.compile("(.*_)?(conv|convolution)[123]d(_transpose)?|conv_lstm.*");
    private static final Pattern KERNEL = Pattern.compile("(depthwise_|pointwise_|recurrent_)?kernel|W");

    /// `W_i`, `U_f`: the matrices of Keras 1, one for each gate.
    private static final Pattern GATE = Pattern.compile("(recurrent_)?kernel|[WU](_[a-z])?");

    private static final Pattern EMBEDDINGS = Pattern.compile("(.*_)?embeddings?");
    private static final Pattern AVERAGE = Pattern.compile("moving_(mean|variance)|running_(mean|std|var)");
    private static final Pattern BIAS = Pattern.compile("bias|beta|gamma|scale|b(_[a-z])?");

    /// Projections to heads: `in, heads, dim`.
    private static final Set<String> TO_HEADS = Set.of("query", "key", "value");

    private static final String FROM_HEADS = "attention_output";

    /// The tensor, with what is known of it.
    Tensor given(Tensor tensor) {
        if (AVERAGE.matcher(variable.name()).matches()) {
            return tensor.meaning(KERAS.used(Use.BUFFER).noted("running statistics"));
        }
        if (nearest(variable.kinds()).equals("normalization")) {
            return tensor.meaning(KERAS.used(Use.BUFFER).noted("statistics of the data"));
        }
        if (BIAS.matcher(variable.name()).matches()) {
            return tensor.meaning(tensor.rank() > 1 ? KERAS.used(Use.BIAS) : KERAS);
        }
        return switch (tensor.rank()) {
            case 0, 1 -> tensor.meaning(KERAS);
            case 2 -> tensor.meaning(KERAS.used(matrix()));
            default -> stacked(tensor);
        };
    }

    private Use matrix() {
        boolean recurrent = variable.kinds().stream()
                .anyMatch(kind -> RECURRENT.matcher(kind).matches());
        if ((recurrent || siblings.containsKey("recurrent_kernel"))
                && GATE.matcher(variable.name()).matches()) {
            return Use.RECURRENT;
        }
        if (EMBEDDINGS.matcher(variable.name()).matches()) {
            return Use.EMBEDDING;
        }
        return KERNEL.matcher(variable.name()).matches() ? Use.DENSE : Use.UNKNOWN;
    }

    private Tensor stacked(Tensor tensor) {
        String kind = nearest(variable.kinds());
        if (CONVOLUTION.matcher(kind).matches()) {
            return tensor.meaning(KERAS.used(Use.CONVOLUTION));
        }
        if (kind.startsWith("locally_connected")) {
            return tensor.meaning(KERAS.used(Use.DENSE).noted("a matrix of its own for each position"));
        }
        int inputs = inputAxes(tensor.rank());
        if (inputs > 0) {
            return joined(tensor, inputs);
        }
        if (kind.equals(KerasLayers.EINSUM_DENSE)) {
            return tensor.meaning(KERAS.used(Use.DENSE));
        }
        boolean kernel = tensor.rank() > 3 && KERNEL.matcher(variable.name()).matches();
        return tensor.meaning(kernel ? KERAS.used(Use.CONVOLUTION) : KERAS);
    }

    /// How many axes of a kernel, the first ones, are inputs (or outputs), while the others are not; 0 if that is not
    /// how it is, or nothing tells it.
    private int inputAxes(int rank) {
        String equation = variable.setting("equation");
        if (equation != null) {
            return inputAxes(equation, rank);
        }
        if (rank != 3 || !variable.name().equals("kernel")) {
            return 0;
        }
        String layer = nearest(variable.layers());
        if (TO_HEADS.contains(layer) || siblings.getOrDefault("bias", 0) == 2) {
            return 1;
        }
        return layer.equals(FROM_HEADS) ? 2 : 0;
    }

    /// `abc,cde->abde`: what the kernel shares with the input alone are inputs.
    private static int inputAxes(String equation, int rank) {
        String[] sides = equation.replace(" ", "").split("->", 2);
        String[] operands = sides[0].split(",", 2);
        if (sides.length < 2 || operands.length < 2 || operands[1].length() != rank) {
            return 0;
        }
        String kernel = operands[1];
        int changes = 0;
        int first = 0;
        for (int axis = 0; axis < rank; axis++) {
            char letter = kernel.charAt(axis);
            boolean input = operands[0].indexOf(letter) >= 0;
            boolean output = sides[1].indexOf(letter) >= 0;
            if (input == output) {
                return 0; // One matrix for each index of this axis.
            }
            boolean before = axis > 0 && operands[0].indexOf(kernel.charAt(axis - 1)) >= 0;
            if (axis > 0 && input != before) {
                changes++;
                first = axis;
            }
        }
        return changes == 1 ? first : 0;
    }

    /// A matrix of what the first axes run over, and what the others do.
    private static Tensor joined(Tensor tensor, int axes) {
        long rows = 1;
        long columns = 1;
        for (int axis = 0; axis < tensor.rank(); axis++) {
            rows *= axis < axes ? tensor.shape()[axis] : 1;
            columns *= axis < axes ? 1 : tensor.shape()[axis];
        }
        Meaning meaning =
                KERAS.used(Use.DENSE).noted("all heads in one matrix; " + tensor.shapeText() + " in the file");
        return tensor.viewed(new long[] {rows, columns}, new long[] {columns, 1})
                .meaning(meaning);
    }

    private static String nearest(List<String> names) {
        return names.isEmpty() ? "" : names.getLast();
    }
}
