package eigensweep.lab.train;

import eigensweep.lab.train.Recipe.Curvature;
import eigensweep.lab.train.Recipe.Length;
import eigensweep.lab.train.Recipe.Machine;
import eigensweep.table.Field;
import org.jspecify.annotations.Nullable;

/// How trainings are done, whatever the data and the network: the part of a recipe that several share.
///
/// @param optimizer how weights are changed
/// @param schedule by how much
/// @param length how long, in which portions
/// @param machine what computes
/// @param hessian what is measured on the way, or null
public record TrainingSpec(
        Optimizer.Rule optimizer,
        Schedule schedule,
        @Field(flat = true) Length length,
        @Field(flat = true) Machine machine,
        @Nullable Curvature hessian) {

    public static final TrainingSpec DEFAULT =
            new TrainingSpec(Optimizer.Rule.Sgd.DEFAULT, Schedule.DEFAULT, Length.DEFAULT, Machine.DEFAULT, null);

    /// The same on another number of libtorch's threads.
    public TrainingSpec onThreads(int threads) {
        Machine other = new Machine(machine.device(), threads, machine.workers());
        return new TrainingSpec(optimizer, schedule, length, other, hessian);
    }

    /// How strongly its optimiser pulls weights to zero.
    public double weightDecay() {
        return optimizer.weightDecay();
    }
}
