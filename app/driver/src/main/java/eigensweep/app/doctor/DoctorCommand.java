package eigensweep.app.doctor;

import eigensweep.app.terminal.DeviceSettings;
import eigensweep.app.terminal.ExitCode;
import eigensweep.app.terminal.TerminalCommand;
import eigensweep.page.Wrapping;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

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

    /// How the answer is printed.
    enum Format {
        TABLE,
        JSON
    }

    @Option(
            names = "--format",
            paramLabel = "table|json",
            defaultValue = "table",
            description = "What is printed on stdout. Default: ${DEFAULT-VALUE}.")
    private Format format = Format.TABLE;

    @Mixin
    private final DeviceSettings devices = new DeviceSettings();

    @Override
    public Integer call() {
        Machine machine = Machine.look(devices.options(line -> {}));
        switch (format) {
            case TABLE ->
                machine.lines().stream()
                        .map(line -> String.format(Locale.ROOT, "%-18s%s", line.what(), line.value()))
                        .flatMap(line -> Wrapping.of(line, terminal().columns()).stream())
                        .forEach(terminal().out()::println);
            case JSON -> terminal().json(machine.written());
        }
        return ExitCode.OK;
    }
}
