package eigensweep.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/// A page that is open in a browser, as people read it: what figures say of their points and where they draw them, and
/// what tables show.
///
/// @param chromium where it is open
public record ReadPage(Chromium chromium) {

    /// Of each point of a figure: what is said of it, and where it is between the ticks of the axes (between names: the
    /// nearest).
    private static final String READ = """
            (id => {
              const svg = document.querySelector(`figure[data-id="${id}"] svg.figure`);
              svg.scrollIntoView({ block: 'center' });
              const plot = svg.querySelector('svg');
              const left = +plot.getAttribute('x'), top = +plot.getAttribute('y');
              const ticks = [...svg.querySelectorAll('.tick')].map(tick => ({ text: tick.textContent.replace('\\u2212', '-'),
                ofY: tick.getAttribute('text-anchor') === 'end' && !tick.hasAttribute('transform'),
                x: +tick.getAttribute('x'), y: tick.getAttribute('y') - 0.35 * 12 }));
              const along = (of, side, at) => {
                const [a, b] = [of[0], of.at(-1)];
                return of.some(tick => isNaN(tick.text)) || of.length < 2
                  ? of.toSorted((p, q) => Math.abs(p[side] - at) - Math.abs(q[side] - at))[0].text
                  : String(+a.text + (at - a[side]) / (b[side] - a[side]) * (b.text - a.text));
              };
              return [...plot.querySelectorAll('.points')].flatMap(path =>
                [...path.getAttribute('d').matchAll(/M(-?[\\d.]+) ?(-?[\\d.]+)/g)].map(([, dx, dy]) => {
                  const x = left + +dx, y = top + +dy;
                  const at = new DOMPoint(x, y).matrixTransform(svg.getScreenCTM());
                  svg.dispatchEvent(new PointerEvent('pointermove', { clientX: at.x, clientY: at.y, bubbles: true }));
                  const tip = document.getElementById('tip');
                  return [tip.hidden ? '' : tip.textContent.replaceAll('\\u2212', '-'),
                    along(ticks.filter(tick => !tick.ofY), 'x', x), along(ticks.filter(tick => tick.ofY), 'y', y)];
                }));
            })('%s')""";

    /// What is read of a point.
    ///
    /// @param name the first line
    /// @param series what the last line begins with, or empty
    /// @param said the numbers of the last line, by the words before them
    /// @param x where it is on the axis
    /// @param y likewise
    public record Drawn(String name, String series, Map<String, Double> said, String x, String y) {

        static Drawn of(JsonNode point) {
            String text = point.get(0).asString();
            Map<String, Double> said = new HashMap<>();
            String last = text.substring(text.indexOf('\n') + 1);
            String series = last.contains(": ") ? last.substring(0, last.indexOf(": ")) : "";
            for (String part : last.substring(last.indexOf(": ") < 0 ? 0 : last.indexOf(": ") + 2)
                    .split("(?<=\\d), |  ")) {
                int at = part.lastIndexOf(' ');
                said.put(part.substring(0, Math.max(0, at)), Double.valueOf(part.substring(at + 1)));
            }
            return new Drawn(
                    text.contains("\n") ? text.substring(0, text.indexOf('\n')) : "",
                    series,
                    said,
                    point.get(1).asString(),
                    point.get(2).asString());
        }
    }

    /// The points of a figure.
    public List<Drawn> read(String figure) {
        List<Drawn> readings = new ArrayList<>();
        chromium.evaluate(READ.replace("%s", figure)).forEach(point -> readings.add(Drawn.of(point)));
        assertThat(readings).isNotEmpty();
        return readings;
    }

    /// The rows of the first such table, cells by their heads.
    public List<JsonNode> table(String selector) {
        List<JsonNode> rows = new ArrayList<>();
        chromium.evaluate("{ const table = document.querySelector('" + selector + "');"
                        + " const heads = [...table.tHead.rows[0].cells].map(cell => cell.textContent.replace(/ ?[\\u2191\\u2193]/, ''));"
                        + " [...table.tBodies[0].rows].map(row => Object.fromEntries([...row.cells].map((cell, i) =>"
                        + " [heads[i], cell.textContent]))) }")
                .forEach(rows::add);
        assertThat(rows).isNotEmpty();
        return rows;
    }
}
