package eigensweep.lab.hessian;

import ai.djl.ndarray.types.DataType;
import eigensweep.curvature.HessianVectorProduct;
import eigensweep.curvature.HutchinsonTrace;
import eigensweep.curvature.Lanczos;
import eigensweep.curvature.SpectralDensity;
import eigensweep.lab.network.ModelFile;
import eigensweep.lab.network.Network;
import eigensweep.lab.network.Torch;
import eigensweep.lab.network.TrainException;
import eigensweep.lab.network.Weights;
import eigensweep.lab.train.DjlHessian;
import eigensweep.lab.train.LabData;
import eigensweep.lab.train.Recipe;
import eigensweep.lab.train.TrainRun;
import eigensweep.page.ResultFiles;
import eigensweep.table.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// The Hessian of a checkpoint of the lab: trace, largest eigenvalues, density.
public final class HessianRun {

    private HessianRun() {}

    /// What is to be known.
    ///
    /// @param trace how it is estimated
    /// @param top how many of the largest eigenvalues; 0 for none
    /// @param lanczos how they are found
    /// @param densityVectors random vectors of the density; 0 for none
    /// @param densitySteps products for each
    /// @param images of the training set that the loss is taken over, the first of them
    /// @param batch images that are handled at once
    /// @param numbers the type of weights and products
    public record Asked(
            HutchinsonTrace.Options trace,
            int top,
            Lanczos.Options lanczos,
            int densityVectors,
            int densitySteps,
            int images,
            int batch,
            Numbers numbers) {

        private int mostProducts() {
            return trace.products() + (top == 0 ? 0 : lanczos.most()) + densityVectors * densitySteps;
        }
    }

    /// The type of weights and products.
    public enum Numbers {
        F32,
        F64
    }

    /// What is known.
    ///
    /// @param parameters rows of the Hessian
    /// @param images that the loss was taken over
    /// @param loss at the weights
    /// @param gradientNorm at the weights
    /// @param products that the trace took
    /// @param trace the estimate
    /// @param standardError of the trace
    /// @param arrays the traces of the parameter arrays
    /// @param eigenvalues the largest, falling
    /// @param density nodes and weights of the spectrum, or null
    /// @param traceSeconds how long the products for the trace took
    /// @param engine what computed
    /// @param seconds how long it took
    /// @param spectrum the same density, or null
    public record Found(
            int parameters,
            int images,
            double loss,
            double gradientNorm,
            int products,
            double trace,
            double standardError,
            List<HutchinsonTrace.Trace> arrays,
            List<Lanczos.Eigenvalue> eigenvalues,
            @Field(sparse = true) @Nullable List<double[]> density,
            double traceSeconds,
            String engine,
            double seconds,
            @Field(written = false) @Nullable SpectralDensity spectrum) {}

    /// The weights that a user means: a file, or the model in a training's folder.
    public static Path checkpoint(Path named) {
        return Files.isDirectory(named) ? named.resolve(ResultFiles.MODEL) : named;
    }

    /// The recipe that belongs to a checkpoint, beside it.
    ///
    /// @throws TrainException if there is none
    public static Path recipe(Path checkpoint) {
        Path recipe = checkpoint.resolveSibling(TrainRun.RECIPE);
        if (!Files.exists(recipe)) {
            throw new TrainException(
                    checkpoint + ": there is no " + TrainRun.RECIPE
                            + " beside it that says which network and data set it belongs to; name one (--recipe)",
                    null);
        }
        return recipe;
    }

    /// Hears how far the work is.
    public interface Progress {
        /// @param products that are done
        /// @param most of them; fewer do where an estimate settles early
        void heard(int products, int most);
    }

    /// Computes all of it.
    public static Found run(Path checkpoint, Recipe recipe, Asked asked, Progress progress) {
        long start = System.nanoTime();
        LabData data = recipe.data().open(recipe.seed());
        Network network = Network.of(recipe.model(), data.train().shape(), data.classes());
        DataType type = asked.numbers() == Numbers.F64 ? DataType.FLOAT64 : DataType.FLOAT32;
        try (Torch torch =
                        Torch.open(recipe.machine().device(), recipe.machine().threads());
                Weights weights = Weights.zeros(torch, network, type)) {
            List<String> notices = ModelFile.load(checkpoint, weights);
            if (!notices.isEmpty()) {
                throw new TrainException(notices.getFirst() + "; it is another network", null);
            }
            int images = Math.min(asked.images(), data.train().count());
            try (DjlHessian hessian = DjlHessian.of(torch, weights, data.train(), images, asked.batch())) {
                return found(hessian, asked, images, torch.describe(), start, progress);
            }
        }
    }

    private static Found found(
            DjlHessian hessian, Asked asked, int images, String engine, long start, Progress progress) {
        int n = hessian.dimension();
        AtomicInteger done = new AtomicInteger();
        HessianVectorProduct products =
                new CountedProducts(hessian, () -> progress.heard(done.incrementAndGet(), asked.mostProducts()));
        double norm = 0;
        for (double g : hessian.gradient()) {
            norm += g * g;
        }
        long begin = System.nanoTime();
        HutchinsonTrace.Estimate trace = HutchinsonTrace.of(products, n, hessian.sections(), asked.trace());
        double traceSeconds = (System.nanoTime() - begin) / 1e9;
        List<Lanczos.Eigenvalue> top = new ArrayList<>();
        if (asked.top() > 0) {
            top.addAll(Lanczos.largest(products, n, asked.top(), asked.lanczos()));
        }
        SpectralDensity density = asked.densityVectors() == 0
                ? null
                : Lanczos.density(
                        products,
                        n,
                        asked.densityVectors(),
                        asked.densitySteps(),
                        asked.trace().seed());
        return new Found(
                n,
                images,
                hessian.loss(),
                Math.sqrt(norm),
                trace.products(),
                trace.whole().value(),
                trace.whole().standardError(),
                trace.sections(),
                List.copyOf(top),
                density == null
                        ? null
                        : density.nodes().stream()
                                .map(node -> new double[] {node.value(), node.weight()})
                                .toList(),
                traceSeconds,
                engine,
                (System.nanoTime() - start) / 1e9,
                density);
    }
}
