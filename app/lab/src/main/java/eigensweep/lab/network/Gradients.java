package eigensweep.lab.network;

import ai.djl.pytorch.jni.JniUtils;

/// Whether libtorch keeps what it takes to differentiate, in this thread, until this is closed.
///
/// @param before whether it did before
public record Gradients(boolean before) implements AutoCloseable {

    /// It does.
    public static Gradients kept() {
        return set(true);
    }

    /// It does not, and takes less memory.
    public static Gradients none() {
        return set(false);
    }

    private static Gradients set(boolean keep) {
        Gradients mode = new Gradients(JniUtils.isGradMode());
        JniUtils.setGradMode(keep);
        return mode;
    }

    @Override
    public void close() {
        JniUtils.setGradMode(before);
    }
}
