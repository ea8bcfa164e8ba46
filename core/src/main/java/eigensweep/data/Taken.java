package eigensweep.data;

import eigensweep.table.Field;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What of some data was taken, where it is not all of it.
///
/// @param columns of a table, or null if it is none
/// @param gaps the items that are no rows, ascending: images that are broken, blank texts
/// @param skipped names of the images that are broken
/// @param notices what people should know of it besides, a line each
public record Taken(
        @Field(sparse = true) @Nullable ColumnChoice columns,
        @Field(written = false) List<Integer> gaps,
        @Field(sparse = true) List<String> skipped,
        @Field(sparse = true) List<String> notices) {

    /// All there is.
    public static final Taken ALL = new Taken(null, List.of(), List.of(), List.of());

    public Taken {
        gaps = List.copyOf(gaps);
        skipped = List.copyOf(skipped);
        notices = List.copyOf(notices);
    }

    public static Taken of(ColumnChoice columns) {
        return of(columns, List.of());
    }

    /// Columns of a table.
    ///
    /// @param more what people should know besides
    public static Taken of(ColumnChoice columns, List<String> more) {
        List<String> notices = new ArrayList<>(columns.remarks());
        notices.addAll(more);
        return new Taken(columns, List.of(), List.of(), notices);
    }

    /// Whether there are items that are no rows.
    public boolean hasGaps() {
        return !gaps.isEmpty();
    }

    /// How many items are no rows, for people.
    public String gapsText() {
        return switch (gaps.size()) {
            case 0 -> "none";
            case 1 -> "item " + (gaps.getFirst() + 1);
            default ->
                "items "
                        + Refusal.list(gaps.stream()
                                .map(gap -> Integer.toString(gap + 1))
                                .toList());
        };
    }

    /// What is said of broken images, where there are any.
    ///
    /// @param items how many there are, broken ones among them
    public Optional<String> skippedLine(String name, int items) {
        return skipped.isEmpty()
                ? Optional.empty()
                : Optional.of(name + ": " + skipped.size() + " of " + items + " images are broken and skipped: "
                        + Refusal.list(skipped));
    }

    /// What is said of it, a line each.
    public List<String> lines() {
        return columns == null ? notices : columns.lines();
    }
}
