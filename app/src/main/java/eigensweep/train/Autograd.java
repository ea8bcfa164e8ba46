package eigensweep.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValueUtils;
import ai.djl.pytorch.jni.JniUtils;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/// libtorch's `autograd.grad`, which DJL does not offer: gradients come back as arrays instead of piling up in
/// the parameters, and gradients of gradients are free of DJL's leak (263 KB a product).
///
/// The way there is TorchScript: a program of a few lines, packed as PyTorch's `jit.save` packs one, which
/// libtorch compiles when it is loaded.
final class Autograd {

    /// Three methods that differ in how `torch.autograd.grad` is called: `grad_outputs, retain_graph,
    /// create_graph`.
    private static final String PROGRAM = """
            class Autograd(Module):
              __parameters__ = []
              __buffers__ = []
              training : bool
            """
            + method("forward", "", "None, False, False")
            + method("graph", "", "None, True, True")
            + method("product", ", v: Tensor", "annotate(List[Optional[Tensor]], [v]), True, False");

    private static final String FLATTENED = """
                flat = annotate(List[Tensor], [])
                for i in range(torch.len(weights)):
                  g = gradients[i]
                  if torch.__is__(g, None):
                    _0 = torch.append(flat, torch.reshape(torch.zeros_like(weights[i]), [-1]))
                  else:
                    g0 = unchecked_cast(Tensor, g)
                    _1 = torch.append(flat, torch.reshape(g0, [-1]))
                return torch.cat(flat)
            """;

    private final PtSymbolBlock module;
    private final NDArray graph;
    private final NDArray product;

    private Autograd(PtSymbolBlock module, NDManager manager) {
        this.module = module;
        this.graph = named(manager.create(0f), "module_method:graph");
        this.product = named(manager.create(0f), "module_method:product");
    }

    /// `d output / d weights` as one vector; a weight that the output does not depend on has zeros.
    private static String method(String name, String parameter, String how) {
        return "  def " + name + "(self: __torch__.Autograd, output: Tensor, weights: List[Tensor]" + parameter
                + ") -> Tensor:\n"
                + "    gradients = torch.autograd.grad([output], weights, " + how + ", True)\n"
                + FLATTENED;
    }

    static Autograd load(NDManager manager) {
        try {
            return new Autograd(
                    JniUtils.loadModule((PtNDManager) manager, new ByteArrayInputStream(archive()), false, false),
                    manager);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Marks the leaves that the derivatives are taken by.
    static void asWeight(NDArray leaf) {
        leaf.setName("weights[]");
    }

    private static NDArray named(NDArray array, String name) {
        array.setName(name);
        return array;
    }

    /// The gradient of a number, `sum of sizes` long, in the manager of `output`; its graph is spent.
    NDArray gradient(NDArray output, List<NDArray> weights) {
        return call(output.getManager(), output, weights);
    }

    /// The same with a graph of its own, so that it can be derived again.
    NDArray gradientWithGraph(NDArray output, List<NDArray> weights) {
        return call(output.getManager(), output, weights, graph);
    }

    /// `v^T d gradient / d weights`, for the Hessian `H v`, in the manager of `v`. The graph is kept.
    NDArray product(NDArray gradient, List<NDArray> weights, NDArray v) {
        return call(v.getManager(), gradient, weights, v, product);
    }

    private NDArray call(NDManager scope, NDArray output, List<NDArray> weights, NDArray... more) {
        NDList inputs = new NDList(weights.size() + 1 + more.length);
        inputs.add(output);
        inputs.addAll(weights);
        inputs.addAll(List.of(more));
        // With false there would be no derivatives.
        NDArray result = IValueUtils.forward(module, inputs, true).singletonOrThrow();
        result.attach(scope);
        return result;
    }

    private static byte[] archive() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            zip.setMethod(ZipOutputStream.STORED);
            add(zip, "data.pkl", instance());
            add(zip, "code/__torch__.py", PROGRAM.getBytes(StandardCharsets.UTF_8));
            add(zip, "constants.pkl", new byte[] {(byte) 0x80, 2, ')', '.'});
            add(zip, "version", "3\n".getBytes(StandardCharsets.UTF_8));
        }
        return bytes.toByteArray();
    }

    /// The pickle of `Autograd()` with `training = True`: class, empty arguments, new object, its state.
    private static byte[] instance() {
        byte[] type = "c__torch__\nAutograd\n".getBytes(StandardCharsets.UTF_8);
        byte[] field = "training".getBytes(StandardCharsets.UTF_8);
        ByteBuffer pickle = ByteBuffer.allocate(64).order(ByteOrder.LITTLE_ENDIAN);
        pickle.put((byte) 0x80).put((byte) 2).put(type).put(ascii(")\u0081}(X"));
        pickle.putInt(field.length).put(field).put(ascii("\u0088ub."));
        byte[] out = new byte[pickle.position()];
        pickle.flip().get(out);
        return out;
    }

    private static byte[] ascii(String opcodes) {
        return opcodes.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static void add(ZipOutputStream zip, String name, byte[] content) throws IOException {
        CRC32 checksum = new CRC32();
        checksum.update(content);
        ZipEntry entry = new ZipEntry("autograd/" + name);
        entry.setSize(content.length);
        entry.setCompressedSize(content.length);
        entry.setCrc(checksum.getValue());
        zip.putNextEntry(entry);
        zip.write(content);
        zip.closeEntry();
    }
}
