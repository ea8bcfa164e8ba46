package eigensweep.app.terminal;

import eigensweep.data.DataSet;
import eigensweep.data.TextDataset;
import eigensweep.figure.FigureFormat;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What takes the libraries of the lab (libtorch, ONNX Runtime, tokenizers), which come with the first command that
/// needs them. Its commands are [LabCommand]s.
public interface Lab {

    /// The lab of this class path; empty where there is none.
    static Optional<Lab> find() {
        return ServiceLoader.load(Lab.class).findFirst();
    }

    /// The lab, for those who cannot do without.
    ///
    /// @param what needs it, for people
    /// @throws LabAbsentException if it is not there
    static Lab required(String what) {
        return find().orElseThrow(() -> new LabAbsentException(what));
    }

    /// Which libtorch a training would load, and what would help: lines for people.
    List<String> libtorch();

    /// Texts as vectors, by a model.
    DataSet embed(String name, TextDataset texts, Embedding how) throws IOException;

    /// Images as vectors: their pixels, or by a model.
    ///
    /// @param name of the data set
    /// @param labelled whether the classes of the images are wanted
    DataSet embed(String name, boolean labelled, Embedding how) throws IOException;

    /// The second half of the demo: a study in a folder, and the page of both halves.
    ///
    /// @param model that the first half swept into the folder, as people call it
    /// @return the exit code
    int study(Path folder, String model, Set<FigureFormat> figures, Terminal terminal, Talk talk) throws IOException;

    /// How vectors are made of what holds none.
    ///
    /// @param model that makes them, or null: the usual one
    /// @param tokenizer of a model of texts, or null: the one beside it
    /// @param split of a set of images, or null
    /// @param skipBroken whether images that cannot be decoded are left out
    /// @param threads that a model computes on
    record Embedding(
            @Nullable Path model,
            @Nullable Path tokenizer,
            @Nullable String split,
            boolean skipBroken,
            int threads,
            Terminal terminal,
            Talk talk) {

        /// Tells people something, unless they asked for quiet.
        public void say(String line) {
            talk.say(terminal, line);
        }
    }
}
