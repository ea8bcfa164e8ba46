package eigensweep.lab.study;

import eigensweep.files.Resource;
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
        return NAMES.contains(name) ? Optional.of(Resource.text(Presets.class, name + ".yaml")) : Optional.empty();
    }
}
