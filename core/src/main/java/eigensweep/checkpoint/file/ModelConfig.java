package eigensweep.checkpoint.file;

import eigensweep.files.FileState;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/// The `config.json` beside a model, flattened: numbers, texts (`true` among them) and lists of numbers by
/// their path, such as `quantization_config.weight_block_size`.
///
/// @param values a `Double`, a `String` or a `List<Double>` each
/// @param sources the files that say so
public record ModelConfig(Map<String, Object> values, List<FileState> sources) {

    static final String NAME = "config.json";

    private static final String QUANTISATION = "quantize_config.json";
    private static final ModelConfig NONE = new ModelConfig(Map.of(), List.of());

    private static final long LONGEST = 10_000_000;
    private static final int MOST_IN_A_LIST = 10_000;

    /// The labels of 21,843 classes, as of ImageNet 21k, are 43,686 values, and what matters may come after them.
    private static final int MOST_VALUES = 1 << 18;
    private static final JsonFactory JSON = new JsonFactory();

    /// What lies beside a model; empty if nothing does. What AutoGPTQ writes into a file of its own stands
    /// where newer tools write it.
    public static ModelConfig beside(Path model) {
        Path folder = Files.isDirectory(model) ? model : Neighbours.folderOf(model);
        ModelConfig older = file(folder.resolve(QUANTISATION), "quantization_config.");
        ModelConfig config = file(folder.resolve(NAME), "");
        Map<String, Object> values = new HashMap<>(older.values);
        values.putAll(config.values);
        return new ModelConfig(
                Map.copyOf(values),
                Stream.concat(older.sources.stream(), config.sources.stream()).toList());
    }

    /// Whether a file is one of these by its name.
    public static boolean isOne(Path file) {
        return file.endsWith(NAME) || file.endsWith(QUANTISATION);
    }

    private static ModelConfig file(Path path, String prefix) {
        // A link to nothing is a file that is missing: without what it says, codes would be taken for weights.
        if (Files.notExists(path, LinkOption.NOFOLLOW_LINKS)) {
            return NONE;
        }
        try (Arena arena = Arena.ofConfined()) {
            MappedFile file = MappedFile.map(path, arena);
            if (file.size() > LONGEST) {
                throw file.broken("has " + file.size() + " bytes; a model's configuration has at most " + LONGEST);
            }
            return new ModelConfig(read(file, prefix).values, List.of(file.state()));
        }
    }

    private static ModelConfig read(MappedFile file, String prefix) {
        try {
            ModelConfig config = read(file.text(0, file.size()), prefix);
            if (config.values.size() == MOST_VALUES) {
                throw file.broken("has " + MOST_VALUES + " values or more, which no model's configuration has");
            }
            return config;
        } catch (JacksonException e) {
            throw file.broken(BrokenJson.what(e), e);
        }
    }

    /// What a text says; nothing if it is no JSON.
    public static ModelConfig of(String text) {
        try {
            return read(text, "");
        } catch (JacksonException e) {
            return NONE;
        }
    }

    private static ModelConfig read(String text, String prefix) {
        Map<String, Object> values = new HashMap<>();
        try (JsonParser json = JSON.createParser(ObjectReadContext.empty(), text)) {
            if (json.nextToken() == JsonToken.START_OBJECT) {
                object(json, prefix, values);
            }
        }
        return new ModelConfig(Map.copyOf(values), List.of());
    }

    private static void object(JsonParser json, String prefix, Map<String, Object> values) {
        while (json.nextToken() == JsonToken.PROPERTY_NAME) {
            String path = prefix + json.currentName();
            switch (json.nextToken()) {
                case START_OBJECT -> object(json, path + ".", values);
                case START_ARRAY -> array(json, path, values);
                case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> put(values, path, json.getDoubleValue());
                case VALUE_STRING, VALUE_TRUE, VALUE_FALSE -> put(values, path, json.getString());
                default -> {}
            }
        }
    }

    /// A list is kept if it is of numbers alone.
    private static void array(JsonParser json, String path, Map<String, Object> values) {
        List<Double> numbers = new ArrayList<>();
        boolean pure = true;
        while (json.nextToken() != JsonToken.END_ARRAY) {
            boolean number = json.currentToken().isNumeric();
            pure &= number && numbers.size() < MOST_IN_A_LIST;
            if (pure) {
                numbers.add(json.getDoubleValue());
            } else {
                json.skipChildren();
            }
        }
        if (pure) {
            put(values, path, List.copyOf(numbers));
        }
    }

    private static void put(Map<String, Object> values, String path, Object value) {
        if (values.size() < MOST_VALUES) {
            values.put(path, value);
        }
    }

    /// A whole number between 1 and a million, if there is one there.
    public Optional<Integer> count(String path) {
        return values.get(path) instanceof Double number && number >= 1 && number <= 1e6 && number == Math.rint(number)
                ? Optional.of(number.intValue())
                : Optional.empty();
    }

    /// A number; null if there is none.
    @Nullable
    public Double number(String path) {
        return values.get(path) instanceof Double number ? number : null;
    }

    /// The whole numbers between 1 and a million that stand under one of these keys, alone or in a list,
    /// however deep.
    public Set<Integer> countsUnder(Set<String> keys) {
        Set<Integer> counts = new TreeSet<>();
        for (String path : values.keySet()) {
            if (keys.contains(path.substring(path.lastIndexOf('.') + 1))) {
                count(path).ifPresent(counts::add);
                LongStream.of(counts(path)).filter(each -> each <= 1e6).forEach(each -> counts.add((int) each));
            }
        }
        return counts;
    }

    /// The texts that stand under a key, however deep.
    public Set<String> textsUnder(String key) {
        return values.entrySet().stream()
                .filter(entry -> entry.getKey().endsWith("." + key) && entry.getValue() instanceof String)
                .map(entry -> (String) entry.getValue())
                .collect(Collectors.toSet());
    }

    /// A text; null if there is none.
    @Nullable
    public String text(String path) {
        return values.get(path) instanceof String text ? text : null;
    }

    /// Whole numbers, if they are there and all above 0; else none.
    public long[] counts(String path) {
        if (!(values.get(path) instanceof List<?> list)) {
            return new long[0];
        }
        long[] counts = list.stream()
                .mapToLong(value -> value instanceof Double number && number <= 1e9 ? number.longValue() : 0)
                .toArray();
        for (long count : counts) {
            if (count < 1) {
                return new long[0];
            }
        }
        return counts;
    }
}
