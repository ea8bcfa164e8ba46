package eigensweep.page;

import eigensweep.files.Resource;
import java.io.IOException;
import java.io.Writer;
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
    /// @param name of the resource, from the folder `eigensweep` on: `page/plain.html`
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

    /// A resource as it is.
    ///
    /// @param name likewise
    public static String resource(String name) {
        return Resource.text(Template.class, "/eigensweep/" + name);
    }
}
