package eigensweep;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// Several commands in one process: an archive of the classes that it loads makes each of them start faster.
public final class Rehearsal {

    private Rehearsal() {}

    /// Sweeps small models, finds that this has been done, prints tables of it, compares two and scores one.
    ///
    /// @param arguments the folder for the models and for what is written, made if it is not there
    public static void main(String[] arguments) throws IOException {
        Path folder = Files.createDirectories(Path.of(arguments[0]));
        String model = write(folder, "model.safetensors", SampleModels.safetensors(0));
        String other = write(folder, "other.safetensors", SampleModels.safetensors(1));
        String graph = write(folder, "model.onnx", SampleModels.onnx());
        String matrix = write(folder, "matrix.npy", SampleModels.numpy());
        String results = folder.resolve("results").toString();
        List<List<String>> commands = List.of(
                List.of("sweep", model, "-o", results),
                List.of("sweep", model, "-o", results),
                List.of("sweep", graph),
                List.of("sweep", matrix, "--format", "json"),
                List.of("compare", model, other));
        for (List<String> command : commands) {
            int code = Eigensweep.run(command.toArray(String[]::new));
            if (code != 0) {
                throw new IllegalStateException(command + ": exit code " + code);
            }
        }
        Main.main(new String[] {"vendi", matrix, "--format", "json"}); // The way out is loaded, too.
    }

    private static String write(Path folder, String name, byte[] model) throws IOException {
        return Files.write(folder.resolve(name), model).toString();
    }
}
