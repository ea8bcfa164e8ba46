package eigensweep.checkpoint.torch;

import eigensweep.checkpoint.torch.Pickled.Global;
import eigensweep.tensor.Meaning.Use;
import java.util.regex.Pattern;

/// What the modules that PyTorch brings do with their parameters: modules people write themselves have others inside,
/// or parameters of which nothing is known, unless they are called convolutions of so many dimensions.
final class TorchModule {

    private static final Pattern CONVOLUTION = Pattern.compile(".*Conv(Transpose)?[123][dD]([A-Z_].*)?");

    /// Longer names are nobody's.
    private static final int LONGEST = 1000;

    private TorchModule() {}

    /// @param type the class of a module
    /// @param parameter its name in it
    static Use use(Global type, String parameter) {
        String module = bare(type.module());
        if (!module.startsWith("torch.nn.") && !module.startsWith("torch.ao.nn.")) {
            return isConvolution(type) ? ofConvolution(parameter) : Use.UNKNOWN;
        }
        if (parameter.startsWith("bias") || module.endsWith("norm") || module.endsWith(".normalization")) {
            return Use.BIAS;
        }
        if (!parameter.contains("weight")) {
            return Use.UNKNOWN;
        }
        return switch (module.substring(module.lastIndexOf('.') + 1)) {
            case "linear", "activation" -> Use.DENSE; // attention is among the activations
            case "conv" -> Use.CONVOLUTION;
            case "sparse" -> Use.EMBEDDING;
            case "rnn" -> Use.RECURRENT;
            default -> Use.UNKNOWN;
        };
    }

    /// `CausalConv1d`, `WSConv2d`; a `Conv1D` of transformers is one of one position, and its weight a matrix.
    private static boolean isConvolution(Global type) {
        return type.name().length() <= LONGEST
                && CONVOLUTION.matcher(type.name()).matches();
    }

    private static Use ofConvolution(String parameter) {
        if (parameter.startsWith("bias")) {
            return Use.BIAS;
        }
        return parameter.contains("weight") || parameter.contains("kernel") ? Use.CONVOLUTION : Use.UNKNOWN;
    }

    /// Without what TorchScript makes of it: `__torch__.torch.nn.modules.linear.___torch_mangle_0`.
    private static String bare(String module) {
        return module.replaceFirst("^__torch__\\.", "").replaceFirst("\\.___torch_mangle_\\d+$", "");
    }
}
