package eigensweep.layer;

import eigensweep.files.Suggestion;
import eigensweep.table.Field;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Which of a model's layers a user wants.
///
/// @param names only layers whose long name matches this pattern (see [Glob]) or is it, literally; `*` for all
/// @param excluded no layers whose long name matches this pattern or is it; empty for none
/// @param types only layers of these types; empty for all
/// @param ids only layers of tensors at these places, `0,3,7-9`; empty for all
/// @param buffers whether constants that are no parameters are swept, too
public record Selection(
        @Field("layers") String names,
        @Field("exclude") String excluded,
        Set<Layer.Type> types,
        String ids,
        @Field("include_buffers") boolean buffers) {

    /// What the reason of a layer begins with that the user did not choose.
    public static final String NOT_CHOSEN = "not chosen";

    private static final String EVERY = "*";

    /// Every layer.
    public static final Selection ALL = new Selection(EVERY, "", Set.of(), "", false);

    private static final List<Layer.Type> SWEPT = List.of(
            Layer.Type.DENSE,
            Layer.Type.EMBEDDING,
            Layer.Type.CONV1D,
            Layer.Type.CONV2D,
            Layer.Type.CONV3D,
            Layer.Type.EXPERT,
            Layer.Type.RECURRENT);

    public Selection {
        types = Set.copyOf(types);
        check("--layers", names);
        check("--exclude", excluded);
        if (!ids.isEmpty()) {
            Ids.parse(ids);
        }
    }

    /// Only layers whose long name matches a pattern.
    public static Selection named(String glob) {
        return new Selection(glob, "", Set.of(), "", false);
    }

    /// A list of places as a user gives it: at least one, for an empty one is no wish to have all.
    ///
    /// @throws IllegalArgumentException if it is none
    public static String ids(String list) {
        Ids.parse(list);
        return list;
    }

    /// Places of tensors: `0,3,7-9`.
    ///
    /// @param ranges the first and the last place of each part
    record Ids(List<int[]> ranges) {

        private static final Pattern PART = Pattern.compile("(\\d{1,9})(?:-(\\d{1,9}))?");

        /// Parses a list of places and ranges of places.
        ///
        /// @throws IllegalArgumentException if it is none
        static Ids parse(String text) {
            return new Ids(Arrays.stream(text.split(",", -1))
                    .map(part -> range(text, part.strip()))
                    .toList());
        }

        private static int[] range(String text, String part) {
            Matcher matcher = PART.matcher(part);
            if (!matcher.matches()) {
                throw new IllegalArgumentException(
                        "--ids " + text + ": numbers and ranges such as 0,3,7-9 are expected, not '" + part + "'");
            }
            int first = Integer.parseInt(matcher.group(1));
            int last = matcher.group(2) == null ? first : Integer.parseInt(matcher.group(2));
            if (last < first) {
                throw new IllegalArgumentException("--ids " + text + ": " + part + " ends before it begins");
            }
            return new int[] {first, last};
        }

        private boolean contain(int id) {
            return ranges.stream().anyMatch(range -> range[0] <= id && id <= range[1]);
        }
    }

    /// Parses the names of types, as the column `layer_type` has them.
    ///
    /// @throws IllegalArgumentException if there is no such type
    public static Set<Layer.Type> types(String list) {
        return Arrays.stream(list.split(",", -1))
                .map(String::strip)
                .map(name -> type(list, name))
                .collect(Collectors.toUnmodifiableSet());
    }

    private static Layer.Type type(String list, String name) {
        List<String> known =
                SWEPT.stream().map(type -> type.name().toLowerCase(Locale.ROOT)).toList();
        return SWEPT.stream()
                .filter(type -> type.name().equals(name.toUpperCase(Locale.ROOT)))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("--type " + list + ": there is no '" + name
                        + "'; there are " + String.join(", ", known) + Suggestion.after(name, known)));
    }

    /// Why a layer is not wanted; null if it is.
    ///
    /// @param wholeName the long name of what it is a part of, which chooses all its parts
    @Nullable
    String refusal(Layer layer, String wholeName) {
        if (!ids.isEmpty() && !Ids.parse(ids).contain(layer.id())) {
            return NOT_CHOSEN + " by --ids " + ids;
        }
        if (!types.isEmpty() && !types.contains(layer.type())) {
            return NOT_CHOSEN + " by --type";
        }
        if (!names.equals(EVERY) && !matches(names, layer, wholeName)) {
            return NOT_CHOSEN + " by --layers " + names;
        }
        return !excluded.isEmpty() && matches(excluded, layer, wholeName)
                ? NOT_CHOSEN + " because of --exclude " + excluded
                : null;
    }

    private static boolean matches(String glob, Layer layer, String wholeName) {
        Pattern pattern = Glob.pattern(glob);
        return Stream.of(layer.longName(), wholeName)
                .anyMatch(name -> glob.equals(name) || pattern.matcher(name).matches());
    }

    private static void check(String option, String glob) {
        try {
            Glob.pattern(glob);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(option + " " + glob + ": " + e.getMessage(), e);
        }
    }
}
