package eigensweep.lab.embedding;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxTensorLike;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import eigensweep.data.DataException;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;

/// A model that ONNX Runtime has loaded; its exceptions end here.
///
/// @param file the model
/// @param environment the runtime
/// @param session the model, loaded
record OnnxSession(Path file, OrtEnvironment environment, OrtSession session) implements AutoCloseable {

    /// A tensor.
    ///
    /// @param shape its dimensions
    /// @param values its elements, row-major
    record Output(long[] shape, float[] values) {}

    static OnnxSession open(Path file, int threads) {
        OrtEnvironment environment =
                OrtEnvironment.getEnvironment(OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR, "eigensweep");
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            options.setIntraOpNumThreads(threads);
            options.setInterOpNumThreads(1);
            return new OnnxSession(file, environment, environment.createSession(file.toString(), options));
        } catch (OrtException e) {
            throw new DataException(file.toString(), "cannot be loaded by ONNX Runtime: " + e.getMessage(), e);
        }
    }

    Set<String> inputs() {
        return session.getInputNames();
    }

    Set<String> outputs() {
        return session.getOutputNames();
    }

    OnnxTensor tensor(long[] values, long... shape) {
        try {
            return OnnxTensor.createTensor(environment, LongBuffer.wrap(values), shape);
        } catch (OrtException e) {
            throw broken(e);
        }
    }

    OnnxTensor tensor(float[] values, long... shape) {
        try {
            return OnnxTensor.createTensor(environment, FloatBuffer.wrap(values), shape);
        } catch (OrtException e) {
            throw broken(e);
        }
    }

    /// Runs the model, and closes its inputs.
    Output run(Map<String, ? extends OnnxTensor> inputs, String output) {
        try (OrtSession.Result result = session.run(inputs, Set.of(output))) {
            if (!(result.get(0) instanceof OnnxTensor tensor)) {
                throw new DataException(file, "its output " + output + " is no tensor");
            }
            FloatBuffer buffer = tensor.getFloatBuffer();
            if (buffer == null) {
                throw new DataException(
                        file, "its output " + output + " is of " + tensor.getInfo().type + "; floats are expected");
            }
            float[] values = new float[buffer.remaining()];
            buffer.get(values);
            return new Output(tensor.getInfo().getShape(), values);
        } catch (OrtException e) {
            throw broken(e);
        } finally {
            inputs.values().forEach(OnnxTensorLike::close);
        }
    }

    private DataException broken(OrtException e) {
        return new DataException(file.toString(), "ONNX Runtime cannot run it: " + e.getMessage(), e);
    }

    @Override
    public void close() {
        try {
            session.close();
        } catch (OrtException e) {
            throw broken(e);
        }
    }
}
