package eigensweep.report;

import static eigensweep.report.figure.Markup.escape;

import eigensweep.report.figure.Figure;
import eigensweep.report.figure.Frame;
import eigensweep.report.figure.SvgFigure;
import eigensweep.sweep.Plan.Model;
import eigensweep.sweep.Row;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/// The page of a sweep. Its frame is `page.html`, in which `{{name}}` stands for what is written here.
///
/// @param record where the rows come from
/// @param layers in the order of depth
record ReportPage(RunRecord record, List<ReportLayer> layers) {

    private static final int MOST_MODELS_IN_TITLE = 3;

    private static final List<String> SCRIPTS = List.of("page.js", "table.js", "figures.js", "layer.js");

    void write(Writer writer) throws IOException {
        List<Row> rows = layers.stream().map(ReportLayer::row).toList();
        LayerDetails details = new LayerDetails(layers);
        String style = SvgFigure.pageStyle() + resource("page.css");
        String script = SCRIPTS.stream()
                .map(ReportPage::resource)
                .collect(Collectors.joining("\n", "'use strict';\n{\n", "}\n"));
        String[] parts = resource("page.html").split("\\{\\{|\\}\\}", -1);
        for (int i = 0; i < parts.length; i++) {
            if (i % 2 == 0) {
                writer.write(parts[i]);
                continue;
            }
            switch (parts[i]) {
                case "policy" -> writer.write(policy(style, script));
                case "style" -> writer.write(style);
                case "script" -> writer.write(script);
                case "figure-style" -> writer.write(SvgFigure.style());
                case "title" -> writer.write(escape(title()));
                case "models" -> writer.write(models());
                case "subtitle" -> writer.write(escape(subtitle()));
                case "numbers" -> writer.write(SummarySection.numbers(rows));
                case "reading" -> writer.write(SummarySection.reading(rows));
                case "figures" -> writer.write(figures(rows));
                case "skipped" -> writer.write(SummarySection.withoutSpectrum(layers));
                case "origin" -> writer.write(SummarySection.origin(record));
                case "details" -> details.write(writer);
                case "details-note" -> writer.write(escape(details.note()));
                case "table" -> writer.write(new LayerTable(layers, details).json());
                default -> throw new IllegalStateException("page.html asks for " + parts[i]);
            }
        }
    }

    /// What the page may load: nothing but the style and the script that are in it, known by their hashes.
    private static String policy(String style, String script) {
        return "default-src 'none'; style-src '" + hash(style) + "'; script-src '" + hash(script)
                + "'; base-uri 'none'; form-action 'none'";
    }

    private static String hash(String content) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(content.getBytes(StandardCharsets.UTF_8));
            return "sha256-" + Base64.getEncoder().encodeToString(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    private String title() {
        List<String> names = names();
        return names.size() <= MOST_MODELS_IN_TITLE
                ? String.join(", ", names)
                : names.getFirst() + " and " + (names.size() - 1) + " more models";
    }

    /// The last part of each model's path: the rest is among the origins.
    private List<String> names() {
        List<String> names = record.models().stream().map(Model::name).toList();
        if (names.isEmpty()) {
            names = layers.stream().map(layer -> layer.row().model()).distinct().toList();
        }
        return names.stream()
                .map(name -> name.replaceFirst("^.*[/\\\\](?=[^/\\\\])", ""))
                .toList();
    }

    private String models() {
        return escape(title());
    }

    private String subtitle() {
        RunRecord.Summary summary =
                RunRecord.Summary.of(layers.stream().map(ReportLayer::row).toList());
        return String.format(
                Locale.ROOT,
                "%d layers swept, %d skipped, %d failed in %.1f s \u00b7 %s, %s, %s \u00b7 %s \u00b7 eigensweep %s",
                summary.layers(),
                summary.skipped(),
                summary.failed(),
                record.seconds(),
                record.backend().name(),
                record.options().solve().precision().name().toLowerCase(Locale.ROOT),
                record.options().solve().method().name().toLowerCase(Locale.ROOT),
                record.started()
                        .truncatedTo(ChronoUnit.MINUTES)
                        .toString()
                        .replace('T', ' ')
                        .replace(":00Z", " UTC"),
                Version.TEXT);
    }

    private static String figures(List<Row> rows) {
        return OverviewFigures.of(rows).stream()
                .map(figure -> figure(figure, figure.id().equals("alpha") ? Frame.WIDE : Frame.NARROW))
                .collect(Collectors.joining("\n"));
    }

    /// A figure with its caption.
    static String figure(Figure figure, Frame frame) {
        String wide = frame.equals(Frame.WIDE) ? " class=\"wide\"" : "";
        return "<figure" + wide + " data-id=\"" + figure.id() + "\"><figcaption>" + escape(figure.title())
                + "</figcaption>" + SvgFigure.draw(figure, frame) + "</figure>";
    }

    private static String resource(String name) {
        try (InputStream in = ReportPage.class.getResourceAsStream("/eigensweep/report/" + name)) {
            if (in == null) {
                throw new IllegalStateException("eigensweep/report/" + name + " is not on the class path");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
