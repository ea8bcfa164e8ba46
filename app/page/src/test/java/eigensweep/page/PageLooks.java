package eigensweep.page;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Whether the page that is open in a browser can be read: what is wrong with it, as the browser has drawn it.
///
/// @param chromium where it is open
public record PageLooks(Chromium chromium) {

    /// A phone, a tablet, a screen.
    private static final int[] WIDTHS = {420, 800, 1300};

    /// The smallest letters of a figure, in pixels of the screen.
    private static final double LEAST_LETTERS = 9;

    /// What WCAG 2.1 asks of text (1.4.3, AA).
    private static final double LEAST_CONTRAST = 4.5;

    private static final String COMPLAINTS = """
            ((leastLetters, leastContrast) => {
              const seen = e => e.checkVisibility() && e.getBoundingClientRect().width > 1;
              const figureOf = e => e.closest('figure').dataset.id + ': ';
              const texts = svg => [...svg.querySelectorAll('text')].filter(seen);
              const figures = [...document.querySelectorAll('svg.figure')].filter(seen);
              const scrolls = document.documentElement.scrollWidth > innerWidth ? ['the page scrolls sideways'] : [];
              const small = figures.flatMap(svg => [...svg.querySelectorAll('text, tspan')].filter(seen).filter(text => {
                const { a, b } = text.getScreenCTM();
                return parseFloat(getComputedStyle(text).fontSize) * Math.hypot(a, b) < leastLetters;
              }).map(text => figureOf(text) + 'small: ' + text.textContent));
              const cut = figures.flatMap(svg => {
                const room = svg.getBoundingClientRect();
                return texts(svg).filter(text => {
                  const box = text.getBoundingClientRect();
                  return box.left < room.left - 1 || box.right > room.right + 1
                    || box.top < room.top - 1 || box.bottom > room.bottom + 1;
                }).map(text => figureOf(text) + 'cut: ' + text.textContent);
              });
              const over = figures.flatMap(svg => {
                const level = texts(svg).filter(text => !text.hasAttribute('transform'))
                  .map(text => ({ text, box: text.getBoundingClientRect() }));
                return level.flatMap((a, i) => level.slice(i + 1).filter(b =>
                  Math.min(a.box.right, b.box.right) - Math.max(a.box.left, b.box.left) > 1
                  && Math.min(a.box.bottom, b.box.bottom) - Math.max(a.box.top, b.box.top) > .3 * a.box.height)
                  .map(b => figureOf(a.text) + a.text.textContent + ' over ' + b.text.textContent));
              });
              const rgb = text => { const [r, g, b, alpha = 1] = text.match(/[\\d.]+/g).map(Number); return [r, g, b, alpha]; };
              const on = ([r, g, b, alpha], [x, y, z]) => [r, g, b].map((c, i) => c * alpha + [x, y, z][i] * (1 - alpha));
              const bright = color => color.map(c => c / 255).map(c => c <= .04045 ? c / 12.92 : ((c + .055) / 1.055) ** 2.4)
                .reduce((sum, c, i) => sum + [.2126, .7152, .0722][i] * c, 0);
              const around = e => { const parents = []; for (; e; e = e.parentElement) parents.push(e); return parents; };
              const ground = e => {
                let color = [255, 255, 255];
                for (const parent of around(e).reverse()) {
                  color = on(rgb(getComputedStyle(parent).backgroundColor), color);
                  const cell = parent.previousElementSibling;
                  if (cell?.matches('.cell')) color = on(painted(cell), color);
                }
                return color;
              };
              const painted = e => {
                const style = getComputedStyle(e), isDrawn = e.closest('svg');
                const [r, g, b, alpha] = rgb(isDrawn ? style.fill : style.color);
                const opacity = around(e).reduce((product, parent) => product * getComputedStyle(parent).opacity, 1);
                return [r, g, b, alpha * opacity * (isDrawn ? style.fillOpacity : 1)];
              };
              const words = [...document.querySelectorAll('body *')].filter(e => !e.matches('script, style, noscript')
                && [...e.childNodes].some(node => node.nodeType === 3 && node.textContent.trim()) && seen(e));
              const faint = words.filter(e => {
                const under = ground(e), [dark, light] = [bright(on(painted(e), under)), bright(under)].sort((a, b) => a - b);
                return (light + .05) / (dark + .05) < leastContrast;
              }).map(e => 'faint: ' + e.textContent);
              return [...scrolls, ...small, ...cut, ...over, ...faint];
            })(%s, %s)""";

    /// What is wrong with the page at each width, on light and on dark, a line each.
    public List<String> complaints() {
        List<String> complaints = new ArrayList<>();
        for (int width : WIDTHS) {
            chromium.call(
                    "Emulation.setDeviceMetricsOverride",
                    Map.of("width", width, "height", 900, "deviceScaleFactor", 1, "mobile", false));
            for (String theme : List.of("light", "dark")) {
                chromium.call(
                        "Emulation.setEmulatedMedia",
                        Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", theme))));
                chromium.evaluate(String.format(Locale.ROOT, COMPLAINTS, LEAST_LETTERS, LEAST_CONTRAST))
                        .forEach(line -> complaints.add(width + " " + theme + ": " + line.asString()));
            }
        }
        return complaints;
    }
}
