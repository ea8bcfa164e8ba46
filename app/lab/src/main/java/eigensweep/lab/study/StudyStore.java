package eigensweep.lab.study;

import eigensweep.files.WholeFile;
import eigensweep.findings.StudyResults;
import eigensweep.findings.Trial;
import eigensweep.findings.TrialResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/// The trials of a study on disk, a folder each. A trial is finished when its `result.json` is there, which is
/// written last and whole; so a store may be killed at any instant, and the folders of several machines put together
/// make one.
///
/// @param folder of the study
public record StudyStore(Path folder) {

    private static final String RESULT = "result.json";
    private static final JsonMapper JSON = JsonMapper.builder().build();

    /// The folder of a trial, whether it exists or not.
    ///
    /// @param key of the trial's content
    public Path trial(Trial trial, String key) {
        return StudyResults.place(folder, trial, key);
    }

    /// Whether a trial's result is there.
    public boolean isFinished(Trial trial, String key) {
        return Files.exists(trial(trial, key).resolve(RESULT));
    }

    /// Keeps a result, whole or not at all.
    public void keep(TrialResult result) throws IOException {
        Path place = trial(result.trial(), result.key());
        Files.createDirectories(place);
        WholeFile.write(place.resolve(RESULT), writer -> JSON.writeValue(writer, result));
    }

    /// All results, ordered by folder; those of a study that has been changed since are among them.
    ///
    /// @throws IOException if one cannot be read
    public List<TrialResult> results() throws IOException {
        Path trials = folder.resolve("trials");
        if (!Files.isDirectory(trials)) {
            return List.of();
        }
        List<Path> files;
        try (Stream<Path> places = Files.list(trials)) {
            files = places.map(place -> place.resolve(RESULT))
                    .filter(Files::exists)
                    .sorted()
                    .toList();
        }
        List<TrialResult> results = new ArrayList<>();
        for (Path file : files) {
            try {
                results.add(JSON.readValue(file.toFile(), TrialResult.class));
            } catch (JacksonException e) {
                throw new IOException(file + ": is no result of a trial; remove it, and the trial is done again", e);
            }
        }
        return results;
    }
}
