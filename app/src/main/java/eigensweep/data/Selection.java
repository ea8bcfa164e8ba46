package eigensweep.data;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Which part of a file is meant, where it holds more than vectors.
///
/// @param array the array of a file that holds several, or null
/// @param columns names of the columns of a table that make up the vectors, `*` standing for anything; empty
///     for all but the labels
/// @param labels the column, or the array, that holds the labels, or null
public record Selection(
        @Nullable String array,
        List<String> columns,
        @Nullable String labels) {

    /// The whole file.
    public static final Selection WHOLE = new Selection(null, List.of(), null);

    public Selection {
        columns = List.copyOf(columns);
    }

    /// The places of the columns that make up the vectors.
    ///
    /// @param file what people call the table
    /// @param names of all its columns
    /// @throws UnknownColumnException if a name is none of them
    List<Integer> places(String file, List<String> names) {
        List<Integer> places = new ArrayList<>();
        if (columns.isEmpty()) {
            for (int place = 0; place < names.size(); place++) {
                if (!names.get(place).equals(labels)) {
                    places.add(place);
                }
            }
            return places;
        }
        for (String column : columns) {
            Pattern pattern = Pattern.compile(Pattern.quote(column).replace("*", "\\E.*\\Q"));
            int before = places.size();
            for (int place = 0; place < names.size(); place++) {
                if (pattern.matcher(names.get(place)).matches() && !places.contains(place)) {
                    places.add(place);
                }
            }
            if (places.size() == before) {
                throw new UnknownColumnException(file, "has no column " + column + "; it has " + Refusal.list(names));
            }
        }
        return places;
    }

    /// The place of the labels, or null if none were asked for.
    ///
    /// @throws UnknownColumnException if there is no such column
    @Nullable
    Integer labelPlace(String file, List<String> names) {
        if (labels == null) {
            return null;
        }
        int place = names.indexOf(labels);
        if (place < 0) {
            throw new UnknownColumnException(
                    file, "has no column " + labels + ", and no file has that name; it has " + Refusal.list(names));
        }
        return place;
    }
}
