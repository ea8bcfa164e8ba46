package eigensweep.checkpoint;

import eigensweep.checkpoint.Pickled.Global;
import eigensweep.tensor.Meaning.Use;

/// What the modules that PyTorch brings do with their parameters: modules people write themselves have others inside,
/// or parameters of which nothing is known.
final class TorchModule {

    private TorchModule() {}

    /// @param type the class of a module
    /// @param parameter its name in it
    static Use use(Global type, String parameter) {
        String module = bare(type.module());
        if (!module.startsWith("torch.nn.") && !module.startsWith("torch.ao.nn.")) {
            return Use.UNKNOWN;
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

    /// Without what TorchScript makes of it: `__torch__.torch.nn.modules.linear.___torch_mangle_0`.
    private static String bare(String module) {
        return module.replaceFirst("^__torch__\\.", "").replaceFirst("\\.___torch_mangle_\\d+$", "");
    }
}
