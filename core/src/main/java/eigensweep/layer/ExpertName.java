package eigensweep.layer;

import java.util.regex.Pattern;

/// Tells by a parameter's name whether it has something for each expert of a mixture.
final class ExpertName {

    private static final String MIXTURE = "(^|[._/])(experts?|moe|switch_(mlp|glu))(?![._]?\\d)";

    /// What all experts have in one parameter: no number of an expert, and no kernel, follows the last that names the
    /// mixture, and so none of those before it is looked at.
    private static final String OF_ALL = "(?!.*[._/]\\d+[._/])(?!.*conv)";

    /// `experts.gate_up_proj`, `switch_mlp.up_proj.weight`, `moe.fc1`, `ffn_up_exps.weight`,
    /// `block_sparse_moe.input_linear.weight`; not `experts.3.w1.weight`.
    private static final Pattern STACK =
            Pattern.compile("(?>.*" + MIXTURE + ")" + OF_ALL + ".*|.*(_exps\\b|sparse_moe\\.(in|out)put_linear).*");

    private static final Pattern BIAS =
            Pattern.compile("(?>.*" + MIXTURE + "(?=.*[./]))" + OF_ALL + ".*[./](b\\d?|(\\w*_)?bias|\\w*(?<!lora)_b)");

    private ExpertName() {}

    /// @param name of an array of three axes, in lower case
    static boolean isStack(String name) {
        return STACK.matcher(name).matches();
    }

    /// @param name of an array with a vector for each expert, if it is a bias, in lower case
    static boolean isBias(String name) {
        return BIAS.matcher(name).matches();
    }
}
