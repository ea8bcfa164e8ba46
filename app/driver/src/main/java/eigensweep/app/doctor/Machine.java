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
import eigensweep.page.Wrapping;
import eigensweep.simd.Kernels;
import eigensweep.table.Field;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.function.BiConsumer;

/// What this machine offers.
///
/// @param java the virtual machine
/// @param memory of machine and heap
/// @param kernels which vectors, and how wide
/// @param backends each with what it found
/// @param findings pieces that backends need, GPUs among them
/// @param auto the backend that is chosen if none is named
/// @param libtorch which one, and what would help
/// @param maven where it is, or empty
record Machine(
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

    record Java(String version, String vm, String home) {}

    record Os(String name, String version, String arch) {}

    /// Where the cache is.
    ///
    /// @param state what keeps it from being used, or empty
    record Folder(Path folder, String state) {}

    /// A backend, and what it found or lacks.
    record Offered(String name, boolean available, String detail) {
        private static Offered of(Found found) {
            return switch (found.availability()) {
                case Availability.Present present -> new Offered(found.name(), true, present.detail());
                case Availability.Absent absent -> new Offered(found.name(), false, absent.reason());
            };
        }
    }

    /// Looks around.
    static Machine look(DeviceOptions options) {
        String auto;
        try (Backends.Choice choice = Backends.open(Backends.AUTO, options)) {
            auto = choice.backend().name();
        }
        return new Machine(
                Version.TEXT,
                Version.REVISION,
                new Java(property("java.vm.version"), property("java.vm.name"), property("java.home")),
                new Os(property("os.name"), property("os.version"), property("os.arch")),
                Runtime.getRuntime().availableProcessors(),
                Memory.read(),
                Kernels.get().describe(),
                Kernels.get().vectorBits(),
                Backends.survey(options).stream().map(Offered::of).toList(),
                Backends.findings(options),
                auto,
                describedLibtorch(),
                new Folder(Cache.folder(), state(Cache.folder())),
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
    ///
    /// @param width of a line
    String text(int width) {
        StringBuilder text = new StringBuilder();
        BiConsumer<String, String> line =
                (what, value) -> Wrapping.of(String.format(Locale.ROOT, "%-18s%s", what, value), width)
                        .forEach(part -> text.append(part).append(System.lineSeparator()));
        line.accept("eigensweep", Version.FULL);
        line.accept("java", java.vm() + " " + java.version() + " in " + java.home());
        line.accept("system", system.name() + " " + system.version() + ", " + system.arch());
        line.accept("processors", Integer.toString(processors));
        line.accept("memory", memory.text());
        line.accept("kernels", kernels);
        backends.forEach(found -> line.accept(
                "backend " + found.name(), (found.available() ? "available: " : "absent: ") + found.detail()));
        findings.forEach(finding -> line.accept(finding.piece(), finding.state()));
        line.accept("auto", auto);
        libtorch.forEach(each -> line.accept("libtorch", each));
        line.accept("cache", cache.folder() + (cache.state().isEmpty() ? "" : " (" + cache.state() + ")"));
        line.accept(
                "maven",
                maven.isEmpty()
                        ? "not on the PATH; fetching DuckDB (Parquet, studies) and all-MiniLM-L6-v2 (demo, vendi on texts) needs it"
                        : maven);
        return text.toString();
    }
}
