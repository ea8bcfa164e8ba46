package eigensweep.lab.study;

import eigensweep.findings.Treatment;
import eigensweep.findings.Trial;
import eigensweep.lab.network.ModelSpec;
import eigensweep.lab.train.DataSpec;
import eigensweep.lab.train.Recipe;
import eigensweep.lab.train.TrainingSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// A study as it was asked for: every model on every data set under every treatment from every seed.
///
/// @param name for people
/// @param models what learns
/// @param data what is learnt from
/// @param treatments the baseline first; names are unique
/// @param seeds each of other weights, another holdout and other draws
/// @param followed names of the treatments whose trainings have the trace of the Hessian followed; empty for all
/// @param analysis what is measured of each trial
public record Study(
        String name,
        List<Model> models,
        List<Data> data,
        List<Treatment> treatments,
        List<Long> seeds,
        Set<String> followed,
        Analysis analysis) {

    /// A network and how it is trained.
    ///
    /// @param name in the study
    /// @param spec which network
    /// @param training how
    /// @param place in the study's file, for people
    public record Model(String name, ModelSpec spec, TrainingSpec training, String place) {}

    /// A data set.
    ///
    /// @param name in the study
    /// @param spec which data
    /// @param place in the study's file, for people
    public record Data(String name, DataSpec spec, String place) {}

    /// One training of a study.
    ///
    /// @param trial which
    /// @param model of it
    /// @param data of it
    /// @param recipe all of it
    record Part(Trial trial, Model model, Data data, Recipe recipe) {}

    /// The study on another number of libtorch's threads for each training.
    public Study onThreads(int threads) {
        List<Model> others = models.stream()
                .map(m -> new Model(m.name(), m.spec(), m.training().onThreads(threads), m.place()))
                .toList();
        return new Study(name, others, data, treatments, seeds, followed, analysis);
    }

    /// How many trainings it asks for.
    public long trials() {
        return (long) models.size() * data.size() * treatments.size() * seeds.size();
    }

    /// All trainings, those of a seed together, each seed's baseline first.
    List<Part> parts() {
        List<Part> parts = new ArrayList<>();
        for (Model model : models) {
            for (Data set : data) {
                for (long seed : seeds) {
                    Recipe base = Recipe.of(set.spec(), model.spec(), model.training(), seed);
                    for (Treatment treatment : treatments) {
                        parts.add(new Part(
                                new Trial(model.name(), set.name(), treatment, seed),
                                model,
                                set,
                                recipe(base, treatment)));
                    }
                }
            }
        }
        return parts;
    }

    private Recipe recipe(Recipe base, Treatment treatment) {
        Recipe treated = base.treated(treatment.dropout(), treatment.weightDecay(), treatment.augmentation());
        return followed.isEmpty() || followed.contains(treatment.name()) ? treated : treated.withoutCurvature();
    }
}
