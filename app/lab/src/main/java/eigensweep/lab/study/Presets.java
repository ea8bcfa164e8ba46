package eigensweep.lab.study;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/// The studies that come with eigensweep.
public final class Presets {

    /// Their names, the shortest study first.
    public static final List<String> NAMES = List.of("digits-quick", "digits-full", "cifar10-resnet18");

    private Presets() {}

    /// The names, for the completion of shells.
    static final class Names implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return NAMES.iterator();
        }
    }

    /// The YAML of a study, if there is one of that name.
    public static Optional<String> text(String name) {
        if (!NAMES.contains(name)) {
            return Optional.empty();
        }
        String file = "/eigensweep/lab/study/" + name + ".yaml";
        try (InputStream in = Presets.class.getResourceAsStream(file)) {
            if (in == null) {
                throw new IllegalStateException(file + " is not on the class path");
            }
            return Optional.of(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
