package eigensweep.lab.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import eigensweep.curvature.HessianVectorProduct;
import eigensweep.curvature.HutchinsonTrace.Section;
import eigensweep.lab.network.Gradients;
import eigensweep.lab.network.Loss;
import eigensweep.lab.network.Pass;
import eigensweep.lab.network.Torch;
import eigensweep.lab.network.Variable;
import eigensweep.lab.network.Weights;
import eigensweep.lab.train.Batches.Batch;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/// The Hessian of the mean cross-entropy over some images by the parameters of a network, exactly: `H v` is the
/// gradient of `g(w) . v`, by double backward through any network of the lab. Batch normalisation and dropout
/// are those of the evaluation, so that the loss is a function of the weights alone.
///
/// The graph of the gradient is kept for one batch and made anew for several, whose products are averaged by
/// their sizes.
public final class DjlHessian implements HessianVectorProduct, AutoCloseable {

    private final Torch torch;
    private final Weights weights;
    private final DataType type;
    private final NDManager manager;
    private final List<Part> parts = new ArrayList<>();
    private final double total;
    private double loss;
    private final double[] gradient;

    /// A batch, and the gradient of its loss with its graph where that is kept.
    private record Part(NDArray x, NDArray labels, double share, List<NDArray> kept, List<QuadraticForm> form) {}

    /// The Hessian over some batches.
    DjlHessian(Torch torch, Weights weights, List<Batch> batches) {
        this.torch = torch;
        this.weights = weights;
        this.type = weights.parameters().getDataType();
        this.manager = torch.manager().newSubManager();
        this.total = batches.stream().mapToInt(Batch::count).sum();
        this.gradient = new double[Math.toIntExact(weights.parameters().size())];
        for (Batch batch : batches) {
            NDArray x = manager.create(batch.x(), batch.shape()).toType(type, false);
            parts.add(new Part(
                    x, manager.create(batch.labels()), batch.count() / total, new ArrayList<>(), new ArrayList<>()));
        }
        prepare();
    }

    /// The Hessian over the first images of a set.
    ///
    /// @param images how many
    /// @param batch how many are handled at once: what bounds the memory
    public static DjlHessian of(Torch torch, Weights weights, ImageSet set, int images, int batch) {
        int[] order = IntStream.range(0, Math.min(images, set.count())).toArray();
        List<Batch> all = new ArrayList<>();
        try (Batches batches = new Batches(set, order, 0, batch, Augmenting.NONE, 0, 1)) {
            while (batches.hasNext()) {
                all.add(batches.next());
            }
        }
        return new DjlHessian(torch, weights, all);
    }

    private void prepare() {
        try (Gradients _ = Gradients.kept()) {
            for (Part part : parts) {
                try (NDManager scope = manager.newSubManager()) {
                    boolean keep = parts.size() == 1;
                    NDArray g = gradient(part, scope);
                    if (keep) {
                        g.attach(manager);
                        part.kept().add(g);
                    }
                    accumulate(g.stopGradient(), part.share(), gradient);
                }
            }
        }
    }

    /// The gradient of the loss of a batch, with its graph.
    private NDArray gradient(Part part, NDManager scope) {
        // What is computed from an alias lands in the alias's manager.
        NDArray x = part.x().stopGradient();
        x.attach(scope);
        NDArray labels = part.labels().stopGradient();
        labels.attach(scope);
        NDArray logits = weights.network().forward(x, weights.pass(Pass.Mode.EVALUATION));
        NDArray value = Loss.crossEntropy(logits, labels);
        loss += part.share() * value.toType(DataType.FLOAT64, false).getDouble();
        return torch.autograd().gradientWithGraph(value, weights.leaves());
    }

    /// Rows of the Hessian.
    public int dimension() {
        return gradient.length;
    }

    /// The loss at the weights.
    public double loss() {
        return loss;
    }

    /// The gradient at the weights.
    public double[] gradient() {
        return gradient.clone();
    }

    /// A section for each parameter array, in order.
    public List<Section> sections() {
        List<Section> sections = new ArrayList<>();
        int from = 0;
        for (Variable parameter : weights.network().parameters()) {
            sections.add(new Section(parameter.name(), from, from + parameter.size()));
            from += parameter.size();
        }
        return sections;
    }

    @Override
    public double[] times(double[] v) {
        double[] product = new double[v.length];
        try (Gradients _ = Gradients.kept()) {
            for (Part part : parts) {
                try (NDManager scope = manager.newSubManager()) {
                    NDArray direction = scope.create(v).toType(type, false);
                    NDArray g = part.kept().isEmpty()
                            ? gradient(part, scope)
                            : part.kept().getFirst();
                    accumulate(torch.autograd().product(g, weights.leaves(), direction), part.share(), product);
                }
            }
        }
        return product;
    }

    @Override
    public double[] form(double[] v, List<Section> asked) {
        boolean ofArrays = asked.equals(sections());
        if (!ofArrays && !asked.isEmpty()) {
            return HessianVectorProduct.super.form(v, asked);
        }
        double[] shares = new double[weights.leaves().size()];
        try (Gradients _ = Gradients.kept();
                NDManager scope = manager.newSubManager()) {
            NDArray direction = scope.create(v).toType(type, false);
            for (Part part : parts) {
                if (part.form().isEmpty()) {
                    part.form().add(QuadraticForm.of(torch, weights, manager, part.x(), part.labels()));
                }
                double[] more = part.form().getFirst().shares(direction);
                for (int i = 0; i < shares.length; i++) {
                    shares[i] += part.share() * more[i];
                }
                if (parts.size() > 1) {
                    part.form().removeFirst().close();
                }
            }
        }
        double[] values = new double[asked.size() + 1];
        for (double share : shares) {
            values[0] += share;
        }
        System.arraycopy(shares, 0, values, 1, asked.size());
        return values;
    }

    private static void accumulate(NDArray part, double share, double[] sum) {
        if (part.getDataType() == DataType.FLOAT64) {
            double[] values = part.toDoubleArray();
            for (int i = 0; i < sum.length; i++) {
                sum[i] += share * values[i];
            }
        } else {
            float[] values = part.toFloatArray();
            for (int i = 0; i < sum.length; i++) {
                sum[i] += share * values[i];
            }
        }
    }

    @Override
    public void close() {
        manager.close();
    }
}
