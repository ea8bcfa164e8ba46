package eigensweep.cli;

import com.sun.management.OperatingSystemMXBean;
import eigensweep.files.Cache;
import eigensweep.linalg.BackendProvider.Availability;
import eigensweep.linalg.BackendProvider.Finding;
import eigensweep.linalg.Backends;
import eigensweep.linalg.DeviceOptions;
import eigensweep.report.Version;
import eigensweep.simd.Kernels;
import eigensweep.train.Libtorch;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// `eigensweep doctor`: what this machine offers, and for what is absent the reason and the remedy.
@Command(
        name = "doctor",
        mixinStandardHelpOptions = true,
        versionProvider = VersionProvider.class,
        description = "What this machine offers: JDK, vectors, backends and why one is absent, GPUs, memory, cache.",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:all done", "2:usage"})
final class DoctorCommand implements Callable<Integer> {

    private static final double GIB = 1L << 30;

    private final Terminal terminal;

    @Mixin
    private final DeviceSettings devices = new DeviceSettings();

    DoctorCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        DeviceOptions options = devices.options(line -> {});
        line("eigensweep", Version.FULL);
        line(
                "java",
                System.getProperty("java.vm.name") + " " + System.getProperty("java.vm.version") + " in "
                        + System.getProperty("java.home"));
        line(
                "system",
                System.getProperty("os.name") + " " + System.getProperty("os.version") + ", "
                        + System.getProperty("os.arch"));
        line("processors", Integer.toString(Runtime.getRuntime().availableProcessors()));
        line("memory", memory());
        line("kernels", Kernels.get().describe());
        for (Backends.Found found : Backends.survey(options)) {
            line(
                    "backend " + found.name(),
                    switch (found.availability()) {
                        case Availability.Present present -> "available: " + present.detail();
                        case Availability.Absent absent -> "absent: " + absent.reason();
                    });
        }
        for (Finding finding : Backends.findings(options)) {
            line(finding.piece(), finding.state());
        }
        try (Backends.Choice choice = Backends.open(Backends.AUTO, options)) {
            line("auto", choice.backend().name());
        }
        Libtorch.describe().forEach(line -> line("libtorch", line));
        Path cache = Cache.folder();
        line("cache", cache + state(cache));
        line(
                "maven",
                Maven.find()
                        .map(Path::toString)
                        .orElse("not on the PATH; fetching all-MiniLM-L6-v2 needs it (demo, and vendi on texts)"));
        return ExitCode.OK;
    }

    /// What is to be known of the folder of the cache, with a blank before.
    private static String state(Path cache) {
        if (Files.isDirectory(cache)) {
            return Files.isWritable(cache) ? "" : " (cannot be written: set EIGENSWEEP_CACHE to a folder that can be)";
        }
        Path above = cache.toAbsolutePath();
        while (above.getParent() != null && !Files.exists(above)) {
            above = above.getParent();
        }
        return Files.isDirectory(above) && Files.isWritable(above)
                ? " (made when needed)"
                : " (cannot be made: set EIGENSWEEP_CACHE to a folder that can be)";
    }

    private static String memory() {
        double heap = Runtime.getRuntime().maxMemory() / GIB;
        String machine = ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean system
                ? String.format(
                        Locale.ROOT,
                        "%.1f GiB, %.1f free, ",
                        system.getTotalMemorySize() / GIB,
                        system.getFreeMemorySize() / GIB)
                : "";
        return machine + String.format(Locale.ROOT, "%.1f GiB for the Java heap", heap);
    }

    private void line(String what, String value) {
        terminal.out().printf(Locale.ROOT, "%-18s%s%n", what, value);
    }
}
