package eigensweep.lab.train;

import eigensweep.files.WholeFile;
import eigensweep.lab.network.Torch;
import eigensweep.lab.train.TrainRun.Outcome;
import eigensweep.lab.train.TrainRun.Source;
import eigensweep.page.ResultFiles;
import eigensweep.table.Field;
import eigensweep.table.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;

/// Where a training's results come from, as `run.json` has it.
///
/// @param eigensweep the version
/// @param started when this run did
/// @param seconds how long it took
/// @param resumedAtStep the step it went on from
/// @param waitingShare of the time of the steps that was spent on waiting for images
/// @param recipe as the user wrote it
/// @param dataSha256 of the data
/// @param seed of every draw
/// @param parameters of the network
/// @param engine what computed
/// @param threads of it
/// @param system on which
/// @param java by which
record TrainRecord(
        String eigensweep,
        Instant started,
        double seconds,
        long resumedAtStep,
        double waitingShare,
        String recipe,
        @Field("data_sha256") String dataSha256,
        long seed,
        int parameters,
        String engine,
        int threads,
        String system,
        String java) {

    private static final String EVALUATION = "evaluation.json";

    /// Whether a folder has the record of a training that was finished.
    static boolean isIn(Path folder) {
        return Files.exists(folder.resolve(EVALUATION)) && Files.exists(folder.resolve(ResultFiles.RUN));
    }

    /// Writes the scores, and where they come from.
    static void write(
            Path folder, Source source, Recipe recipe, String dataSha256, Torch torch, Instant started, Outcome outcome)
            throws IOException {
        TrainRecord record = new TrainRecord(
                source.version(),
                started,
                outcome.seconds(),
                outcome.resumedAt(),
                outcome.waitingShare(),
                source.text(),
                dataSha256,
                recipe.seed(),
                outcome.parameters(),
                torch.describe(),
                torch.threads(),
                System.getProperty("os.name") + " " + System.getProperty("os.arch"),
                System.getProperty("java.vm.version"));
        WholeFile.write(folder.resolve(EVALUATION), writer -> Json.write(outcome.scores(), writer));
        WholeFile.write(folder.resolve(ResultFiles.RUN), writer -> Json.write(record, writer));
    }
}
