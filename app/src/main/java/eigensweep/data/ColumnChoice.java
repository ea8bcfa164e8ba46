package eigensweep.data;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/// Which columns of a table are its data: the one place that decides it, by their names and what they hold. An index,
/// labels and text are left out unless they are asked for.
///
/// @param file what people call the table
/// @param places of the columns that are taken
/// @param taken their names
/// @param leftOut the others
/// @param remarks what people should know of it, a line each
public record ColumnChoice(
        String file, List<Integer> places, List<String> taken, List<LeftOut> leftOut, List<String> remarks) {

    private static final Set<String> INDEX_NAMES = Set.of(
            "index",
            "idx",
            "id",
            "row",
            "rowid",
            "rowname",
            "rownames",
            "rownum",
            "rownumber",
            "row_id",
            "row_number",
            "row_names",
            "uid",
            "nr",
            "index_",
            "uuid",
            "guid");
    private static final Pattern PANDAS_INDEX = Pattern.compile("__index_level_\\d+__");
    private static final Pattern UNNAMED = Pattern.compile("unnamed: \\d+(\\.\\d+)*(_level_\\d+)?");
    private static final Pattern IDENTIFIER = Pattern.compile("level_\\d+|.*[ _.-](id|uuid|idx|index)|.*\\p{Ll}I[dD]");
    private static final Set<String> LABEL_NAMES =
            Set.of("y", "y_true", "ground_truth", "groundtruth", "gt", "category", "categories");
    private static final Pattern LABEL =
            Pattern.compile("(.*[ _.-])?(label|class|target)(s|es)?([ _.-](id|ids|name|names|index|code|codes))?_?");

    private static final String LABELS = "labels";
    private static final String DROPPED = "dropped";
    private static final String NOT_ASKED = "not asked for";

    /// Names of this kind are shown, the first and the last of more.
    private static final int MOST_SHOWN = 4;

    public ColumnChoice {
        places = List.copyOf(places);
        taken = List.copyOf(taken);
        leftOut = List.copyOf(leftOut);
        remarks = List.copyOf(remarks);
    }

    /// A column that is not taken.
    ///
    /// @param reason what it is taken for: `an index`, `labels`, `text`
    public record LeftOut(String name, String reason) {}

    /// A column.
    record Column(String name, ColumnKind kind) {}

    /// Chooses.
    ///
    /// @param role of the column that [Selection#labels] names, for people
    /// @throws UnknownColumnException if a column that is named is not there
    static ColumnChoice of(String file, List<Column> columns, Selection selection, String role) {
        List<String> names = columns.stream().map(Column::name).toList();
        List<Integer> asked = Selection.places(file, names, selection.columns());
        List<Integer> dropped = Selection.places(file, names, selection.drop());
        Integer labels = selection.labelPlace(file, names);
        boolean byName = selection.columns().isEmpty();
        List<Integer> places = new ArrayList<>();
        List<LeftOut> leftOut = new ArrayList<>();
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
                leftOut.add(new LeftOut(column.name(), reason));
            }
            if (reason == null && byName && isIndexName(column.name())) {
                remarks.add(file + ": " + column.name() + " is taken, for its numbers have a fraction and are no index;"
                        + " --drop leaves it out");
            }
        }
        List<Integer> order =
                byName ? places : asked.stream().filter(places::contains).toList();
        return new ColumnChoice(file, order, order.stream().map(names::get).toList(), leftOut, remarks);
    }

    /// Why a column is no data, or null if it is.
    private static @Nullable String reason(List<Column> columns, int place) {
        Column column = columns.get(place);
        String name = folded(column.name());
        boolean whole = column.kind() != ColumnKind.NUMBERS && column.kind() != ColumnKind.VECTORS;
        if (UNNAMED.matcher(name).matches()) {
            boolean leading = columns.subList(0, place).stream()
                    .allMatch(before -> UNNAMED.matcher(folded(before.name())).matches());
            return column.kind() == ColumnKind.NOTHING ? "empty" : leading || whole ? "an index" : null;
        }
        if (PANDAS_INDEX.matcher(name).matches() || (whole && isIndexName(column.name()) && !isPaired(columns, name))) {
            return "an index";
        }
        if (isLabelName(name) && column.kind() != ColumnKind.VECTORS && !isPaired(columns, name)) {
            return LABELS;
        }
        return switch (column.kind()) {
            case TEXT, INDEX, OTHER -> column.kind().words();
            // Vectors are taken, and what is empty is refused where it is read.
            case NUMBERS, WHOLE_NUMBERS, VECTORS, NOTHING -> null;
        };
    }

    private static boolean isLabelName(String folded) {
        return LABEL_NAMES.contains(folded) || LABEL.matcher(folded).matches();
    }

    private static String folded(String name) {
        return name.strip().toLowerCase(Locale.ROOT);
    }

    private static boolean isIndexName(String name) {
        return INDEX_NAMES.contains(folded(name))
                || IDENTIFIER.matcher(folded(name)).matches()
                || IDENTIFIER.matcher(name.strip()).matches();
    }

    /// Whether a name is one half of a place: `x, y` and `row, column`.
    private static boolean isPaired(List<Column> columns, String name) {
        Set<String> others = switch (name) {
            case "y" -> Set.of("x");
            case "row" -> Set.of("col", "column");
            default -> Set.of();
        };
        return columns.stream().anyMatch(column -> others.contains(folded(column.name())));
    }

    /// The columns that are taken and that a name means, `*` standing for anything.
    public List<String> named(String name) {
        return Selection.places(file, taken, List.of(name)).stream()
                .map(taken::get)
                .toList();
    }

    /// The columns that are left out for labels.
    public List<String> labels() {
        return leftOut.stream()
                .filter(column -> column.reason().equals(LABELS))
                .map(LeftOut::name)
                .toList();
    }

    /// Whether a column was dropped, or others were asked for.
    public boolean leavesOut(String name) {
        return leftOut.stream()
                .anyMatch(column -> column.name().equals(name)
                        && (column.reason().equals(DROPPED) || column.reason().equals(NOT_ASKED)));
    }

    /// Whether the columns are called anything but 0, 1, 2, ...
    boolean hasNames() {
        return !taken.stream().allMatch(name -> name.matches("\\d+"));
    }

    /// The same with more remarks.
    ColumnChoice with(List<String> more) {
        List<String> all = new ArrayList<>(remarks);
        more.forEach(remark -> all.add(file + ": " + remark));
        return new ColumnChoice(file, places, taken, leftOut, all);
    }

    /// What is said of it: what is taken, what is left out, and the remarks, a line each.
    public List<String> lines() {
        List<String> lines = new ArrayList<>();
        int n = taken.size();
        String names = n <= MOST_SHOWN ? String.join(", ", taken) : taken.getFirst() + " ... " + taken.getLast();
        lines.add(file + ": " + n + (n == 1 ? " column is taken (" : " columns are taken (") + names + ")"
                + (leftOut.isEmpty() ? "" : "; left out: " + leftOutText()));
        lines.addAll(remarks);
        return lines;
    }

    String leftOutText() {
        return Refusal.list(leftOut.stream()
                .map(column -> column.name() + " (" + column.reason() + ")")
                .toList());
    }

    /// Writes a JSON object: the names that were taken, and those that were left out with the reason.
    public void write(JsonGenerator json) {
        json.writeStartObject();
        json.writeArrayPropertyStart("taken");
        taken.forEach(json::writeString);
        json.writeEndArray();
        json.writeObjectPropertyStart("left_out");
        leftOut.forEach(column -> json.writeStringProperty(column.name(), column.reason()));
        json.writeEndObject();
        json.writeEndObject();
    }
}
