package eigensweep.checkpoint.gguf;

import eigensweep.checkpoint.file.Checkpoint;
import eigensweep.tensor.DType;
import eigensweep.tensor.Meaning;
import eigensweep.tensor.Step;
import eigensweep.tensor.Tensor;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/// A LoRA adapter in a GGUF file: pairs `x.lora_a` (`r x in`) and `x.lora_b` (`out x r`), each of them the
/// update `alpha / r * b * a` of tensor `x`. For a table of embeddings it is `alpha / r * a * b^T`. Without
/// an alpha, or with one of 0, the factor is 1, as in llama.cpp.
final class GgufAdapter {

    private static final String A = ".lora_a";
    private static final String B = ".lora_b";

    private final Checkpoint checkpoint;
    private final GgufNames names;
    private final double alpha;

    private GgufAdapter(Checkpoint checkpoint, GgufHeader header) {
        this.checkpoint = checkpoint;
        this.names = GgufNames.of(header.text("general.architecture"));
        this.alpha = header.values().get("adapter.lora.alpha") instanceof Double given ? given : 0;
    }

    static Checkpoint of(Checkpoint checkpoint, GgufHeader header) {
        if (!header.text("adapter.type").equals("lora")) {
            throw checkpoint.broken(
                    "is an adapter of type '" + header.text("adapter.type") + "'; adapters of type 'lora' are known");
        }
        return new GgufAdapter(checkpoint, header).updates();
    }

    private Checkpoint updates() {
        Map<String, Tensor> byName =
                checkpoint.tensors().stream().collect(Collectors.toMap(Tensor::name, Function.identity()));
        List<Tensor> updates = new ArrayList<>();
        for (Tensor tensor : checkpoint.tensors()) {
            String name = tensor.name();
            String own = name.endsWith(A) ? A : B;
            if (!name.endsWith(own)) {
                updates.add(tensor);
                continue;
            }
            String stem = name.substring(0, name.length() - own.length());
            Tensor partner = byName.get(stem + (own.equals(A) ? B : A));
            if (partner == null) {
                throw checkpoint.broken("has no partner of " + name);
            }
            if (own.equals(A)) {
                updates.add(update(stem, tensor, partner));
            }
        }
        return checkpoint.as("GGUF LoRA adapter", updates, checkpoint.sources());
    }

    private Tensor update(String stem, Tensor a, Tensor b) {
        boolean table = stem.equals("token_embd.weight");
        if (a.rank() != 2 || b.rank() != 2 || a.count() == 0 || b.count() == 0) {
            throw checkpoint.broken("has a pair for " + stem + " that is no pair of matrices");
        }
        if (!a.dtype().isFloating() || !b.dtype().isFloating()) {
            throw checkpoint.broken("has a pair for " + stem + " whose elements are no weights");
        }
        Tensor left = table ? a : b;
        Tensor right = table ? b.transposed() : a;
        long rank = b.shape()[1];
        if (left.shape()[1] != right.shape()[0] || rank > Integer.MAX_VALUE) {
            throw checkpoint.broken("has the pair " + a.name() + " (" + a.shapeText() + ") and " + b.name() + " ("
                    + b.shapeText() + "), which have no product");
        }
        double factor = alpha == 0 ? 1 : alpha / rank;
        if (!Double.isFinite(factor)) {
            throw checkpoint.broken("has the alpha " + alpha);
        }
        long[] shape = {left.shape()[0], right.shape()[1]};
        MemorySegment zero = checkpoint.arena().allocate(Double.BYTES, Double.BYTES);
        Meaning meaning = Meaning.OUT_FIRST.used(table ? Meaning.Use.EMBEDDING : Meaning.Use.UNKNOWN);
        return new Tensor(names.original(stem), a.name(), DType.F64, shape, new long[2], zero)
                .then(new Step.Product(left, right, factor))
                .meaning(meaning.encoded(a.encoding()));
    }
}
