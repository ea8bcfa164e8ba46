package eigensweep.data;

import eigensweep.table.Field;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Which columns of a table are its data: the one place that decides it, by their names ([ColumnRole]) and
/// what they hold ([ColumnKind]). An index, labels, times, bookkeeping and text are left out unless they
/// are asked for.
///
/// @param file what people call the table
/// @param places of the columns that are taken
/// @param taken their names
/// @param whole those among them that hold whole numbers beside others that do not, and were not asked for by name
/// @param leftOut the others, with what each is taken for: `an index`, `labels`, `text`
/// @param remarks what people should know of it, a line each
public record ColumnChoice(
        @Field(written = false) String file,
        @Field(written = false) List<Integer> places,
        List<String> taken,
        @Field(value = "whole_numbers", sparse = true) List<String> whole,
        SequencedMap<String, String> leftOut,
        @Field(written = false) List<String> remarks) {

    private static final String DROPPED = "dropped";
    private static final String NOT_ASKED = "not asked for";

    /// Names of this kind are shown, the first and the last of more.
    private static final int MOST_SHOWN = 4;

    /// Squares of fewer pixels are seldom images.
    private static final int SMALLEST_SIDE = 4;

    public ColumnChoice {
        places = List.copyOf(places);
        taken = List.copyOf(taken);
        whole = List.copyOf(whole);
        leftOut = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(leftOut));
        remarks = List.copyOf(remarks);
    }

    /// A column.
    record Column(String name, ColumnKind kind) {

        /// Whether nothing in it has a fraction.
        boolean isWhole() {
            return kind != ColumnKind.NUMBERS && kind != ColumnKind.VECTORS;
        }
    }

    /// Chooses.
    ///
    /// @param role of the column that [Selection#labels] names, for people
    /// @throws UnknownColumnException if a column that is named is not there
    public static ColumnChoice of(String file, List<Column> columns, Selection selection, String role) {
        List<String> names = columns.stream().map(Column::name).toList();
        List<Integer> asked = Selection.places(file, names, selection.columns());
        List<Integer> dropped = selection.droppedPlaces(file, names);
        Integer labels = selection.labelPlace(file, names);
        boolean byName = selection.columns().isEmpty();
        List<Integer> places = new ArrayList<>();
        SequencedMap<String, String> leftOut = new LinkedHashMap<>();
        List<String> remarks = new ArrayList<>();
        boolean vectors = byName && columns.stream().anyMatch(column -> column.kind() == ColumnKind.VECTORS);
        for (int place = 0; place < columns.size(); place++) {
            Column column = columns.get(place);
            String reason = reason(columns, place);
            if (labels != null && place == labels && !selection.columns().contains(column.name())) {
                reason = role;
            } else if (dropped.contains(place)) {
                reason = DROPPED;
            } else if (!byName) {
                reason = asked.contains(place) ? null : reason == null ? NOT_ASKED : reason;
            } else if (reason == null && vectors && column.kind().isNumeric()) {
                reason = "numbers beside the vectors";
            }
            if (reason == null) {
                places.add(place);
            } else {
                leftOut.put(column.name(), reason);
            }
            if (reason == null
                    && byName
                    && ColumnRole.of(column.name()).isOfWholeNumbers()
                    && column.kind() == ColumnKind.NUMBERS) {
                remarks.add(file + ": " + column.name()
                        + " is taken, for its numbers have a fraction; --drop leaves it out");
            }
        }
        if (byName && isOfLabelAndPixels(columns, places)) {
            remarks.add(file + ": " + places.size() + " columns of whole numbers without names are one more than a"
                    + " square: if the first is a label, --drop " + names.getFirst() + " leaves it out");
        }
        List<Integer> order =
                byName ? places : asked.stream().filter(places::contains).toList();
        List<String> taken = order.stream().map(names::get).toList();
        return new ColumnChoice(file, order, taken, byName ? whole(columns, places) : List.of(), leftOut, remarks);
    }

    /// Whether columns may be a label and the pixels of a square, as MNIST is written: all are taken, none has
    /// a name, and all hold whole numbers.
    private static boolean isOfLabelAndPixels(List<Column> columns, List<Integer> places) {
        int pixels = places.size() - 1;
        int side = (int) Math.round(Math.sqrt(pixels));
        return places.size() == columns.size()
                && side >= SMALLEST_SIDE
                && side * side == pixels
                && places.stream()
                        .allMatch(place -> columns.get(place).name().equals(Integer.toString(place))
                                && columns.get(place).kind() == ColumnKind.WHOLE_NUMBERS);
    }

    /// Names of columns of whole numbers, where others are not.
    private static List<String> whole(List<Column> columns, List<Integer> places) {
        boolean fractions = places.stream().anyMatch(place -> columns.get(place).kind() == ColumnKind.NUMBERS);
        return places.stream()
                .map(columns::get)
                .filter(column -> fractions && column.kind() == ColumnKind.WHOLE_NUMBERS)
                .map(Column::name)
                .toList();
    }

    /// Why a column is no data, or null if it is.
    private static @Nullable String reason(List<Column> columns, int place) {
        Column column = columns.get(place);
        ColumnRole role = ColumnRole.of(column.name());
        boolean isNamed = !isPaired(columns, ColumnRole.folded(column.name()));
        return switch (role) {
            case UNNAMED ->
                column.kind() == ColumnKind.NOTHING
                        ? "empty"
                        : leads(columns, place) || column.isWhole() ? role.words() : null;
            case WRITTEN_INDEX -> role.words();
            case INDEX -> isNamed && column.isWhole() ? role.words() : byKind(column);
            case LABELS, TIME -> isNamed && column.kind() != ColumnKind.VECTORS ? role.words() : byKind(column);
            case BOOKKEEPING -> column.kind() == ColumnKind.WHOLE_NUMBERS ? role.words() : byKind(column);
            case DATA -> byKind(column);
        };
    }

    /// Whether all columns before a place are without a name.
    private static boolean leads(List<Column> columns, int place) {
        return columns.subList(0, place).stream()
                .allMatch(before -> ColumnRole.of(before.name()) == ColumnRole.UNNAMED);
    }

    private static @Nullable String byKind(Column column) {
        return switch (column.kind()) {
            case TEXT, INDEX, OTHER -> column.kind().words();
            // Vectors are taken, and what is empty is refused where it is read.
            case NUMBERS, WHOLE_NUMBERS, VECTORS, NOTHING -> null;
        };
    }

    /// Whether a name is one half of a place: `x, y` and `row, column`.
    private static boolean isPaired(List<Column> columns, String name) {
        Set<String> others = switch (name) {
            case "y" -> Set.of("x");
            case "row" -> Set.of("col", "column");
            default -> Set.of();
        };
        return columns.stream().anyMatch(column -> others.contains(ColumnRole.folded(column.name())));
    }

    /// The columns that are taken and that a name means, `*` standing for anything.
    public List<String> named(String name) {
        return Selection.places(file, taken, List.of(name)).stream()
                .map(taken::get)
                .toList();
    }

    /// The columns that are left out for labels.
    public List<String> labels() {
        return leftOutFor(Set.of(ColumnRole.LABELS));
    }

    /// The columns of numbers that are left out for a name that a target may have: what one table calls
    /// labels, or a year, is what another is fitted to.
    public List<String> targets() {
        return leftOutFor(Set.of(ColumnRole.LABELS, ColumnRole.TIME, ColumnRole.BOOKKEEPING));
    }

    private List<String> leftOutFor(Set<ColumnRole> roles) {
        return leftOut.entrySet().stream()
                .filter(column -> roles.stream().anyMatch(role -> role.words().equals(column.getValue())))
                .map(Map.Entry::getKey)
                .toList();
    }

    /// Whether a column was dropped, or others were asked for.
    public boolean leavesOut(String name) {
        String reason = leftOut.get(name);
        return DROPPED.equals(reason) || NOT_ASKED.equals(reason);
    }

    /// Whether the columns are called anything but 0, 1, 2, ...
    boolean hasNames() {
        return !taken.stream().allMatch(name -> name.matches("\\d+"));
    }

    /// The same with more remarks.
    public ColumnChoice with(List<String> more) {
        List<String> all = new ArrayList<>(remarks);
        more.forEach(remark -> all.add(file + ": " + remark));
        return new ColumnChoice(file, places, taken, whole, leftOut, all);
    }

    /// What is said of it: what is taken, which of it holds whole numbers, what is left out, and the
    /// remarks.
    public List<String> lines() {
        List<String> lines = new ArrayList<>();
        int n = taken.size();
        String names = n <= MOST_SHOWN ? String.join(", ", taken) : taken.getFirst() + " ... " + taken.getLast();
        lines.add(file + ": " + n + (n == 1 ? " column is taken (" : " columns are taken (") + names + ")"
                + (whole.isEmpty()
                        ? ""
                        : ", of whole numbers " + Refusal.list(whole)
                                + (whole.size() == 1 ? " (--drop leaves it out)" : " (--drop leaves them out)"))
                + (leftOut.isEmpty() ? "" : "; left out: " + leftOutText()));
        lines.addAll(remarks);
        return lines;
    }

    public String leftOutText() {
        return Refusal.list(leftOut.entrySet().stream()
                .map(column -> column.getKey() + " (" + column.getValue() + ")")
                .toList());
    }
}
