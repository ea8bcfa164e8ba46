package eigensweep.page;

import static eigensweep.figure.Markup.escape;

import eigensweep.figure.Figure;
import eigensweep.figure.Frame;
import eigensweep.figure.SvgFigure;
import eigensweep.files.FileHash;
import eigensweep.page.Template.Part;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// What all pages have in common: one file that needs nothing else, its head, style and scripts.
///
/// @param title of the page
/// @param what pages of this kind show, in a few words
/// @param subtitle the facts below the title
/// @param scripts resources of the page's kind, in the order in which they build on each other
public record PageFrame(String title, String what, String subtitle, List<String> scripts) {

    /// Writes the page.
    public void write(Writer writer, Part body) throws IOException {
        String style = SvgFigure.pageStyle() + Template.resource("page/frame.css");
        String script = scripts.stream()
                .map(Template::resource)
                .collect(Collectors.joining(
                        "\n", "'use strict';\n{\n" + Template.resource("page/frame.js") + "\n", "}\n"));
        Map<String, Part> parts = Map.of(
                "policy", Part.of(policy(style, script)),
                "style", Part.of(style),
                "script", Part.of(script),
                "figure-style", Part.of(SvgFigure.style()),
                "title", Part.of(escape(title)),
                "what", Part.of(escape(what)),
                "subtitle", Part.of(escape(subtitle)),
                "body", body);
        Template.write("page/frame.html", parts, writer);
    }

    /// What the page may load: nothing but the style and the script that are in it, known by their hashes.
    private static String policy(String style, String script) {
        return "default-src 'none'; style-src '" + hash(style) + "'; script-src '" + hash(script)
                + "'; base-uri 'none'; form-action 'none'";
    }

    private static String hash(String content) {
        byte[] digest = FileHash.digest().digest(content.getBytes(StandardCharsets.UTF_8));
        return "sha256-" + Base64.getEncoder().encodeToString(digest);
    }

    /// A figure with its caption.
    public static String figure(Figure figure, Frame frame) {
        return figure(figure, frame, "");
    }

    /// A figure whose abscissa is the place of a name in one of the page's lists of names.
    ///
    /// @param names the name of the list
    public static String namedFigure(Figure figure, Frame frame, String names) {
        return figure(figure, frame, " data-named=\"" + escape(names) + "\"");
    }

    private static String figure(Figure figure, Frame frame, String more) {
        String slim = SvgFigure.drawSlim(figure, frame);
        String kind = (frame.equals(Frame.WIDE) ? "wide " : "") + (slim.isEmpty() ? "" : "twice");
        return "<figure class=\"" + kind.strip() + "\"" + more + " data-id=\"" + figure.id() + "\"><figcaption>"
                + escape(figure.title())
                + "</figcaption>" + SvgFigure.draw(figure, frame) + slim + "</figure>";
    }
}
