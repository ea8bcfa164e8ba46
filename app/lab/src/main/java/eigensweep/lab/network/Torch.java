package eigensweep.lab.network;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.jni.JniUtils;
import eigensweep.lab.embedding.Native;
import java.util.Locale;

/// libtorch, opened: which device computes, on how many threads. Whatever hangs on its manager lives until it is
/// closed.
///
/// @param manager owns native memory
/// @param device what computes
/// @param threads of libtorch on the processor; they decide the last bits of every result
/// @param autograd the derivatives
public record Torch(NDManager manager, Device device, int threads, Autograd autograd) implements AutoCloseable {

    /// Opens libtorch.
    ///
    /// @param device `cpu`, `cuda`, or `auto`: a GPU if libtorch sees one
    /// @param threads on the processor, at least 1
    /// @throws TrainException if libtorch cannot be loaded, or there is no such device
    public static Torch open(String device, int threads) {
        if (threads < 1) {
            throw new IllegalArgumentException(threads + " threads train nothing");
        }
        Native.settle();
        // libtorch reads them once, when it is first loaded.
        Native.setUnlessSet("ai.djl.pytorch.num_threads", Integer.toString(threads));
        Native.setUnlessSet("ai.djl.pytorch.num_interop_threads", "1");
        Engine engine = engine();
        JniUtils.setNumThreads(threads);
        Device chosen = device(device, engine);
        NDManager manager = engine.newBaseManager(chosen);
        return new Torch(manager, chosen, threads, Autograd.load(manager));
    }

    private static Engine engine() {
        try {
            return Engine.getEngine("PyTorch");
        } catch (EngineException e) {
            throw new TrainException(
                    "libtorch " + Native.cannotBeLoaded(e) + "; `eigensweep doctor` says which libtorch it is", e);
        }
    }

    private static Device device(String name, Engine engine) {
        return switch (name.toLowerCase(Locale.ROOT)) {
            case "cpu" -> Device.cpu();
            case "auto" -> engine.getGpuCount() > 0 ? Device.gpu() : Device.cpu();
            case "cuda" -> {
                if (engine.getGpuCount() == 0) {
                    throw new TrainException(
                            "libtorch sees no GPU here; `eigensweep doctor` says what one needs (or device: cpu)",
                            null);
                }
                yield Device.gpu();
            }
            default -> throw new IllegalArgumentException("a device '" + name + "': known are auto, cpu, cuda");
        };
    }

    /// Which libtorch this is, for people.
    public String describe() {
        return "libtorch " + Engine.getEngine("PyTorch").getVersion()
                + (device.isGpu() ? " on a GPU, " : " on the processor, ") + threads
                + (threads == 1 ? " thread" : " threads");
    }

    /// Starts libtorch's random numbers anew; they decide what is dropped.
    public void seed(long seed) {
        JniUtils.setSeed(seed);
    }

    @Override
    public void close() {
        manager.close();
    }
}
