// Figures: enlarged, saved, and the numbers under the pointer.

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

const axis = text => {
  const [scale, min, max, from, to] = text.split(' ').map((part, i) => (i ? Number(part) : part));
  const at = place => scale === 'log' ? min * (max / min) ** place : min + place * (max - min);
  return position => { const place = (position - from) / (to - from); return place < 0 || place > 1 ? null : at(place); };
};
const short = value => Number(value.toPrecision(3)).toString();

/** The layer whose point in an overview figure is nearest to a position, if one is near. */
function nearest(svg, x, y) {
  svg.points ??= [...svg.querySelector('svg').querySelectorAll('.points')].flatMap(path =>
    [...path.getAttribute('d').matchAll(/M(-?[\d.]+) ?(-?[\d.]+)/g)].map(match => [Number(match[1]), Number(match[2])]));
  const plot = svg.querySelector('svg');
  const left = Number(plot.getAttribute('x')), top = Number(plot.getAttribute('y'));
  let best = null, distance = 14 ** 2;
  for (const [px, py] of svg.points) {
    const d = (px + left - x) ** 2 + (py + top - y) ** 2;
    if (d < distance) { best = [px + left, py + top]; distance = d; }
  }
  return best;
}

function under(event) {
  const svg = event.target.closest?.('svg.figure');
  if (!svg?.dataset.x) return null;
  const point = new DOMPoint(event.clientX, event.clientY).matrixTransform(svg.getScreenCTM().inverse());
  const xOf = axis(svg.dataset.x), yOf = axis(svg.dataset.y);
  const near = svg.closest('.overview-figures, #zoom') ? nearest(svg, point.x, point.y) : null;
  const figure = svg.closest('figure');
  if (near && byDepth(figure)) return pointed(figure, Math.round(xOf(near[0])), yOf(near[1]));
  const x = xOf(point.x), y = yOf(point.y);
  return x === null || y === null || byDepth(figure) ? null : { text: short(x) + ', ' + short(y) };
}
addEventListener('pointermove', event => {
  const found = under(event);
  const tip = element('tip');
  tip.hidden = !found;
  if (!found) return;
  (element('zoom').open ? element('zoom') : document.body).append(tip);
  tip.textContent = found.text;
  const left = Math.min(event.clientX + 14, innerWidth - tip.offsetWidth - 8);
  const top = event.clientY + 18 + tip.offsetHeight > innerHeight ? event.clientY - tip.offsetHeight - 12 : event.clientY + 18;
  tip.style.transform = `translate(${left}px, ${top}px)`;
});
tools(element('overview'));
