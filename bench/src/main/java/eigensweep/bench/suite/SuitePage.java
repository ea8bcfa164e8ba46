package eigensweep.bench.suite;

import static eigensweep.figure.Markup.escape;

import eigensweep.bench.Machine;
import eigensweep.figure.Axis;
import eigensweep.figure.Figure;
import eigensweep.figure.Frame;
import eigensweep.figure.Mark;
import eigensweep.figure.Mark.Line;
import eigensweep.figure.Mark.Points;
import eigensweep.figure.SvgFigure;
import eigensweep.figure.Tone;
import java.io.IOException;
import java.io.Writer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// The results as a page that needs nothing else: a plot of the rates for every combination of parameters but one, and
/// a table.
///
/// @param machine where they were measured
/// @param missing the suites that were asked for and are not there; empty if all are
/// @param outcomes in the order they were measured
record SuitePage(Machine machine, String missing, List<Outcome> outcomes) {

    private static final Frame FRAME = new Frame(420, 280, 11, Frame.Use.FILE);
    private static final List<Tone> TONES =
            List.of(Tone.DATA, Tone.SECOND, Tone.FOUND, Tone.USUAL, Tone.LOW, Tone.GUIDE);

    private static final String HEAD = """
            <!doctype html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <title>eigensweep: benchmarks</title>
            <style>
            body { font: 15px/1.5 system-ui, sans-serif; margin: 2rem; color: #1a1a1a; background: #fff; }
            svg { width: 420px; height: auto; margin: .5rem 1rem .5rem 0; }
            figure { display: inline-block; margin: 0; }
            figcaption { font-size: 13px; color: #555; }
            table { border-collapse: collapse; font-variant-numeric: tabular-nums; font-size: 13px; }
            th, td { padding: .15rem .8rem .15rem 0; text-align: right; border-bottom: 1px solid #ddd; }
            th:nth-child(-n+2), td:nth-child(-n+2) { text-align: left; }
            </style>
            </head>
            <body>
            <h1>Benchmarks</h1>
            """;

    void write(Writer writer) throws IOException {
        writer.write(HEAD);
        writer.write("<p>" + escape(machine.text()) + "</p>\n");
        if (!missing.isEmpty()) {
            writer.write(
                    "<p><strong>Partial:</strong> not there (failed, or not yet run): " + escape(missing) + ".</p>\n");
        }
        Map<String, List<Outcome>> suites = outcomes.stream()
                .collect(Collectors.groupingBy(Outcome::suite, LinkedHashMap::new, Collectors.toList()));
        for (Map.Entry<String, List<Outcome>> suite : suites.entrySet()) {
            writer.write("<h2>" + escape(suite.getKey()) + "</h2>\n");
            for (Figure figure : figures(suite.getKey(), suite.getValue())) {
                writer.write("<figure><figcaption>" + escape(figure.title()) + "</figcaption>"
                        + SvgFigure.draw(figure, FRAME) + "</figure>\n");
            }
            writer.write(table(suite.getValue()));
        }
        writer.write("</body>\n</html>\n");
    }

    private static List<Figure> figures(String suite, List<Outcome> outcomes) {
        String abscissa = abscissa(outcomes);
        Map<String, List<Outcome>> byOthers = new LinkedHashMap<>();
        for (Outcome outcome : outcomes) {
            Map<String, String> others = new TreeMap<>(outcome.parameters());
            others.remove(abscissa);
            String title = others.isEmpty()
                    ? suite
                    : others.entrySet().stream().map(Map.Entry::toString).collect(Collectors.joining(", "));
            byOthers.computeIfAbsent(title, none -> new ArrayList<>()).add(outcome);
        }
        List<Figure> figures = new ArrayList<>();
        byOthers.forEach((title, some) -> figures.add(figure(suite, title, abscissa, some)));
        return figures;
    }

    /// The numeric parameter with the most values.
    private static String abscissa(List<Outcome> outcomes) {
        Map<String, Collection<String>> values = new TreeMap<>();
        for (Outcome outcome : outcomes) {
            outcome.parameters().forEach((name, value) -> {
                if (Character.isDigit(value.charAt(0))) {
                    values.computeIfAbsent(name, none -> new TreeSet<>()).add(value);
                }
            });
        }
        return values.entrySet().stream()
                .max((a, b) -> a.getValue().size() - b.getValue().size())
                .orElseThrow()
                .getKey();
    }

    private static Figure figure(String suite, String title, String abscissa, List<Outcome> outcomes) {
        Map<String, List<Outcome>> methods = outcomes.stream()
                .collect(Collectors.groupingBy(Outcome::method, LinkedHashMap::new, Collectors.toList()));
        List<Mark> marks = new ArrayList<>();
        for (Map.Entry<String, List<Outcome>> method : methods.entrySet()) {
            Tone tone = TONES.get(marks.size() / 2 % TONES.size());
            double[] x = numbers(method.getValue(), abscissa);
            double[] y = method.getValue().stream().mapToDouble(Outcome::rate).toArray();
            marks.add(new Line("", tone, x, y));
            marks.add(new Points(method.getKey(), tone, x, y));
        }
        return new Figure(
                suite.toLowerCase(Locale.ROOT),
                title,
                "",
                Axis.log(abscissa, numbers(outcomes, abscissa)),
                Axis.log(
                        outcomes.getFirst().unit() + "/s",
                        outcomes.stream().mapToDouble(Outcome::rate).toArray()),
                marks);
    }

    private static double[] numbers(List<Outcome> outcomes, String parameter) {
        return outcomes.stream()
                .mapToDouble(outcome -> Double.parseDouble(outcome.parameters().getOrDefault(parameter, "NaN")))
                .toArray();
    }

    private static String table(List<Outcome> outcomes) {
        StringBuilder html = new StringBuilder(
                "<table><tr><th>method</th><th>parameters</th><th>ms</th><th>rate</th><th>bytes/op</th>"
                        + "<th>checksum</th></tr>\n");
        for (Outcome outcome : outcomes) {
            List<String> cells = List.of(
                    outcome.method(),
                    outcome.parameterText(),
                    outcome.timeText(),
                    outcome.rateText(),
                    String.format(Locale.ROOT, "%.0f", outcome.bytes()),
                    String.format(Locale.ROOT, "%.15g", outcome.checksum()));
            html.append("<tr>");
            cells.forEach(cell -> html.append("<td>").append(escape(cell)).append("</td>"));
            html.append("</tr>\n");
        }
        return html.append("</table>\n").toString();
    }
}
