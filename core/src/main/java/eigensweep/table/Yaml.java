package eigensweep.table;

import eigensweep.files.Printable;
import eigensweep.files.Suggestion;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
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
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.dataformat.yaml.YAMLFactory;
import tools.jackson.dataformat.yaml.YAMLParser;

/// A mapping of a YAML file, whose keys are asked for by name and type. What is wrong is told with the file and
/// the line.
public final class Yaml {

    private static final YAMLFactory FACTORY = YAMLFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    /// Bytes of a file: room for a thousand recipes, and far less than would hurt.
    private static final long LARGEST = 1 << 20;

    /// Values of a list: of the longest that anybody means, a study has seeds.
    private static final int LONGEST_LIST = 1000;

    /// Characters of a key, and of a text.
    private static final int LONGEST_KEY = 200;

    private static final int LONGEST_TEXT = 4096;

    private final String file;
    private final int line;
    private final Map<String, Value> values = new LinkedHashMap<>();
    private final Set<String> known = new TreeSet<>();

    /// What stands at a key: a text, a [Yaml], or a list of texts.
    private record Value(Object content, int line) {}

    private Yaml(String file, int line) {
        this.file = file;
        this.line = line;
    }

    /// Reads a text that holds one mapping.
    ///
    /// @param file what people call it
    /// @throws RecipeException if it is no YAML, or holds something else
    public static Yaml parse(String file, String text) {
        try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), text)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new RecipeException(
                        file + ": a mapping of keys to values is expected"
                                + (text.isBlank() ? ", and the file is empty" : ""),
                        null);
            }
            Yaml read = mapping(file, parser, 1);
            if (parser.nextToken() != null) {
                throw wrong(file, parser.currentTokenLocation().getLineNr(), "one document is expected, not several");
            }
            return read;
        } catch (JacksonException e) {
            throw YamlFault.of(file, e);
        }
    }

    /// The text of a file, for [#parse].
    ///
    /// @throws RecipeException if it is no text, or too long to be meant
    public static String text(Path file) throws IOException {
        // What is no file may never end.
        if (Files.exists(file) && !Files.isRegularFile(file)) {
            throw new FileSystemException(file.toString(), null, "is no regular file");
        }
        if (Files.exists(file) && Files.size(file) > LARGEST) {
            throw new RecipeException(
                    file + ": has " + Files.size(file) + " bytes; a recipe has at most " + LARGEST, null);
        }
        try {
            return Files.readString(file);
        } catch (CharacterCodingException e) {
            throw new RecipeException(file + ": is not text in UTF-8", e);
        }
    }

    private static Yaml mapping(String file, JsonParser parser, int line) {
        Yaml mapping = new Yaml(file, line);
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            String key = parser.currentName();
            int at = parser.currentTokenLocation().getLineNr();
            if (key.length() > LONGEST_KEY) {
                throw wrong(file, at, "a key of " + key.length() + " characters; at most " + LONGEST_KEY + " are read");
            }
            mapping.values.put(key, value(file, parser, parser.nextToken(), key, at));
        }
        return mapping;
    }

    private static Value value(String file, JsonParser parser, JsonToken token, String key, int line) {
        refuseAlias(file, parser, key, line);
        return switch (token) {
            case START_OBJECT -> new Value(mapping(file, parser, line), line);
            case START_ARRAY -> {
                List<String> items = new ArrayList<>();
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    if (!parser.currentToken().isScalarValue()) {
                        throw wrong(file, line, Printable.brief(key) + " is a list of plain values");
                    }
                    refuseAlias(file, parser, key, line);
                    items.add(text(file, parser, key, line));
                    if (items.size() > LONGEST_LIST) {
                        throw wrong(file, line, key + " has more than " + LONGEST_LIST + " values");
                    }
                }
                yield new Value(List.copyOf(items), line);
            }
            case VALUE_NULL -> throw wrong(file, line, Printable.brief(key) + " has no value");
            default -> new Value(text(file, parser, key, line), line);
        };
    }

    private static String text(String file, JsonParser parser, String key, int line) {
        String text = parser.getString();
        if (text.length() > LONGEST_TEXT) {
            throw wrong(
                    file,
                    line,
                    key + " has a value of " + text.length() + " characters; at most " + LONGEST_TEXT + " are read");
        }
        return text;
    }

    /// The parser gives an alias as a text, its name.
    private static void refuseAlias(String file, JsonParser parser, String key, int line) {
        if (parser instanceof YAMLParser yaml && yaml.isCurrentAlias()) {
            throw wrong(file, line, Printable.brief(key) + " is an alias; write the value itself");
        }
    }

    private static RecipeException wrong(String file, int line, String problem) {
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

    private <T> @Nullable T scalar(String key, String what, Function<String, T> read) {
        return scalar(key, what, read, text -> "");
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

    public @Nullable String text(String key) {
        return scalar(key, "a text", text -> text);
    }

    public String text(String key, String otherwise) {
        return Objects.requireNonNullElse(text(key), otherwise);
    }

    public double number(String key, double otherwise) {
        return Objects.requireNonNullElse(number(key), otherwise);
    }

    public @Nullable Double number(String key) {
        return scalar(key, "a number", Double::valueOf);
    }

    public @Nullable Integer whole(String key) {
        return scalar(key, "a whole number", Integer::valueOf);
    }

    public int whole(String key, int otherwise) {
        return Objects.requireNonNullElse(whole(key), otherwise);
    }

    public long seed(String key, long otherwise) {
        return Objects.requireNonNullElse(scalar(key, "a whole number", Long::valueOf), otherwise);
    }

    public <E extends Enum<E>> E choice(String key, Class<E> type, E otherwise) {
        List<String> all = Stream.of(type.getEnumConstants())
                .map(constant -> constant.name().toLowerCase(Locale.ROOT))
                .toList();
        Function<String, E> read = text -> Enum.valueOf(type, text.toUpperCase(Locale.ROOT));
        E value = scalar(key, "one of " + String.join(", ", all), read, text -> Suggestion.after(text, all));
        return value == null ? otherwise : value;
    }

    /// A list; one plain value counts as a list of one.
    public <T> List<T> list(String key, String what, Function<String, T> read, List<T> otherwise) {
        Value value = find(key);
        if (value == null) {
            return otherwise;
        }
        List<?> items = value.content() instanceof List<?> list ? list : List.of(value.content());
        List<T> read1 = new ArrayList<>();
        for (Object item : items) {
            try {
                read1.add(read.apply(item.toString()));
            } catch (IllegalArgumentException e) {
                throw wrong(
                        file,
                        value.line(),
                        key + " holds " + what + ", not '" + Printable.brief(item.toString()) + "'");
            }
        }
        return List.copyOf(read1);
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
