package eigensweep.app.doctor;

import com.sun.management.OperatingSystemMXBean;
import eigensweep.app.terminal.Lab;
import eigensweep.app.terminal.Maven;
import eigensweep.files.Cache;
import eigensweep.linalg.BackendProvider.Availability;
import eigensweep.linalg.BackendProvider.Finding;
import eigensweep.linalg.Backends;
import eigensweep.linalg.Backends.Found;
import eigensweep.linalg.DeviceOptions;
import eigensweep.page.Version;
import eigensweep.simd.Kernels;
import eigensweep.table.Field;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// What this machine offers.
///
/// @param memory of machine and heap
/// @param kernels which vectors, and how wide
/// @param backends each with what it found
/// @param findings pieces that backends need, GPUs among them
/// @param auto the backend that is chosen if none is named
/// @param libtorch which one, and what would help
/// @param cache the folder
/// @param cacheState what keeps it from being used, or empty
/// @param maven where it is, or empty
record Machine(
        Memory memory,
        String kernels,
        List<Found> backends,
        List<Finding> findings,
        String auto,
        List<String> libtorch,
        Path cache,
        String cacheState,
        String maven) {

    private static final double GIB = 1L << 30;

    /// Bytes; 0 where the JVM does not know.
    record Memory(
            @Field("total_bytes") long total,
            @Field("free_bytes") long free,
            @Field("heap_bytes") long heap) {

        static Memory read() {
            long heap = Runtime.getRuntime().maxMemory();
            return ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean system
                    ? new Memory(system.getTotalMemorySize(), system.getFreeMemorySize(), heap)
                    : new Memory(0, 0, heap);
        }

        private String text() {
            String machine =
                    total == 0 ? "" : String.format(Locale.ROOT, "%.1f GiB, %.1f free, ", total / GIB, free / GIB);
            return machine + String.format(Locale.ROOT, "%.1f GiB for the Java heap", heap / GIB);
        }
    }

    /// A line of the answer for people.
    record Line(String what, String value) {}

    /// Looks around.
    static Machine look(DeviceOptions options) {
        String auto;
        try (Backends.Choice choice = Backends.open(Backends.AUTO, options)) {
            auto = choice.backend().name();
        }
        Path cache = Cache.folder();
        return new Machine(
                Memory.read(),
                Kernels.get().describe(),
                Backends.survey(options),
                Backends.findings(options),
                auto,
                describedLibtorch(),
                cache,
                state(cache),
                Maven.find().map(Path::toString).orElse(""));
    }

    private static List<String> describedLibtorch() {
        return Lab.find()
                .map(Lab::libtorch)
                .orElse(List.of("with the lab, which the first command that needs it builds"));
    }

    /// What is to be known of the folder of the cache.
    private static String state(Path cache) {
        if (Files.isDirectory(cache)) {
            return Files.isWritable(cache) ? "" : "cannot be written: set EIGENSWEEP_CACHE to a folder that can be";
        }
        Path above = cache.toAbsolutePath();
        while (above.getParent() != null && !Files.exists(above)) {
            above = above.getParent();
        }
        return Files.isDirectory(above) && Files.isWritable(above)
                ? "made when needed"
                : "cannot be made: set EIGENSWEEP_CACHE to a folder that can be";
    }

    private static String property(String name) {
        return System.getProperty(name, "unknown");
    }

    /// For people.
    List<Line> lines() {
        List<Line> lines = new ArrayList<>();
        lines.add(new Line("eigensweep", Version.FULL));
        lines.add(new Line(
                "java", property("java.vm.name") + " " + property("java.vm.version") + " in " + property("java.home")));
        lines.add(new Line("system", property("os.name") + " " + property("os.version") + ", " + property("os.arch")));
        lines.add(new Line("processors", Integer.toString(Runtime.getRuntime().availableProcessors())));
        lines.add(new Line("memory", memory.text()));
        lines.add(new Line("kernels", kernels));
        backends.forEach(found -> lines.add(new Line(
                "backend " + found.name(),
                switch (found.availability()) {
                    case Availability.Present present -> "available: " + present.detail();
                    case Availability.Absent absent -> "absent: " + absent.reason();
                })));
        findings.forEach(finding -> lines.add(new Line(finding.piece(), finding.state())));
        lines.add(new Line("auto", auto));
        libtorch.forEach(line -> lines.add(new Line("libtorch", line)));
        lines.add(new Line("cache", cache + (cacheState.isEmpty() ? "" : " (" + cacheState + ")")));
        lines.add(new Line(
                "maven",
                maven.isEmpty()
                        ? "not on the PATH; fetching all-MiniLM-L6-v2 needs it (demo, and vendi on texts)"
                        : maven));
        return lines;
    }

    /// For machines.
    Record written() {
        return new Written(
                Version.TEXT,
                Version.REVISION,
                new Java(property("java.vm.version"), property("java.vm.name"), property("java.home")),
                new Os(property("os.name"), property("os.version"), property("os.arch")),
                Runtime.getRuntime().availableProcessors(),
                memory,
                kernels,
                Kernels.get().vectorBits(),
                backends.stream().map(Offered::of).toList(),
                findings,
                auto,
                libtorch,
                new Folder(cache, cacheState),
                maven);
    }

    private record Written(
            String eigensweep,
            String revision,
            Java java,
            Os system,
            int processors,
            Memory memory,
            String kernels,
            int vectorBits,
            List<Offered> backends,
            List<Finding> findings,
            String auto,
            List<String> libtorch,
            Folder cache,
            String maven) {}

    private record Java(String version, String vm, String home) {}

    private record Os(String name, String version, String arch) {}

    private record Folder(Path folder, String state) {}

    private record Offered(String name, boolean available, String detail) {

        private static Offered of(Found found) {
            return switch (found.availability()) {
                case Availability.Present present -> new Offered(found.name(), true, present.detail());
                case Availability.Absent absent -> new Offered(found.name(), false, absent.reason());
            };
        }
    }
}
