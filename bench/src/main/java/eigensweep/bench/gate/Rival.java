package eigensweep.bench.gate;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Another revision, as it was measured in turns with this one.
///
/// @param name of the revision
/// @param seconds the processor time of every case, of each of its JVMs: as many as this revision had
/// @param lacking the cases that it does not know how to do, with the reason
record Rival(String name, Map<String, List<Double>> seconds, Map<String, String> lacking) {

    /// One that was not measured yet.
    static Rival unmeasured(String name) {
        return new Rival(name, Map.of(), Map.of());
    }

    /// Both together.
    Rival and(Rival other) {
        Map<String, String> lacks = new TreeMap<>(lacking);
        lacks.putAll(other.lacking);
        return new Rival(name, Measured.union(seconds, other.seconds, Measured::both), lacks);
    }

    /// Those of some cases that it knows.
    List<String> common(List<String> names) {
        return names.stream().filter(name -> !lacking.containsKey(name)).toList();
    }

    /// The time of a case.
    double seconds(String name) {
        return Collections.min(Measured.required(seconds, name));
    }
}
