package eigensweep.app.sweep;

import eigensweep.figure.Tone;
import eigensweep.layer.Role;
import eigensweep.sweep.Row;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/// The colours of roles: of those that stand for the same step of a block, the same.
///
/// @param names of the roles that each colour stands for, as a legend has them
public record RoleTone(Map<Tone, String> names) {

    /// More names are no legend.
    private static final int MOST_NAMES = 3;

    /// The colours of these layers; none where names do not tell at least two steps apart.
    public static RoleTone of(List<Role> layers) {
        Map<Tone, Set<String>> roles = new EnumMap<>(Tone.class);
        layers.forEach(role ->
                roles.computeIfAbsent(tone(role), tone -> new TreeSet<>()).add(role.name()));
        Map<Tone, String> names = new EnumMap<>(Tone.class);
        if (roles.keySet().stream().filter(tone -> tone != Tone.OTHER).count() > 1) {
            roles.forEach((tone, each) -> names.put(tone, name(each)));
        }
        return new RoleTone(names);
    }

    private static String name(Set<String> roles) {
        return roles.contains("") || roles.size() > MOST_NAMES ? "other" : String.join(", ", roles);
    }

    /// What the row of a layer says of its role.
    static Role role(Row row) {
        return new Role(row.role(), row.block());
    }

    public static Tone tone(Role role) {
        return switch (role.name()) {
            case "q", "qkv" -> Tone.QUERY;
            case "k" -> Tone.KEY;
            case "v", "kv" -> Tone.VALUE;
            case "out" -> Tone.OUTPUT;
            case "gate", "up", "gate_up", "fc1" -> Tone.EXPAND;
            case "down", "fc2" -> Tone.CONTRACT;
            default -> Tone.OTHER;
        };
    }
}
