package eigensweep.table;

import eigensweep.files.Printable;
import eigensweep.files.Suggestion;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A mapping of a YAML file, whose keys are asked for by name and type, or which a record is read of. What is wrong is
/// told with the file and the line.
public final class Yaml {

    /// What a text is read as.
    ///
    /// @param one of it, for people
    /// @param several of it
    private record Kind<T>(String one, String several, Function<String, T> read) {}

    private static final Kind<Integer> WHOLES = new Kind<>("a whole number", "whole numbers", Integer::valueOf);
    private static final Kind<Long> LONGS = new Kind<>("a whole number", "whole numbers", Long::valueOf);
    private static final Kind<Double> NUMBERS = new Kind<>("a number", "numbers", Double::valueOf);
    private static final Kind<Float> FLOATS = new Kind<>("a number", "numbers", Float::valueOf);

    private static final Map<Type, Kind<?>> KINDS = Map.of(
            String.class, new Kind<>("a text", "texts", text -> text),
            Path.class, new Kind<>("a text", "texts", Path::of),
            int.class, WHOLES,
            Integer.class, WHOLES,
            long.class, LONGS,
            Long.class, LONGS,
            double.class, NUMBERS,
            Double.class, NUMBERS,
            float.class, FLOATS,
            Float.class, FLOATS);

    private final String file;
    private final int line;
    private final Map<String, Value> values = new LinkedHashMap<>();
    private final Set<String> known = new TreeSet<>();

    /// What stands at a key: a text, a [Yaml], or a list of texts.
    private record Value(Object content, int line) {}

    Yaml(String file, int line) {
        this.file = file;
        this.line = line;
    }

    void put(String key, Object content, int at) {
        values.put(key, new Value(content, at));
    }

    static RecipeException wrong(String file, int line, String problem) {
        return new RecipeException(file + ", line " + line + ": " + problem, null);
    }

    /// A refusal of what stands at a key.
    public RecipeException wrong(String key, String problem) {
        return wrong(file, lineOf(key), problem);
    }

    /// Where a key stands; if it does not, where this mapping begins.
    public int lineOf(String key) {
        Value value = values.get(key);
        return value == null ? line : value.line();
    }

    /// Every key, for mappings whose keys are names that the user chose.
    public List<String> keys() {
        return List.copyOf(values.keySet());
    }

    /// Refuses all keys but these, before any is asked for.
    public void only(String... keys) {
        known.addAll(List.of(keys));
        refuseOthers();
    }

    private @Nullable Value find(String key) {
        known.add(key);
        return values.get(key);
    }

    /// A mapping in this one, empty if it is not there.
    public Yaml section(String key) {
        Value value = find(key);
        if (value == null) {
            return new Yaml(file, line);
        }
        if (value.content() instanceof Yaml section) {
            return section;
        }
        throw wrong(file, value.line(), key + " is a mapping: keys with values, indented below it");
    }

    public boolean has(String key) {
        return find(key) != null;
    }

    /// What is said at a key, or something else of the same type: a text, a number, an enum's constant.
    public <T> T get(String key, T otherwise) {
        @SuppressWarnings("unchecked") // The class of a value, which the constants of an enum may have subclasses of.
        Class<T> type = (Class<T>)
                (otherwise instanceof Enum<?> constant ? constant.getDeclaringClass() : otherwise.getClass());
        T value = get(key, type);
        return value == null ? otherwise : value;
    }

    /// What is said at a key; null if nothing is.
    public <T> @Nullable T get(String key, Class<T> type) {
        @SuppressWarnings("unchecked")
        T value = type.isEnum()
                ? (T) choice(key, constants(type), List.of(type.getEnumConstants()))
                : (T) scalar(key, kind(type).one(), kind(type).read(), text -> "");
        return value;
    }

    private static List<String> constants(Class<?> type) {
        return Stream.of(type.getEnumConstants()).map(Tables::text).toList();
    }

    private static Kind<?> kind(Type type) {
        return Objects.requireNonNull(KINDS.get(type), () -> "no text is read as " + type);
    }

    private <T> @Nullable T choice(String key, List<String> names, List<T> values) {
        return scalar(
                key,
                "one of " + String.join(", ", names),
                text -> {
                    int place = names.indexOf(text.toLowerCase(Locale.ROOT));
                    if (place < 0) {
                        throw new IllegalArgumentException(text);
                    }
                    return values.get(place);
                },
                text -> Suggestion.after(text, names));
    }

    /// @param suggestion what may have been meant by a text that is refused, to end the message
    private <T> @Nullable T scalar(
            String key, String what, Function<String, T> read, UnaryOperator<String> suggestion) {
        Value value = find(key);
        if (value == null) {
            return null;
        }
        if (!(value.content() instanceof String text)) {
            throw wrong(file, value.line(), key + " is " + what);
        }
        try {
            return read.apply(text);
        } catch (IllegalArgumentException e) {
            throw wrong(
                    file,
                    value.line(),
                    key + " is " + what + ", not '" + Printable.brief(text) + "'" + suggestion.apply(text));
        }
    }

    /// A record of what is said here, each component by its name ([Fields]); what is not said is as in another,
    /// and what a section does not say, as in the `DEFAULT` of its type.
    public <R extends Record> R read(R otherwise) {
        @SuppressWarnings("unchecked") // Records have no subclasses.
        Class<R> type = (Class<R>) otherwise.getClass();
        return read(type, otherwise);
    }

    /// A record of a type, or of the case of a sealed interface that `name` says, the first if nothing does.
    public <T> T read(Class<T> type) {
        Class<?> chosen = type;
        if (Fields.isChoice(type)) {
            Map<String, Class<?>> cases = Fields.cases(type);
            chosen = choice(Fields.CASE, List.copyOf(cases.keySet()), List.copyOf(cases.values()));
            chosen = chosen == null ? cases.values().iterator().next() : chosen;
        }
        return type.cast(read(chosen, Fields.usual(chosen)));
    }

    private <T> T read(Class<T> type, @Nullable Object otherwise) {
        return Fields.make(
                type,
                Stream.of(type.getRecordComponents())
                        .map(component -> read(component, otherwise == null ? null : Fields.get(component, otherwise)))
                        .toArray());
    }

    private @Nullable Object read(RecordComponent component, @Nullable Object otherwise) {
        Field field = Fields.of(component);
        Class<?> type = component.getType();
        String key = Fields.name(component);
        if (field.flat() && otherwise instanceof Record nested) {
            return read(nested);
        }
        if (type.isRecord() || Fields.isChoice(type)) {
            return has(key) ? section(key).make(section -> section.read(type)) : otherwise;
        }
        if (!has(key)) {
            return otherwise;
        }
        if (component.getGenericType() instanceof ParameterizedType list) {
            return list(key, field, kind(list.getActualTypeArguments()[0]));
        }
        return type == float[].class ? floats(list(key, field, FLOATS)) : get(key, type);
    }

    private <T> List<T> list(String key, Field field, Kind<T> kind) {
        return list(key, field.holds().isEmpty() ? kind.several() : field.holds(), kind.read(), List.of());
    }

    private static float[] floats(List<Float> values) {
        float[] floats = new float[values.size()];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = values.get(i);
        }
        return floats;
    }

    /// A list; one plain value counts as a list of one.
    public <T> List<T> list(String key, String what, Function<String, T> read, List<T> otherwise) {
        Value value = find(key);
        if (value == null) {
            return otherwise;
        }
        List<?> items = value.content() instanceof List<?> list ? list : List.of(value.content());
        List<T> all = new ArrayList<>();
        for (Object item : items) {
            try {
                all.add(read.apply(item.toString()));
            } catch (IllegalArgumentException e) {
                throw wrong(
                        file,
                        value.line(),
                        key + " holds " + what + ", not '" + Printable.brief(item.toString()) + "'");
            }
        }
        return List.copyOf(all);
    }

    /// Makes something of what was asked for; a refusal gets the file and the line.
    public <T> T make(Function<Yaml, T> maker) {
        try {
            T made = maker.apply(this);
            refuseOthers();
            return made;
        } catch (IllegalArgumentException e) {
            throw wrong(file, line, String.valueOf(e.getMessage()));
        }
    }

    /// Looks at what stands at a key; a refusal gets the file and the key's line.
    public void check(String key, Runnable look) {
        try {
            look.run();
        } catch (IllegalArgumentException e) {
            throw wrong(key, String.valueOf(e.getMessage()));
        }
    }

    /// Refuses keys that nobody asked for.
    private void refuseOthers() {
        values.forEach((key, value) -> {
            if (!known.contains(key)) {
                throw wrong(
                        file,
                        value.line(),
                        "unknown key " + Printable.brief(key) + "; known here are " + String.join(", ", known)
                                + Suggestion.after(key, known));
            }
        });
    }
}
