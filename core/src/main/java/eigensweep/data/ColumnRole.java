package eigensweep.data;

import java.util.Locale;
import java.util.regex.Pattern;

/// What the name of a column says that it is for: the one place that knows such names. Case and what parts
/// words are no matter: `userId`, `User ID` and `user_id` are one.
enum ColumnRole {
    /// What pandas writes for the index of a table; of a column in the midst, for one without a name.
    UNNAMED("unnamed:_\\d+(_\\d+)*(_level_\\d+)?", "an index"),
    /// The same in Parquet.
    WRITTEN_INDEX("__index_level_\\d+__", "an index"),
    INDEX(
            "index_?|idx|id|ids|nr|uid|uuid|guid|level_\\d+|row|row_?(id|idx|nr|no|num|number|name|index)s?"
                    + "|(user|item|sample|image|doc|record|patient|customer|subject)id|.*_(id|ids|uid|uuid|guid|idx|index)",
            "an index"),
    LABELS(
            "(SOME(label|class|target|category|categorie)(s|es)?|species|ground_?truth|gt)"
                    + "(_(id|ids|idx|name|names|index|code|codes|num|encoded))?_?|y|y_(true|pred|train|test)",
            "labels"),
    TIME(
            "SOME(time_?stamp|date_?time|date)|unix_?time|(created|updated|modified)_?at|SOMEepoch_(s|ms|ns|seconds|time)",
            "a time"),
    /// How data were gathered, divided or gone through. In the plural it may be how many there were.
    BOOKKEEPING(
            "(SOME(split|subset|partition|fold|cluster|group|batch|epoch|seed|session|episode|iteration|mask|replicate|trial)"
                    + "|year|time|sample|step|time_?step|iter|run|subject|patient|participant|user|plate|well|worker|shard|line"
                    + "|frame|obs|observation|case|random_state)(_?(nr|no|num|number|code))?"
                    + "|is_(train|test|val|valid|validation|training)|train|test",
            "bookkeeping"),
    DATA("", "");

    private static final Pattern CAMEL = Pattern.compile("(?<=\\p{Ll})(?=\\p{Lu})");
    private static final Pattern BETWEEN = Pattern.compile("[ .-]+");

    private final Pattern names;
    private final String words;

    ColumnRole(String names, String words) {
        // Words before it, but for those that make a number of things of it.
        this.names = Pattern.compile(names.replace("SOME", "((?!(n|num|number|count|total|max|min)_).*_)?"));
        this.words = words;
    }

    /// For people.
    String words() {
        return words;
    }

    /// Whether numbers with a fraction speak against the name.
    boolean isOfWholeNumbers() {
        return this == INDEX || this == BOOKKEEPING;
    }

    static ColumnRole of(String column) {
        String name = folded(column);
        for (ColumnRole role : values()) {
            if (role.names.matcher(name).matches()) {
                return role;
            }
        }
        return DATA;
    }

    static String folded(String column) {
        String parted = CAMEL.matcher(column.strip()).replaceAll("_");
        return BETWEEN.matcher(parted).replaceAll("_").toLowerCase(Locale.ROOT);
    }
}
