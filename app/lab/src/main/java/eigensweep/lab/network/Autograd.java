package eigensweep.lab.network;

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
public final class Autograd {

    private static final String SEPARATE = """
                separate = annotate(List[Tensor], [])
                for i in range(torch.len(points)):
                  g = gradients[i]
                  if torch.__is__(g, None):
                    _0 = torch.append(separate, torch.zeros_like(points[i]))
                  else:
                    g0 = unchecked_cast(Tensor, g)
                    _1 = torch.append(separate, g0)
                return separate
            """;

    /// Methods that differ in how `torch.autograd.grad` is called: `grad_outputs, retain_graph, create_graph`.
    private static final String PROGRAM = """
            class Autograd(Module):
              __parameters__ = []
              __buffers__ = []
              training : bool
            """
            + method("forward", "", "None, False, False")
            + method("graph", "", "None, True, True")
            + method("product", ", v: Tensor", "annotate(List[Optional[Tensor]], [v]), True, False")
            + """
              def graphs(self: __torch__.Autograd, output: Tensor, points: List[Tensor]) -> List[Tensor]:
                gradients = torch.autograd.grad([output], points, None, True, True, True)
            """ + SEPARATE + """
              def pull(self: __torch__.Autograd, outputs: List[Tensor], points: List[Tensor], seeds: List[Tensor]) -> List[Tensor]:
                given = annotate(List[Optional[Tensor]], [])
                for i in range(torch.len(seeds)):
                  _2 = torch.append(given, seeds[i])
                gradients = torch.autograd.grad(outputs, points, given, True, False, True)
            """ + SEPARATE;

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
    private final NDArray graphs;
    private final NDArray pull;

    private Autograd(PtSymbolBlock module, NDManager manager) {
        this.module = module;
        this.graph = named(manager.create(0f), "module_method:graph");
        this.product = named(manager.create(0f), "module_method:product");
        this.graphs = named(manager.create(0f), "module_method:graphs");
        this.pull = named(manager.create(0f), "module_method:pull");
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
    public NDArray gradient(NDArray output, List<NDArray> weights) {
        return call(output.getManager(), output, weights);
    }

    /// The same with a graph of its own, so that it can be derived again.
    public NDArray gradientWithGraph(NDArray output, List<NDArray> weights) {
        return call(output.getManager(), output, weights, graph);
    }

    /// `v^T d gradient / d weights`, for the Hessian `H v`, in the manager of `v`. The graph is kept.
    public NDArray product(NDArray gradient, List<NDArray> weights, NDArray v) {
        return call(v.getManager(), gradient, weights, v, product);
    }

    /// The gradients of a number by some arrays that it was computed from, with their graph and in the manager of
    /// `output`.
    public NDList gradientsWithGraph(NDArray output, NDList points) {
        NDList inputs = new NDList(output);
        inputs.addAll(all(points, "points[]"));
        inputs.add(graphs);
        return called(inputs, output.getManager());
    }

    /// `sum_k seeds_k^T d outputs_k / d points`, an array for each point. The graph is kept.
    public NDList pull(NDList outputs, NDList points, NDList seeds, NDManager scope) {
        NDList inputs = new NDList();
        inputs.addAll(all(outputs, "outputs[]"));
        inputs.addAll(all(points, "points[]"));
        inputs.addAll(all(seeds, "seeds[]"));
        inputs.add(pull);
        return called(inputs, scope);
    }

    private static NDList all(NDList arrays, String name) {
        arrays.forEach(array -> array.setName(name));
        return arrays;
    }

    private NDList called(NDList inputs, NDManager scope) {
        // With false there would be no derivatives.
        NDList results = IValueUtils.forward(module, inputs, true);
        results.attach(scope);
        return results;
    }

    private NDArray call(NDManager scope, NDArray output, List<NDArray> weights, NDArray... more) {
        NDList inputs = new NDList(weights.size() + 1 + more.length);
        inputs.add(output);
        inputs.addAll(weights);
        inputs.addAll(List.of(more));
        return called(inputs, scope).singletonOrThrow();
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
