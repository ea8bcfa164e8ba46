package eigensweep.lab.embedding;

import ai.djl.huggingface.tokenizers.Encoding;
import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import ai.onnxruntime.OnnxTensor;
import eigensweep.data.DataException;
import eigensweep.lab.embedding.SentenceModel.Length;
import eigensweep.lab.embedding.SentenceModel.Pooling;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// A sentence encoder that is loaded. Texts of like length go through it together, so that little is computed for
/// padding.
final class SentenceEmbedder implements Embedder<String> {

    private static final int BATCH = 32;
    private static final double SHORTEST = 1e-12;
    private static final Set<String> INPUTS = Set.of("input_ids", "attention_mask", "token_type_ids");

    private final SentenceModel model;
    private final HuggingFaceTokenizer tokenizer;
    private final OnnxSession session;
    private final String output;
    private final Runnable step;

    private SentenceEmbedder(SentenceModel model, HuggingFaceTokenizer tokenizer, OnnxSession session, Runnable step) {
        this.model = model;
        this.tokenizer = tokenizer;
        this.session = session;
        this.step = step;
        this.output = session.outputs().iterator().next();
    }

    static SentenceEmbedder load(SentenceModel model, int threads, Runnable step) {
        HuggingFaceTokenizer tokenizer = tokenizer(model);
        OnnxSession session = OnnxSession.open(model.onnx(), threads);
        if (!session.inputs().contains("input_ids") || !INPUTS.containsAll(session.inputs())) {
            session.close();
            throw new DataException(
                    model.onnx(),
                    "is no text encoder: its inputs are " + String.join(", ", session.inputs())
                            + "; input_ids, attention_mask and perhaps token_type_ids are expected");
        }
        return new SentenceEmbedder(model, tokenizer, session, step);
    }

    private static HuggingFaceTokenizer tokenizer(SentenceModel model) {
        Native.settle();
        try {
            return HuggingFaceTokenizer.builder()
                    .optTokenizerPath(model.tokenizer())
                    .optPadding(false)
                    .optTruncation(true)
                    .optMaxLength(model.maxTokens())
                    .build();
        } catch (IOException | RuntimeException e) {
            throw new DataException(
                    model.tokenizer().toString(), "is no tokenizer.json that can be used: " + e.getMessage(), e);
        }
    }

    /// The tokens of a text, with those the model adds.
    long[] tokens(String text) {
        Encoding encoding = tokenizer.encode(text);
        int length = (int) Arrays.stream(encoding.getAttentionMask()).sum();
        return Arrays.copyOf(encoding.getIds(), length);
    }

    @Override
    public float[][] embed(List<String> items) {
        List<long[]> tokens = items.stream().map(this::tokens).toList();
        step.run();
        List<Integer> byLength = new ArrayList<>();
        for (int i = 0; i < tokens.size(); i++) {
            byLength.add(i);
        }
        byLength.sort(Comparator.comparingInt(i -> tokens.get(i).length));
        float[][] vectors = new float[items.size()][];
        for (int from = 0; from < byLength.size(); from += BATCH) {
            List<Integer> batch = byLength.subList(from, Math.min(from + BATCH, byLength.size()));
            float[][] some = embedTokens(batch.stream().map(tokens::get).toList());
            for (int i = 0; i < some.length; i++) {
                vectors[batch.get(i)] = some[i];
            }
            step.run();
        }
        return vectors;
    }

    private float[][] embedTokens(List<long[]> batch) {
        int longest = batch.getLast().length;
        long[] ids = new long[batch.size() * longest];
        long[] mask = new long[ids.length];
        for (int i = 0; i < batch.size(); i++) {
            long[] tokens = batch.get(i);
            System.arraycopy(tokens, 0, ids, i * longest, tokens.length);
            Arrays.fill(mask, i * longest, i * longest + tokens.length, 1);
        }
        Map<String, OnnxTensor> inputs = new LinkedHashMap<>();
        for (String name : session.inputs()) {
            long[] values = switch (name) {
                case "input_ids" -> ids;
                case "attention_mask" -> mask;
                default -> new long[ids.length]; // One segment: all tokens are of type 0.
            };
            inputs.put(name, session.tensor(values, batch.size(), longest));
        }
        OnnxSession.Output hidden = session.run(inputs, output);
        long[] shape = hidden.shape();
        if (shape.length != 3 || shape[0] != batch.size() || shape[1] != longest) {
            throw new DataException(
                    model.onnx(),
                    "its output " + output + " has shape " + Arrays.toString(shape) + "; texts x tokens x dimension is"
                            + " expected");
        }
        int dimension = Math.toIntExact(shape[2]);
        float[][] vectors = new float[batch.size()][];
        for (int i = 0; i < vectors.length; i++) {
            int pooled = model.pooling() == Pooling.MEAN ? batch.get(i).length : 1;
            vectors[i] = vector(hidden.values(), i * longest * dimension, pooled, dimension);
        }
        return vectors;
    }

    /// The mean of the first vectors of a text, perhaps brought to length 1; sums in float64.
    private float[] vector(float[] hidden, int from, int tokens, int dimension) {
        double[] sum = new double[dimension];
        for (int token = 0; token < tokens; token++) {
            for (int d = 0; d < dimension; d++) {
                sum[d] += hidden[from + token * dimension + d];
            }
        }
        double square = 0;
        for (int d = 0; d < dimension; d++) {
            sum[d] /= tokens;
            square += sum[d] * sum[d];
        }
        double divisor = model.length() == Length.UNIT ? Math.max(Math.sqrt(square), SHORTEST) : 1;
        float[] vector = new float[dimension];
        for (int d = 0; d < dimension; d++) {
            vector[d] = (float) (sum[d] / divisor);
        }
        return vector;
    }

    @Override
    public void close() {
        session.close();
        tokenizer.close();
    }
}
