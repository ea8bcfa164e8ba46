package eigensweep.linalg;

import eigensweep.files.Suggestion;
import eigensweep.linalg.BackendProvider.Availability;
import eigensweep.linalg.BackendProvider.Finding;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.stream.Collectors;

/// Chooses the backend: the one place that knows which there are.
public final class Backends {

    /// Let [#open] choose.
    public static final String AUTO = "auto";

    /// Best first: the order in which `auto` tries them. `mkl` is last because it is only ever there by a user's
    /// own installation and lost to OpenBLAS where both were measured.
    private static final List<String> PREFERENCE = List.of("cuda", "jcuda", "openblas", "java", "mkl");

    private static final Set<String> ON_DEVICES = Set.of("cuda", "jcuda");

    private Backends() {}

    /// Whether a backend computes on GPUs.
    public static boolean isOnDevices(String name) {
        return ON_DEVICES.contains(name);
    }

    /// A backend and how it came to be chosen.
    ///
    /// @param backend what will compute
    /// @param whyNotBetter why those that would be preferred are absent, in one line for people; empty if none is
    public record Choice(Backend backend, String whyNotBetter) implements AutoCloseable {

        /// The choice, in a short line for people.
        public String line() {
            return "backend: " + backend.name();
        }

        /// The same with what it is, and why better ones are absent.
        public String explained() {
            String line = line() + " (" + backend.description() + ")";
            return whyNotBetter.isEmpty() ? line : line + "; " + whyNotBetter;
        }

        /// Closes the backend.
        @Override
        public void close() {
            backend.close();
        }
    }

    /// A provider and what it found on this machine.
    public record Found(String name, Availability availability) {}

    /// Every backend this build knows, best first, each with what it found.
    ///
    /// @param options what the user said about devices
    public static List<Found> survey(DeviceOptions options) {
        return providers().stream()
                .map(provider -> new Found(provider.name(), provider.probe(options)))
                .toList();
    }

    /// What every backend found piece by piece.
    public static List<Finding> findings(DeviceOptions options) {
        return providers().stream()
                .flatMap(provider -> provider.findings(options).stream())
                .toList();
    }

    /// The names a user may choose from.
    public static List<String> names() {
        List<String> names = new ArrayList<>(List.of(AUTO));
        providers().forEach(provider -> names.add(provider.name()));
        return names;
    }

    /// Opens a backend by name, or the best there is.
    ///
    /// @throws BackendException if the name is unknown or the backend is absent; there is no silent fallback
    public static Choice open(String name) {
        return open(name, DeviceOptions.DEFAULT);
    }

    /// The same, with what the user said about devices.
    ///
    /// @throws BackendException if the name is unknown or the backend is absent; there is no silent fallback
    public static Choice open(String name, DeviceOptions options) {
        return name.equals(AUTO) ? best(options) : named(name, options);
    }

    private static Choice named(String name, DeviceOptions options) {
        for (BackendProvider provider : providers()) {
            if (provider.name().equals(name)) {
                return switch (provider.probe(options)) {
                    case Availability.Present present ->
                        new Choice(present.open().get(), "");
                    case Availability.Absent absent ->
                        throw new BackendException("backend " + name + " is not available: " + absent.reason());
                };
            }
        }
        throw new BackendException("backend " + name + " is unknown; this build has " + String.join(", ", names())
                + Suggestion.after(name, names()));
    }

    private static Choice best(DeviceOptions options) {
        List<String> absences = new ArrayList<>();
        for (BackendProvider provider : providers()) {
            switch (provider.probe(options)) {
                case Availability.Present present -> {
                    try {
                        return new Choice(present.open().get(), String.join("; ", absences));
                    } catch (BackendException e) {
                        // Looked fine until it was started: a device that does not answer.
                        absences.add("no " + provider.name() + ": " + e.getMessage());
                    }
                }
                case Availability.Absent absent -> absences.add("no " + provider.name() + ": " + absent.reason());
            }
        }
        throw new BackendException("no backend is available: " + String.join("; ", absences));
    }

    private static List<BackendProvider> providers() {
        return ServiceLoader.load(BackendProvider.class).stream()
                .map(ServiceLoader.Provider::get)
                .sorted(Comparator.comparingInt(provider -> {
                    int place = PREFERENCE.indexOf(provider.name());
                    return place < 0 ? PREFERENCE.size() : place;
                }))
                .collect(Collectors.toUnmodifiableList());
    }
}
