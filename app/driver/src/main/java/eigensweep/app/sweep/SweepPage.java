package eigensweep.app.sweep;

import eigensweep.page.HumanUnits;
import eigensweep.page.Page;
import eigensweep.page.PageFrame;
import eigensweep.page.Template;
import eigensweep.page.Template.Part;
import eigensweep.page.Version;
import eigensweep.sweep.Row;
import java.io.IOException;
import java.io.Writer;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// The page of a sweep.
///
/// @param record where the rows come from
/// @param layers in the order of depth
record SweepPage(RunRecord record, List<ReportLayer> layers) {

    private static final int MOST_MODELS_IN_TITLE = 3;

    private static final List<String> SCRIPTS = List.of("app/sweep/table.js", "page/figures.js", "app/sweep/layer.js");

    void write(Writer writer) throws IOException {
        List<Row> rows = layers.stream().map(ReportLayer::row).toList();
        LayerDetails details = new LayerDetails(layers, record.options().solve().threads());
        // In the order of the template: the table tells where the details, written before it, are.
        Map<String, Part> parts = Map.of(
                "numbers", Part.of(SummarySection.numbers(rows)),
                "reading", Part.of(SummarySection.change(record) + SummarySection.reading(rows)),
                "figures", Part.of(SummarySection.figures(rows)),
                "experts", Part.of(ExpertSummary.html(rows)),
                "skipped", Part.of(SummarySection.withoutSpectrum(layers)),
                "guide", Part.of(Template.resource("page/guide.html")),
                "origin", Part.of(SummarySection.origin(record)),
                "details-note", out -> out.write(details.note()),
                "details", details::write,
                "table", out -> out.write(new LayerTable(layers, details).json()));
        new PageFrame(title(), "spectra of a model, layer by layer", subtitle(), SCRIPTS)
                .write(writer, out -> Template.write("app/sweep/sweep.html", parts, out));
    }

    private String title() {
        List<String> names = names();
        return names.size() <= MOST_MODELS_IN_TITLE
                ? String.join(", ", names)
                : names.getFirst() + " and " + (names.size() - 1) + " more models";
    }

    /// The last part of each model's path: the rest is among the origins.
    private List<String> names() {
        if (record.models().isEmpty()) {
            return layers.stream()
                    .map(layer -> Page.lastPart(layer.row().model()))
                    .distinct()
                    .toList();
        }
        return record.models().stream().map(SweepPage::name).toList();
    }

    private static String name(RunRecord.Swept model) {
        RunRecord.Minus minus = model.minus();
        return Page.lastPart(model.name()) + (minus == null ? "" : " minus " + Page.lastPart(minus.name()));
    }

    private String subtitle() {
        return String.format(
                Locale.ROOT,
                "%d layers swept, %d skipped, %d failed in %s \u00b7 %s, %s, %s \u00b7 %s \u00b7 eigensweep %s",
                record.summary().layers(),
                record.summary().skipped(),
                record.summary().failed(),
                HumanUnits.duration(record.seconds()),
                record.backend().name(),
                record.options().solve().precision().name().toLowerCase(Locale.ROOT),
                record.options().solve().method().name().toLowerCase(Locale.ROOT),
                HumanUnits.minute(record.started()),
                Version.TEXT);
    }
}
