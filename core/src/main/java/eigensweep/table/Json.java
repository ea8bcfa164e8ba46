package eigensweep.table;

import java.io.IOException;
import java.io.StringWriter;
import java.io.Writer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonWriteFeature;

/// Records as JSON, by [Fields]. Numbers are written with as many digits as it takes to read the same number back; an
/// undefined one is `null`.
public final class Json {

    static final JsonFactory FACTORY = JsonFactory.builder()
            .disable(JsonWriteFeature.ESCAPE_FORWARD_SLASHES)
            .disable(StreamWriteFeature.AUTO_CLOSE_TARGET)
            .build();

    private Json() {}

    /// A writer that leaves its target open.
    public static JsonGenerator to(Writer target) {
        return FACTORY.createGenerator(ObjectWriteContext.empty(), target);
    }

    /// A value as a text of its own.
    public static String text(@Nullable Object value) {
        StringWriter text = new StringWriter();
        write(value, text);
        return text.toString();
    }

    /// Writes a value.
    public static void write(@Nullable Object value, Writer target) {
        try (JsonGenerator json = to(target)) {
            write(value, json);
        }
    }

    /// Writes a value and a line's end.
    public static void line(@Nullable Object value, Writer target) throws IOException {
        write(value, target);
        target.write('\n');
    }

    /// Writes a value: a record and a map as an object, a list and an array as an array, an enum in lower case.
    public static void write(@Nullable Object value, JsonGenerator json) {
        switch (value) {
            case null -> json.writeNull();
            case Record record -> {
                json.writeStartObject();
                fields(record, json);
                json.writeEndObject();
            }
            case Map<?, ?> map -> {
                json.writeStartObject();
                map.forEach((name, each) -> {
                    json.writeName(String.valueOf(name));
                    write(each, json);
                });
                json.writeEndObject();
            }
            case List<?> all -> {
                json.writeStartArray();
                all.forEach(each -> write(each, json));
                json.writeEndArray();
            }
            case double[] all -> write(Arrays.stream(all).boxed().toList(), json);
            case Boolean truth -> json.writeBoolean(truth);
            case Double number when Double.isFinite(number) -> json.writeNumber(number);
            case Double infinite -> json.writeNull();
            case Number number -> json.writeNumber(number.toString());
            default -> json.writeString(Tables.text(value));
        }
    }

    /// Writes what a record has into an object that is open.
    public static void fields(Record record, JsonGenerator json) {
        Fields.each(record, (name, value) -> {
            json.writeName(name);
            write(value, json);
        });
    }
}
