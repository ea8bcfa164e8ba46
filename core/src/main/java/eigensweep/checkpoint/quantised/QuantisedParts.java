package eigensweep.checkpoint.quantised;

import eigensweep.checkpoint.file.ModelConfig;
import eigensweep.checkpoint.parts.Parts;
import eigensweep.checkpoint.parts.SpectralNorm;
import eigensweep.tensor.Tensor;
import java.lang.foreign.Arena;
import java.util.Arrays;

/// What weights are dequantised from.
///
/// @param parts the tensors of the model
/// @param arena whose memory holds what is made
/// @param config what lies beside the model
record QuantisedParts(Parts parts, Arena arena, ModelConfig config) {

    /// Puts a weight in the place of its codes.
    ///
    /// @param codes the name of the codes
    /// @param encoding what the scheme is called
    /// @param others the names of its other parts; those that the model has not are passed over
    void put(String codes, Tensor weight, String encoding, String... others) {
        parts.replace(codes, weight.meaning(weight.meaning().encoded(encoding + " (dequantised)")));
        for (String other : others) {
            if (!other.equals(codes)) {
                parts.leave(other, "part of a quantised weight: " + weight.name());
            }
        }
    }

    /// A number under two axes.
    Tensor constant(double value) {
        return SpectralNorm.constant(value, 2, arena);
    }

    /// The same for what is made under a module's name of its parts.
    ///
    /// @param weight made of zeros and steps
    /// @param module to which the names of the others belong
    void put(Tensor codes, Tensor weight, String encoding, String module, String... others) {
        Tensor stored = weight.renamed(codes.storedName()).named(weight.name()).meaning(codes.meaning());
        String[] names =
                Arrays.stream(others).map(other -> module + "." + other).toArray(String[]::new);
        put(codes.name(), stored, encoding, names);
    }

    /// Says why codes are no weight.
    void unfit(Tensor codes, String why) {
        parts.leave(codes.name(), why + "; sweep the model before quantisation");
    }
}
