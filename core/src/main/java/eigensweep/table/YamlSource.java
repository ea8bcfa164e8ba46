package eigensweep.table;

import eigensweep.files.Printable;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.dataformat.yaml.YAMLFactory;
import tools.jackson.dataformat.yaml.YAMLParser;

/// Reads YAML of people nobody vetted: no alias, no tag that makes a class, nothing without end.
public final class YamlSource {

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

    private YamlSource() {}

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
                throw Yaml.wrong(
                        file, parser.currentTokenLocation().getLineNr(), "one document is expected, not several");
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
                throw Yaml.wrong(
                        file, at, "a key of " + key.length() + " characters; at most " + LONGEST_KEY + " are read");
            }
            mapping.put(key, value(file, parser, parser.nextToken(), key, at), at);
        }
        return mapping;
    }

    private static Object value(String file, JsonParser parser, JsonToken token, String key, int line) {
        refuseAlias(file, parser, key, line);
        return switch (token) {
            case START_OBJECT -> mapping(file, parser, line);
            case START_ARRAY -> {
                List<String> items = new ArrayList<>();
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    if (!parser.currentToken().isScalarValue()) {
                        throw Yaml.wrong(file, line, Printable.brief(key) + " is a list of plain values");
                    }
                    refuseAlias(file, parser, key, line);
                    items.add(text(file, parser, key, line));
                    if (items.size() > LONGEST_LIST) {
                        throw Yaml.wrong(file, line, key + " has more than " + LONGEST_LIST + " values");
                    }
                }
                yield List.copyOf(items);
            }
            case VALUE_NULL -> throw Yaml.wrong(file, line, Printable.brief(key) + " has no value");
            default -> text(file, parser, key, line);
        };
    }

    private static String text(String file, JsonParser parser, String key, int line) {
        String text = parser.getString();
        if (text.length() > LONGEST_TEXT) {
            throw Yaml.wrong(
                    file,
                    line,
                    key + " has a value of " + text.length() + " characters; at most " + LONGEST_TEXT + " are read");
        }
        return text;
    }

    /// The parser gives an alias as a text, its name.
    private static void refuseAlias(String file, JsonParser parser, String key, int line) {
        if (parser instanceof YAMLParser yaml && yaml.isCurrentAlias()) {
            throw Yaml.wrong(file, line, Printable.brief(key) + " is an alias; write the value itself");
        }
    }
}
