package eigensweep.checkpoint.onnx;

import eigensweep.tensor.Meaning.Use;
import eigensweep.tensor.Tensor;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What ONNX's operators do with their inputs, those of ONNX Runtime (domain `com.microsoft`) included, and what names
/// tell. An operator that is not here says nothing of the constants that it reads.
final class OnnxRoles {

    /// A letter an input: Dense, Kernel, Embedding, Recurrent, eXperts, Bias (any vector), Given (no
    /// parameter); behind them the operators that read so.
    private static final Map<String, String> INPUTS = inputs("""
            -KB Conv ConvTranspose FusedConv
            -K-B DeformConv
            -K ConvInteger
            ---K----B QLinearConv
            DD MatMul FusedMatMul TransposeMatMul MatMulInteger Einsum
            ---D QLinearMatMul
            -D----B MatMulIntegerToFloat
            -D--B DynamicQuantizeMatMul
            -D---B MatMulNBits
            DDB Gemm FusedGemm
            ---D--B QGemm
            -DB com.microsoft::Attention PackedAttention QAttention
            ---B MultiHeadAttention
            E Gather GatherBlockQuantized
            --EEEBB EmbedLayerNormalization QEmbedLayerNormalization
            -RRB-GGB LSTM DynamicQuantizeLSTM
            -RRB-G GRU RNN
            --XBXBXB MoE
            -BBBB BatchNormalization
            -BB InstanceNormalization GroupNormalization LayerNormalization
            -B RMSNormalization SimplifiedLayerNormalization PRelu BiasGelu FastGelu
            --BBB SkipLayerNormalization
            --BB SkipSimplifiedLayerNormalization
            -GGG RotaryEmbedding
            -------GG GroupQueryAttention
            --G STFT
            -G GridSample
            -GG Resize""");

    /// Operators whose constants, where they have one axis of more than one element, are vectors.
    private static final Set<String> ELEMENTWISE = Set.of("Add", "Sub", "Mul", "Div", "Pow", "Max", "Min", "Where");

    /// Windows, transforms and filter banks of what listens to sound, by the names of what they are known as in
    /// PyTorch: torchaudio, torchlibrosa, nnAudio, silero-vad.
    private static final Pattern CONSTANT_KERNEL = Pattern.compile("(.*[./_:])?("
            + "\\w+_buffer|(forward|inverse)_basis|mel_?(basis|fb|filters?|filter_?bank|scale\\.fb)|melW|fbanks?"
            + "|filter_?bank|window|window_fn|stft\\.conv_(real|imag)(\\.weight)?|dft_(matrix|real|imag)"
            + "|w(sin|cos)|cqt_kernels_(real|imag)|lowpass_filter)"
            + "|(.*[./_:])?cq_?t[12]\\d{3}v2(_\\d+)?[./_:].*");

    /// Longer names are nobody's.
    private static final int LONGEST = 1000;

    private OnnxRoles() {}

    private static Map<String, String> inputs(String table) {
        Map<String, String> inputs = new HashMap<>();
        for (String line : table.lines().toList()) {
            List<String> words = List.of(line.split(" "));
            words.stream().skip(1).forEach(operator -> inputs.put(operator, words.getFirst()));
        }
        return Map.copyOf(inputs);
    }

    /// What a constant is that a node reads; null if the operator does not say.
    static @Nullable Use use(OnnxNode node, int input) {
        String own = INPUTS.get(node.operator());
        String inputs = own == null ? INPUTS.get(node.domain() + "::" + node.operator()) : own;
        if (inputs == null || input >= inputs.length()) {
            return null;
        }
        return switch (inputs.charAt(input)) {
            case 'D' -> Use.DENSE;
            case 'K' -> Use.CONVOLUTION;
            case 'E' -> Use.EMBEDDING;
            case 'R' -> Use.RECURRENT;
            case 'X' -> Use.EXPERTS;
            case 'B' -> Use.BIAS;
            case 'G' -> Use.BUFFER;
            default -> null;
        };
    }

    /// The same, looked at more closely: only a table of numbers is looked up row by row, and what is added or
    /// multiplied element by element is a vector or nothing known.
    static Use sure(OnnxNode node, OnnxConstant constant, @Nullable Use use) {
        Tensor stored = constant.stored();
        if (use == null) {
            boolean isVector = stored.dtype().isFloating()
                    && ELEMENTWISE.contains(node.operator())
                    && Arrays.stream(stored.shape()).filter(side -> side != 1).count() <= 1;
            return isVector ? Use.BIAS : Use.UNKNOWN;
        }
        boolean isTable = stored.rank() == 2 && (stored.dtype().isFloating() || constant.isDequantised());
        boolean isUnsure = use == Use.EMBEDDING && !isTable || node.operator().equals("Einsum") && stored.rank() != 2;
        return isUnsure ? Use.UNKNOWN : use;
    }

    /// Whether what is used so is a matrix, or several.
    static boolean isMatrix(Use use) {
        return switch (use) {
            case DENSE, EMBEDDING, CONVOLUTION, RECURRENT, EXPERTS -> true;
            case UNKNOWN, BIAS, BUFFER, PART, MISSING -> false;
        };
    }

    static boolean isRecurrent(OnnxNode node) {
        return switch (node.operator()) {
            case "LSTM", "GRU", "RNN", "DynamicQuantizeLSTM" -> true;
            default -> false;
        };
    }

    /// Whether a kernel or matrix is no parameter, going by its name.
    static boolean isConstantKernel(String name) {
        return name.length() <= LONGEST && CONSTANT_KERNEL.matcher(name).matches();
    }
}
