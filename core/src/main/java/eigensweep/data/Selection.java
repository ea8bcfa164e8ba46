package eigensweep.data;

import eigensweep.files.Suggestion;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Which part of a file is meant, where it holds more than vectors.
///
/// @param array the array of a file that holds several, or null
/// @param columns names of the columns of a table that are taken, `*` standing for anything; empty for those that
///     [ColumnChoice] takes for data
/// @param drop names of columns that are not taken, likewise
/// @param labels the column, or the array, that holds the labels, or null
/// @param demanding whether what is dropped, and what holds the labels, has to be there
public record Selection(
        @Nullable String array,
        List<String> columns,
        List<String> drop,
        @Nullable String labels,
        boolean demanding) {

    /// The whole file.
    public static final Selection WHOLE = new Selection(null, List.of(), List.of(), null, true);

    public Selection {
        columns = List.copyOf(columns);
        drop = List.copyOf(drop);
    }

    /// The columns of a table.
    public static Selection columns(List<String> columns, List<String> drop) {
        return new Selection(null, columns, drop, null, true);
    }

    /// The same of what data were made from, which may have neither their labels nor all that is dropped.
    public Selection ofOriginal() {
        return new Selection(array, columns, drop, labels, false);
    }

    /// Whether columns are chosen, which only a table has.
    public boolean choosesColumns() {
        return !columns.isEmpty() || !drop.isEmpty();
    }

    /// The places of the columns that are dropped.
    ///
    /// @throws UnknownColumnException if one has to be there and is not
    List<Integer> droppedPlaces(String file, List<String> names) {
        return places(file, names, drop, demanding);
    }

    /// The places of the columns that some names mean, in the order of the names.
    ///
    /// @param file what people call the table
    /// @param names of all its columns
    /// @throws UnknownColumnException if a name is none of them
    static List<Integer> places(String file, List<String> names, List<String> meant) {
        return places(file, names, meant, true);
    }

    private static List<Integer> places(String file, List<String> names, List<String> meant, boolean demanding) {
        List<Integer> places = new ArrayList<>();
        for (String column : meant) {
            Pattern pattern = Pattern.compile(Pattern.quote(column).replace("*", "\\E.*\\Q"), Pattern.DOTALL);
            boolean found = false;
            for (int place = 0; place < names.size(); place++) {
                if (pattern.matcher(names.get(place)).matches()) {
                    found = true;
                    if (!places.contains(place)) {
                        places.add(place);
                    }
                }
            }
            if (!found && demanding) {
                throw unknown(file, column, "", names);
            }
        }
        return places;
    }

    /// The place of the labels, or null if none were asked for, or need not be there and are not.
    ///
    /// @throws UnknownColumnException if there has to be such a column and is none
    @Nullable
    Integer labelPlace(String file, List<String> names) {
        if (labels == null) {
            return null;
        }
        int place = names.indexOf(labels);
        if (place < 0 && demanding) {
            throw unknown(file, labels, ", and no file has that name", names);
        }
        return place < 0 ? null : (Integer) place;
    }

    private static UnknownColumnException unknown(String file, String column, String more, List<String> names) {
        return new UnknownColumnException(
                file,
                "has no column " + column + more + "; it has " + Refusal.list(names) + Suggestion.after(column, names));
    }
}
