package eigensweep.bench;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import eigensweep.checkpoint.safetensors.SafetensorsWriter;
import eigensweep.checkpoint.safetensors.SafetensorsWriter.Entry;
import eigensweep.tensor.DType;
import eigensweep.tensor.Tensor;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/// Models of the sizes that people have, with weights that are drawn, the same every time.
///
/// `SyntheticModel FILE SHAPE` writes the matrices of `bert-base`, `gpt2-medium`, `vit-b-32`, `tinyllama-1b` or, of a
/// Llama of 7B, one block, `llama-7b-block`. Columns are scaled by `(1 + j)^-s`, `s` from 0.25 to 0.45 by layer: a
/// spectrum with a tail, as training leaves it. Where there is none, the best start of a tail is a coin's toss.
public final class SyntheticModel {

    private static final ValueLayout.OfFloat F32 = JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfShort BITS16 = JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    /// How the scale of a layer's columns falls off: the exponents of as many kinds of layers.
    private static final double[] FALLS = {0.25, 0.3, 0.35, 0.4, 0.45};

    private final DType dtype;
    private final List<Entry> entries = new ArrayList<>();

    private SyntheticModel(DType dtype) {
        this.dtype = dtype;
    }

    /// Writes a model as the command line describes it.
    public static void main(String[] arguments) throws IOException {
        if (arguments.length != 2) {
            throw new IllegalArgumentException("FILE SHAPE are expected");
        }
        SafetensorsWriter.write(Path.of(arguments[0]), of(arguments[1]).entries);
    }

    DType dtype() {
        return dtype;
    }

    int matrices() {
        return entries.size();
    }

    long weights() {
        return entries.stream().mapToLong(entry -> Tensor.count(entry.shape())).sum();
    }

    static SyntheticModel of(String shape) {
        return switch (shape) {
            case "bert-base" -> {
                SyntheticModel bert = new SyntheticModel(DType.F32).add("embeddings.word_embeddings", 30522, 768);
                yield bert.encoder(12, 768).add("pooler.dense", 768, 768);
            }
            case "gpt2-medium" ->
                new SyntheticModel(DType.F32)
                        .add("wte", 50257, 1024)
                        .add("wpe", 1024, 1024)
                        .decoder(24, 1024);
            case "vit-b-32" -> {
                SyntheticModel vit = new SyntheticModel(DType.F32).add("embeddings.patch_embeddings", 768, 3 * 32 * 32);
                yield vit.encoder(12, 768).add("classifier", 1000, 768);
            }
            case "tinyllama-1b" -> {
                SyntheticModel llama = new SyntheticModel(DType.BF16).add("embed_tokens", 32000, 2048);
                yield llama.llama(22, 2048, 256, 5632).add("lm_head", 32000, 2048);
            }
            case "llama-7b-block" -> new SyntheticModel(DType.BF16).llama(1, 4096, 4096, 11008);
            default -> throw new IllegalArgumentException("no shape " + shape);
        };
    }

    /// Blocks as BERT and ViT have them.
    private SyntheticModel encoder(int blocks, long width) {
        for (int i = 0; i < blocks; i++) {
            String block = "encoder.layer." + i + ".";
            for (String name : List.of("query", "key", "value", "output")) {
                add(block + "attention." + name, width, width);
            }
            add(block + "intermediate.dense", 4 * width, width);
            add(block + "output.dense", width, 4 * width);
        }
        return this;
    }

    /// Blocks as GPT-2 has them.
    private SyntheticModel decoder(int blocks, long width) {
        for (int i = 0; i < blocks; i++) {
            String block = "h." + i + ".";
            add(block + "attn.c_attn", width, 3 * width);
            add(block + "attn.c_proj", width, width);
            add(block + "mlp.c_fc", width, 4 * width);
            add(block + "mlp.c_proj", 4 * width, width);
        }
        return this;
    }

    /// Blocks as Llama has them.
    ///
    /// @param keys the width of the keys, and of the values
    private SyntheticModel llama(int blocks, long width, long keys, long inner) {
        for (int i = 0; i < blocks; i++) {
            String block = "layers." + i + ".";
            add(block + "self_attn.q_proj", width, width);
            add(block + "self_attn.k_proj", keys, width);
            add(block + "self_attn.v_proj", keys, width);
            add(block + "self_attn.o_proj", width, width);
            add(block + "mlp.gate_proj", inner, width);
            add(block + "mlp.up_proj", inner, width);
            add(block + "mlp.down_proj", width, inner);
        }
        return this;
    }

    private SyntheticModel add(String name, long rows, long columns) {
        int seed = entries.size();
        float[] scales = new float[Math.toIntExact(columns)];
        double fall = FALLS[seed % FALLS.length];
        for (int j = 0; j < scales.length; j++) {
            scales[j] = (float) (0x1p-18 * Math.pow(1.0 + j, -fall));
        }
        entries.add(new Entry(name + ".weight", dtype, new long[] {rows, columns}, data -> draw(data, scales, seed)));
        return this;
    }

    /// Normal numbers, nearly, times the scale of their column.
    private void draw(MemorySegment data, float[] scales, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        long elements = data.byteSize() / dtype.bytes();
        for (long i = 0; i < elements; i += scales.length) {
            for (int j = 0; j < scales.length; j++) {
                long at = (i + j) * dtype.bytes();
                float value = SyntheticCheckpoint.sumOfFour(random) * scales[j];
                if (dtype == DType.F32) {
                    data.set(F32, at, value);
                } else {
                    data.set(BITS16, at, (short) (Float.floatToRawIntBits(value) >>> 16));
                }
            }
        }
    }
}
