package eigensweep.lab.train;

import eigensweep.files.WholeFile;
import eigensweep.lab.network.Torch;
import eigensweep.lab.train.TrainRun.Outcome;
import eigensweep.lab.train.TrainRun.Score;
import eigensweep.lab.train.TrainRun.Source;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/// What a training leaves for machines.
public final class TrainRecord {

    private static final JsonFactory JSON = new JsonFactory();

    private static final String EVALUATION = "evaluation.json";

    private static final String RUN = "run.json";

    private TrainRecord() {}

    /// Whether a folder has the record of a training that was finished.
    static boolean isIn(Path folder) {
        return Files.exists(folder.resolve(EVALUATION)) && Files.exists(folder.resolve(RUN));
    }

    static void write(
            Path folder, Source source, Recipe recipe, String dataSha256, Torch torch, Instant started, Outcome outcome)
            throws IOException {
        file(folder.resolve(EVALUATION), json -> scores(json, outcome.scores()));
        file(folder.resolve(RUN), json -> {
            json.writeStartObject();
            json.writeStringProperty("eigensweep", source.version());
            json.writeStringProperty("started", started.toString());
            json.writeNumberProperty("seconds", outcome.seconds());
            json.writeNumberProperty("resumed_at_step", outcome.resumedAt());
            json.writeNumberProperty("waiting_share", outcome.waitingShare());
            json.writeStringProperty("recipe", source.text());
            json.writeStringProperty("data_sha256", dataSha256);
            json.writeNumberProperty("seed", recipe.seed());
            json.writeNumberProperty("parameters", outcome.parameters());
            json.writeStringProperty("engine", torch.describe());
            json.writeNumberProperty("threads", torch.threads());
            json.writeStringProperty("system", System.getProperty("os.name") + " " + System.getProperty("os.arch"));
            json.writeStringProperty("java", System.getProperty("java.vm.version"));
            json.writeEndObject();
        });
    }

    /// Writes scores as a list.
    public static void scores(JsonGenerator json, List<Score> scores) {
        json.writeStartArray();
        for (Score score : scores) {
            json.writeStartObject();
            json.writeStringProperty("split", score.split());
            json.writeNumberProperty("n", score.n());
            json.writeNumberProperty("accuracy", score.accuracy());
            json.writeNumberProperty("nll", score.nll());
            json.writeNumberProperty("ece", score.ece());
            json.writeNumberProperty("chance", score.chance());
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private static void file(Path file, Consumer<JsonGenerator> content) throws IOException {
        WholeFile.write(file, writer -> {
            try (JsonGenerator json = JSON.createGenerator(ObjectWriteContext.empty(), writer)) {
                content.accept(json);
            }
        });
    }
}
