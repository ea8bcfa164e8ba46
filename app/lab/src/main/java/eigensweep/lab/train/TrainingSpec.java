package eigensweep.lab.train;

import eigensweep.lab.train.Recipe.Curvature;
import eigensweep.lab.train.Recipe.Length;
import eigensweep.lab.train.Recipe.Machine;
import eigensweep.table.Yaml;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// How trainings are done, whatever the data and the network: the part of a recipe that several share.
///
/// @param rule how weights are changed
/// @param schedule by how much
/// @param length how long, in which portions
/// @param machine what computes
/// @param curvature what is measured on the way, or null
public record TrainingSpec(
        Optimizer.Rule rule,
        Schedule schedule,
        Length length,
        Machine machine,
        @Nullable Curvature curvature) {

    /// What a recipe has that says nothing, but for the number of threads: one, whatever the network.
    public static final TrainingSpec DEFAULT = new TrainingSpec(
            new Optimizer.Rule.Sgd(0.9, 0),
            new Schedule(Schedule.Shape.CONSTANT, 0.01, 0, List.of(), 0.1),
            new Length(10, 64, 0),
            new Machine("auto", 1, 1),
            null);

    /// Reads the keys of a training; what is not said is as in another.
    public static TrainingSpec read(Yaml yaml, TrainingSpec other) {
        Length length = other.length();
        Machine machine = other.machine();
        return new TrainingSpec(
                yaml.has("optimizer") ? yaml.section("optimizer").make(RecipeFile::rule) : other.rule(),
                yaml.has("schedule") ? yaml.section("schedule").make(RecipeFile::schedule) : other.schedule(),
                new Length(
                        yaml.whole("epochs", length.epochs()),
                        yaml.whole("batch", length.batch()),
                        yaml.whole("checkpoint_every", length.checkpointEvery())),
                new Machine(
                        yaml.text("device", machine.device()),
                        yaml.whole("threads", machine.threads()),
                        yaml.whole("workers", machine.workers())),
                yaml.has("hessian") ? yaml.section("hessian").make(RecipeFile::curvature) : other.curvature());
    }

    /// The same on another number of libtorch's threads.
    public TrainingSpec onThreads(int threads) {
        return new TrainingSpec(
                rule, schedule, length, new Machine(machine.device(), threads, machine.workers()), curvature);
    }

    /// How strongly its optimiser pulls weights to zero.
    public double weightDecay() {
        return rule.weightDecay();
    }
}
