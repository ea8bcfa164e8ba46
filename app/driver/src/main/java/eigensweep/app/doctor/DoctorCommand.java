package eigensweep.app.doctor;

import eigensweep.app.terminal.DeviceSettings;
import eigensweep.app.terminal.ExitCode;
import eigensweep.app.terminal.TableOrJson;
import eigensweep.app.terminal.TerminalCommand;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// `eigensweep doctor`: what this machine offers, and for what is absent the reason and the remedy.
@Command(
        name = "doctor",
        description = "What this machine offers: JDK, vectors, backends and why one is absent, GPUs, memory, cache.",
        exitCodeList = {"0:all done", "2:usage"},
        footer = {
            "  eigensweep doctor",
            "  eigensweep doctor --format json | jq -r '.backends[] | select(.available).name'"
        })
public final class DoctorCommand extends TerminalCommand {

    @Mixin
    private final TableOrJson format = new TableOrJson();

    @Mixin
    private final DeviceSettings devices = new DeviceSettings();

    @Override
    public Integer call() {
        Machine machine = Machine.look(devices.options(line -> {}));
        format.print(terminal(), machine::text, machine);
        return ExitCode.OK;
    }
}
