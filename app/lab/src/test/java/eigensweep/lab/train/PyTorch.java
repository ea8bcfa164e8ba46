package eigensweep.lab.train;

import eigensweep.lab.network.Variable;
import eigensweep.lab.network.Weights;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Objects;
import java.util.stream.StreamSupport;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What PyTorch 2.15 and torchvision 0.29 computed; `scripts/references/lab.py` recorded it. Weights and images
/// are not recorded but drawn on both sides.
public final class PyTorch {

    static final int IMAGES = 10_000;
    static final int GRADIENTS = 20_000;
    static final int START = 30_000;

    private static final JsonNode RECORDED = read();

    private PyTorch() {}

    private static JsonNode read() {
        try (InputStream in = Objects.requireNonNull(PyTorch.class.getResourceAsStream("pytorch.json"))) {
            return new JsonMapper().readTree(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// A record by its path: `/resnet18/loss`.
    public static JsonNode at(String path) {
        JsonNode node = RECORDED.at(path);
        if (node.isMissingNode()) {
            throw new IllegalArgumentException("nothing is recorded at " + path);
        }
        return node;
    }

    public static float[] floats(JsonNode node) {
        float[] values = new float[node.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) node.get(i).asDouble();
        }
        return values;
    }

    static double[] doubles(JsonNode node) {
        return StreamSupport.stream(node.spliterator(), false)
                .mapToDouble(JsonNode::asDouble)
                .toArray();
    }

    /// The variables of a model that was recorded: `name [shape]`.
    public static List<String> names(String model) {
        return StreamSupport.stream(at("/" + model + "/names").spliterator(), false)
                .map(pair ->
                        pair.get(0).asString() + " " + pair.get(1).toString().replace(",", ", "))
                .toList();
    }

    /// `n` numbers in [0, 1).
    static double[] stream(long seed, int n) {
        double[] values = new double[n];
        for (int i = 0; i < n; i++) {
            long z = seed + (i + 1) * 0x9E3779B97F4A7C15L;
            z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
            z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
            values[i] = ((z ^ (z >>> 31)) >>> 11) * 0x1p-53;
        }
        return values;
    }

    public static float[] images(int size) {
        return narrow(stream(IMAGES, size));
    }

    static float[] narrow(double[] wide) {
        float[] narrow = new float[wide.length];
        for (int i = 0; i < wide.length; i++) {
            narrow[i] = (float) wide[i];
        }
        return narrow;
    }

    /// Sets every variable to what the recordings were made with.
    public static void draw(Weights weights) {
        List<Variable> variables = weights.network().variables();
        for (int k = 0; k < variables.size(); k++) {
            Variable variable = variables.get(k);
            double[] u = stream(k, variable.size());
            boolean scale =
                    variable.name().endsWith("weight") || variable.name().endsWith("running_var");
            double bound = Math.sqrt(6.0 / ((double) variable.size() / variable.shape()[0]));
            for (int i = 0; i < u.length; i++) {
                u[i] = variable.shape().length > 1 ? (2 * u[i] - 1) * bound : scale ? 0.5 + u[i] : 0.2 * u[i] - 0.1;
            }
            weights.set(variable.name(), narrow(u));
        }
    }
}
