package eigensweep.page;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/// Text of the class path in which `{{name}}` stands for what is written in its place.
public final class Template {

    /// What is written in the place of a name.
    public interface Part {
        public void write(Writer writer) throws IOException;

        /// A text as it is.
        static Part of(String text) {
            return writer -> writer.write(text);
        }
    }

    private Template() {}

    /// Writes a template.
    ///
    /// @param name of the resource, beside this class
    /// @param parts for every name in it
    public static void write(String name, Map<String, Part> parts, Writer writer) throws IOException {
        String[] pieces = resource(name).split("\\{\\{|\\}\\}", -1);
        for (int i = 0; i < pieces.length; i++) {
            if (i % 2 == 0) {
                writer.write(pieces[i]);
                continue;
            }
            Part part = parts.get(pieces[i]);
            if (part == null) {
                throw new IllegalArgumentException(name + " asks for " + pieces[i]);
            }
            part.write(writer);
        }
    }

    public static String resource(String name) {
        try (InputStream in = Template.class.getResourceAsStream("/eigensweep/page/" + name)) {
            if (in == null) {
                throw new IllegalStateException("eigensweep/report/" + name + " is not on the class path");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
