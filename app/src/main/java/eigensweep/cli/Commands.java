package eigensweep.cli;

import picocli.CommandLine;
import picocli.CommandLine.IFactory;

/// Makes command objects; those that print are given the terminal.
final class Commands implements IFactory {

    private final Terminal terminal;

    Commands(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public <K> K create(Class<K> type) throws Exception {
        if (type == SweepCommand.class) {
            return type.cast(new SweepCommand(terminal));
        }
        if (type == CompareCommand.class) {
            return type.cast(new CompareCommand(terminal));
        }
        if (type == VendiCommand.class) {
            return type.cast(new VendiCommand(terminal));
        }
        if (type == StatsCommand.class) {
            return type.cast(new StatsCommand(terminal));
        }
        if (type == LinearCommand.class) {
            return type.cast(new LinearCommand(terminal));
        }
        if (type == AugmentCommand.class) {
            return type.cast(new AugmentCommand(terminal));
        }
        if (type == DoctorCommand.class) {
            return type.cast(new DoctorCommand(terminal));
        }
        if (type == DemoCommand.class) {
            return type.cast(new DemoCommand(terminal));
        }
        if (type == TrainCommand.class) {
            return type.cast(new TrainCommand(terminal));
        }
        if (type == HessianCommand.class) {
            return type.cast(new HessianCommand(terminal));
        }
        if (type == StudyRunCommand.class) {
            return type.cast(new StudyRunCommand(terminal));
        }
        if (type == StudyReportCommand.class) {
            return type.cast(new StudyReportCommand(terminal));
        }
        if (type == StudyQueryCommand.class) {
            return type.cast(new StudyQueryCommand(terminal));
        }
        if (type == StudyPresetCommand.class) {
            return type.cast(new StudyPresetCommand(terminal));
        }
        if (type == StudyWorkerCommand.class) {
            return type.cast(new StudyWorkerCommand(terminal));
        }
        return CommandLine.defaultFactory().create(type);
    }
}
