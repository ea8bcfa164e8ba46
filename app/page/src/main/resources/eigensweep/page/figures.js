// Figures: enlarged, saved, and the numbers of the point under the pointer.

function tools(within) {
  within.querySelectorAll('figure').forEach(figure => {
    const title = figure.querySelector('svg').getAttribute('aria-label');
    const button = make('button', { type: 'button', class: 'enlarge', 'aria-label': 'Enlarge: ' + title }, 'Enlarge');
    button.addEventListener('click', () => {
      element('zoom-body').replaceChildren(figure.cloneNode(true));
      element('zoom-body').querySelector('.enlarge').remove();
      element('tip').hidden = true;
      element('zoom').showModal();
    });
    figure.append(button);
  });
}

element('close').addEventListener('click', () => element('zoom').close());
element('save').addEventListener('click', () => {
  const svg = element('zoom-body').querySelector('svg').cloneNode(true);
  const style = document.createElementNS('http://www.w3.org/2000/svg', 'style');
  style.textContent = element('figure-style').textContent;
  svg.prepend(style);
  svg.setAttribute('font-family', 'sans-serif');
  const url = URL.createObjectURL(new Blob([new XMLSerializer().serializeToString(svg)], { type: 'image/svg+xml' }));
  const part = element('layer')?.hidden === false ? element('layer-name').textContent : 'overview';
  make('a', { href: url, download: part.replace(/[^\w.-]+/g, '_') + '-' + element('zoom-body').firstChild.dataset.id + '.svg' }).click();
  URL.revokeObjectURL(url);
});

/** An axis of a plot: where on the drawing a number is, and which number is where. */
function axis(text, from, length) {
  const [, scale, least, most, label] = /^(\S+) (\S+) (\S+) ?(.*)$/s.exec(text);
  const [min, max] = [Number(least), Number(most)];
  const log = scale === 'log';
  return {
    label, isNamed: scale === 'named',
    at: number => from + length * (log ? Math.log(number / min) / Math.log(max / min) : (number - min) / (max - min)),
    number: at => {
      const place = (at - from) / length;
      return place < 0 || place > 1 ? null : log ? min * (max / min) ** place : min + place * (max - min);
    },
  };
}
function plots(svg) {
  return svg.plots ??= [...svg.querySelectorAll('svg[data-x]')].map(plot => {
    const [left, top, width, height] = ['x', 'y', 'width', 'height'].map(name => Number(plot.getAttribute(name)));
    return { plot, x: axis(plot.dataset.x, left, width), y: axis(plot.dataset.y, top + height, -height) };
  });
}
const numbers = text => {
  const [from, to] = text.split(':').map(Number);
  return to === undefined || !Number.isFinite(from) ? text.split(' ').map(Number) : Array.from({ length: to - from + 1 }, (_, i) => from + i);
};
const short = value => String(Number(value.toPrecision(4))).replace('-', '\u2212');

/** Every point and corner of a figure, with its numbers and where it is drawn. */
function points(svg) {
  return svg.points ??= plots(svg).flatMap(({ plot, x, y }) => [...plot.querySelectorAll('[data-y]')].flatMap(mark => {
    const ys = numbers(mark.dataset.y), each = mark.dataset.each?.split('\n');
    return numbers(mark.dataset.x).map((number, i) => ({
      x: number, y: ys[i], each: each?.[i], series: mark.dataset.series, axes: { x, y }, left: x.at(number), top: y.at(ys[i]) }));
  }));
}
function nearest(svg, x, y) {
  let best = null, distance = 14 ** 2;
  for (const point of points(svg)) {
    const d = (point.left - x) ** 2 + (point.top - y) ** 2;
    if (d < distance && isShown(svg.closest('figure'), point)) { best = point; distance = d; }
  }
  return best;
}

/** What it is, then its numbers. */
function said(point, isPlace) {
  const number = (axis, value) => (axis.label ? axis.label + ' ' : '') + short(value);
  const values = [
    point.axes.x.isNamed || isPlace ? null : number(point.axes.x, point.x),
    point.axes.y.isNamed ? null : number(point.axes.y, point.y)].filter(Boolean);
  return (point.series ? point.series + ': ' : '') + values.join(', ');
}

function under(event) {
  const svg = event.target.closest?.('svg.figure');
  if (!svg) return null;
  const at = new DOMPoint(event.clientX, event.clientY).matrixTransform(svg.getScreenCTM().inverse());
  const figure = svg.closest('figure');
  const point = nearest(svg, at.x, at.y);
  if (point) {
    const found = byDepth(figure) ? pointed(figure, point) : { text: '' };
    return found && { ...found, text: found.text || [point.each, said(point)].filter(Boolean).join('\n') };
  }
  const bar = barAt(svg, at);
  if (bar || points(svg).length || svg.querySelector('.bars[data-heights]')) return bar;
  // A drawing without its numbers tells where the pointer is.
  for (const { x, y } of plots(svg)) {
    const [nx, ny] = [x.number(at.x), y.number(at.y)];
    if (nx !== null && ny !== null) return { text: '\u2248 ' + said({ x: nx, y: ny, axes: { x, y } }) };
  }
  return null;
}
/** The bar above or below a place: from where to where it goes, and how high. */
function barAt(svg, at) {
  for (const { plot, x, y } of plots(svg)) {
    const bars = plot.querySelector('.bars[data-heights]');
    const number = bars && x.number(at.x);
    if (!bars || number === null || y.number(at.y) === null) continue;
    const edges = numbers(bars.dataset.x);
    const i = edges.findIndex((edge, i) => number >= edge && number < edges[i + 1]);
    if (i < 0) continue;
    return { text: x.label + ' ' + short(edges[i]) + ' to ' + short(edges[i + 1]) + ', ' + y.label + ' ' + short(numbers(bars.dataset.heights)[i]) };
  }
  return null;
}
/** Points whose abscissa is not among the places are faint. */
function dim(figure, places, isAll) {
  figure.querySelectorAll('.points[data-x]:not(.faint)').forEach(mark => {
    mark.dots ??= mark.getAttribute('d').split(/(?=M)/);
    if (isAll && !mark.faint) return;
    mark.faint ??= faint(mark);
    const xs = mark.xs ??= numbers(mark.dataset.x);
    const of = isIn => mark.dots.filter((_, i) => places.has(xs[i]) === isIn).join('');
    mark.setAttribute('d', of(true));
    mark.faint.setAttribute('d', of(false));
  });
}
function faint(mark) {
  const copy = mark.cloneNode();
  ['data-x', 'data-y', 'data-heights', 'data-series'].forEach(name => copy.removeAttribute(name));
  copy.classList.add('faint');
  mark.before(copy);
  return copy;
}

function tell(event) {
  const found = under(event);
  const tip = element('tip');
  tip.hidden = !found;
  if (!found) return;
  (element('zoom').open ? element('zoom') : document.body).append(tip);
  tip.textContent = found.text;
  const left = Math.max(8, Math.min(event.clientX + 14, innerWidth - tip.offsetWidth - 8));
  const top = event.clientY + 18 + tip.offsetHeight > innerHeight ? event.clientY - tip.offsetHeight - 12 : event.clientY + 18;
  tip.style.transform = `translate(${left}px, ${top}px)`;
}
addEventListener('pointermove', tell);
addEventListener('pointerdown', tell);
tools(element('overview'));
