package eigensweep.lab.network;

import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import eigensweep.checkpoint.Checkpoints;
import eigensweep.checkpoint.file.Checkpoint;
import eigensweep.checkpoint.file.CheckpointException;
import eigensweep.checkpoint.safetensors.SafetensorsWriter;
import eigensweep.checkpoint.safetensors.SafetensorsWriter.Entry;
import eigensweep.tensor.DType;
import eigensweep.tensor.Matrix;
import eigensweep.tensor.Tensor;
import eigensweep.tensor.Widen;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Weights as files: safetensors with the names, shapes and order of PyTorch's state dict, so that `sweep` and
/// Python read them; and any checkpoint that eigensweep reads back into a network.
public final class ModelFile {

    private static final String RUNNING_VAR = ".running_var";

    private ModelFile() {}

    /// Writes weights, whole or not at all.
    ///
    /// @param steps that were trained, for `num_batches_tracked`
    public static void save(Path file, Weights weights, long steps) throws IOException {
        List<Entry> entries = new ArrayList<>();
        for (Tensor tensor : weights.tensors()) {
            entries.add(
                    new Entry(tensor.name(), tensor.dtype(), tensor.shape(), target -> target.copyFrom(tensor.data())));
            if (tensor.name().endsWith(RUNNING_VAR)) {
                String counter = tensor.name().replace(RUNNING_VAR, ".num_batches_tracked");
                entries.add(new Entry(
                        counter, DType.I64, new long[0], target -> target.set(JAVA_LONG_UNALIGNED, 0, steps)));
            }
        }
        SafetensorsWriter.write(file, entries);
    }

    /// Sets weights from a checkpoint of any format; a head for other classes is left as it is.
    ///
    /// @return people should know, a line each
    /// @throws CheckpointException if the file is broken, or holds another network
    public static List<String> load(Path file, Weights weights) {
        List<String> notices = new ArrayList<>();
        try (Checkpoint saved = Checkpoints.open(file)) {
            Map<String, Tensor> tensors = new HashMap<>();
            saved.tensors().forEach(tensor -> tensors.put(tensor.name(), tensor));
            List<Variable> variables = weights.network().variables();
            String head = headOf(variables);
            for (Variable variable : variables) {
                Tensor tensor = tensors.get(variable.name());
                if (tensor == null) {
                    throw new CheckpointException(file, "has no tensor " + variable.name() + "; it is another network");
                }
                if (Arrays.equals(tensor.shape(), variable.shape())) {
                    weights.set(variable.name(), floats(file, tensor));
                } else if (variable.name().startsWith(head)) {
                    notices.add(variable.name() + " is " + tensor.shapeText() + " in " + file + " and "
                            + Arrays.toString(variable.shape()) + " here: it starts anew");
                } else {
                    throw new CheckpointException(
                            file,
                            "has " + variable.name() + " of " + tensor.shapeText() + " where "
                                    + Arrays.toString(variable.shape()) + " is expected; it is another network");
                }
            }
        }
        return notices;
    }

    /// What the names of the last layer begin with.
    private static String headOf(List<Variable> variables) {
        String last = variables.getLast().name();
        return last.substring(0, last.lastIndexOf('.') + 1);
    }

    private static float[] floats(Path file, Tensor tensor) {
        if (!Arrays.equals(tensor.strides(), Tensor.rowMajor(tensor.shape()))) {
            throw new CheckpointException(file, tensor.name() + " is not stored row by row");
        }
        float[] floats = new float[Math.toIntExact(tensor.count())];
        Matrix row = new Matrix(tensor.data(), tensor.dtype(), 0, 1, floats.length, floats.length, 1, 1.0);
        Widen.toF32(row, 0, 0, floats.length, MemorySegment.ofArray(floats), 0);
        return floats;
    }
}
