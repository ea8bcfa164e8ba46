package eigensweep.lab.study;

import eigensweep.data.DataException;
import eigensweep.files.FileHash;
import eigensweep.files.WholeFile;
import eigensweep.findings.StudyResults;
import eigensweep.findings.Trial;
import eigensweep.findings.TrialResult;
import eigensweep.lab.network.TrainException;
import eigensweep.lab.train.Facts;
import eigensweep.page.ResultFiles;
import eigensweep.table.RecipeException;
import eigensweep.table.YamlText;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/// All that a study will do, decided before it starts; a folder keeps it, so that its results are understood
/// without the study's file and data.
///
/// @param name of the study
/// @param version of the program
/// @param analysis what is measured of each trial
/// @param all trials, in order
public record StudyPlan(String name, String version, Analysis analysis, List<Planned> all) {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    /// A trial that is to be done.
    ///
    /// @param trial which
    /// @param key the SHA-256 of everything that decides its result
    /// @param recipe of its training
    /// @param steps of its training
    /// @param parameters of its network
    public record Planned(Trial trial, String key, String recipe, long steps, int parameters) {}

    /// Opens every data set and decides what is to be done.
    ///
    /// @param version of the program
    /// @throws RecipeException if data are missing or cannot be used; the message has the line
    public static StudyPlan of(Study study, String version) {
        Map<List<Object>, Facts> known = new HashMap<>();
        List<Planned> all = new ArrayList<>();
        for (Study.Part part : study.parts()) {
            Trial trial = part.trial();
            Facts facts = known.computeIfAbsent(List.of(trial.model(), trial.data(), trial.seed()), key -> facts(part));
            String key = FileHash.sha256(String.join(
                    "\n", version, YamlText.key(part.recipe()), facts.sha256(), YamlText.key(study.analysis())));
            all.add(new Planned(trial, key, YamlText.of(part.recipe()), facts.steps(), facts.parameters()));
        }
        return new StudyPlan(study.name(), version, study.analysis(), List.copyOf(all));
    }

    private static Facts facts(Study.Part part) {
        try {
            return Facts.of(part.recipe());
        } catch (DataException | TrainException e) {
            throw new RecipeException(part.data().place() + ": " + e.getMessage(), e);
        } catch (UncheckedIOException e) {
            throw new RecipeException(
                    part.model().place() + ": the weights cannot be read: "
                            + Objects.requireNonNull(e.getCause()).getMessage(),
                    e);
        }
    }

    /// Keeps the plan in the folder of a study.
    public void write(Path folder) throws IOException {
        WholeFile.write(folder.resolve(ResultFiles.PLAN), writer -> JSON.writeValue(writer, this));
    }

    /// The name of the study in a folder; null if there is none, or its plan cannot be read and is to be
    /// written anew.
    public static @Nullable String nameIn(Path folder) {
        try {
            return Files.exists(folder.resolve(ResultFiles.PLAN)) ? read(folder).name() : null;
        } catch (IOException e) {
            return null;
        }
    }

    /// The plan of a folder.
    ///
    /// @throws IOException if the folder holds none
    public static StudyPlan read(Path folder) throws IOException {
        Path file = folder.resolve(ResultFiles.PLAN);
        if (!Files.exists(file)) {
            throw new IOException(folder + ": holds no study (there is no " + ResultFiles.PLAN + "); start one with"
                    + " `eigensweep study run FILE.yaml -o " + folder + "`");
        }
        try {
            return JSON.readValue(file.toFile(), StudyPlan.class);
        } catch (JacksonException e) {
            throw new IOException(
                    file + ": is no plan of a study; `eigensweep study run` with the same study writes it anew", e);
        }
    }

    /// What of this plan is finished in a store, in the order of the plan.
    public StudyResults results(StudyStore store) throws IOException {
        Map<String, TrialResult> kept = new HashMap<>();
        store.results().forEach(result -> kept.put(result.key(), result));
        return new StudyResults(
                name,
                all.stream().map(Planned::trial).toList(),
                all.stream()
                        .map(planned -> kept.get(planned.key()))
                        .filter(Objects::nonNull)
                        .toList(),
                store.folder());
    }
}
