// The table of layers: sorted by its heads, filtered by the fields above it, drawn as far as it is looked at.

const data = JSON.parse(element('data').textContent);
const [NAME, TYPE, STATE, WARNING, NOTE, MODEL, ROLE, PACK, PLACE, NUMBERS] = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9];
const rows = data.rows.map((cells, index) => ({ cells, place: index + 1 }));
const collator = new Intl.Collator('en', { numeric: true });
const severalModels = new Set(rows.map(row => row.cells[MODEL])).size > 1;
const body = document.querySelector('#table tbody');
const FIRST = 150, STEP = 300, MOST_IN_PRINT = 3000;
/** With so many decimals, or four digits where that is -1; with an exponent where that would leave none of it. */
const format = (value, decimals) => {
  if (value === null) return '';
  const size = Math.abs(value);
  if (decimals >= 0) return size !== 0 && size < 0.5 * 10 ** -decimals ? value.toExponential(1) : value.toFixed(decimals);
  if (size !== 0 && (size < 1e-3 || size >= 1e6)) return value.toExponential(3);
  const text = value.toPrecision(4);
  return text.includes('e') ? String(Number(text)) : text;
};
const columns = [
  { label: '#', title: 'place in the model', key: row => row.place, css: 'place' },
  { label: 'layer', title: 'name of the tensor', key: row => row.cells[NAME], css: 'text name' },
  severalModels
    ? { label: 'model', title: 'the model it is of', key: row => row.cells[MODEL], css: 'text model' }
    : { label: 'type', title: 'kind of layer', key: row => row.cells[TYPE], css: 'text minor' },
  ...data.columns.map((column, i) => ({
    ...column, key: row => row.cells[NUMBERS + i], css: column.minor ? 'minor' : '' })),
  { label: 'reading', title: 'beside random weights of the same shape, or why there is no alpha', key: row => row.cells[STATE], css: 'text state' },
  { label: 'warning', title: 'WeightWatcher: over-trained below 2, under-trained above 6', key: row => row.cells[WARNING], css: 'text state minor' },
];
const FILTERS = [['filter-state', STATE], ['filter-warning', WARNING], ['filter-type', TYPE], ['filter-role', ROLE]];
let sorted = { column: columns[0], sign: 1 };
let visible = rows;
let drawn = 0;

element('note').textContent = element('details-note').textContent;

function head() {
  const line = make('tr');
  columns.forEach(column => {
    const cell = make('th', { scope: 'col', class: column.css, title: column.title },
      make('button', { type: 'button' }, column.label));
    cell.firstChild.addEventListener('click', () => {
      sorted = { column, sign: sorted.column === column ? -sorted.sign : 1 };
      show();
    });
    column.cell = cell;
    line.append(cell);
  });
  document.querySelector('#table thead').append(line);
}

function compare(a, b) {
  const x = sorted.column.key(a), y = sorted.column.key(b);
  if (x === null || y === null) return (x === null) - (y === null) || a.place - b.place;
  const order = typeof x === 'string' ? collator.compare(x, y) : x - y;
  return sorted.sign * order || a.place - b.place;
}

/** A name on one line: of one that is too long the end is seen, where layers differ. */
const whole = name => make('bdi', {}, name);

function line(row) {
  const made = make('tr');
  for (const column of columns) {
    const value = column.key(row);
    const cell = make('td', { class: column.css });
    if (column.label === 'model') {
      cell.title = value;
      cell.append(whole(value));
    } else if (column.label === 'layer') {
      cell.title = (severalModels ? row.cells[MODEL] + ': ' : '') + value;
      cell.append(row.cells[PACK] >= 0 ? make('a', { href: '#layer-' + row.place }, whole(value)) : whole(value));
    } else if (column.label === 'reading') {
      const note = row.cells[NOTE];
      cell.title = note;
      cell.append(/skipped|failed|no fit/.test(value) && note ? value + ': ' + note : value);
    } else if (column.label === 'warning') {
      if (value) cell.classList.add(value);
      cell.append(value);
    } else {
      cell.append(typeof value === 'number' ? format(value, column.format ?? 0) : value ?? '');
    }
    made.append(cell);
  }
  return made;
}

function more(count) {
  body.append(...visible.slice(drawn, drawn + count).map(line));
  drawn = Math.min(visible.length, drawn + count);
  element('more').hidden = drawn >= visible.length;
  element('more').textContent = drawn + ' of ' + visible.length + ' are drawn; more follow as you scroll.';
}

function show() {
  const name = element('filter-name').value.toLowerCase();
  const chosen = FILTERS.map(([id, column]) => [element(id).value, column]);
  visible = rows.filter(row => chosen.every(([value, column]) => !value || row.cells[column] === value)
    && (!name || (row.cells[NAME] + ' ' + row.cells[MODEL]).toLowerCase().includes(name))).sort(compare);
  columns.forEach(column => column === sorted.column
    ? column.cell.setAttribute('aria-sort', sorted.sign > 0 ? 'ascending' : 'descending')
    : column.cell.removeAttribute('aria-sort'));
  element('shown').textContent = visible.length + ' of ' + rows.length + ' layers';
  body.replaceChildren();
  drawn = 0;
  more(FIRST);
  follow();
}

/** A filter by the values of a column, where it has any. */
function choices(id, column) {
  const values = [...new Set(rows.map(row => row.cells[column]))].filter(Boolean).sort(collator.compare);
  element(id).append(...values.map(value => make('option', { value }, value)));
  element(id).addEventListener('change', show);
  element(id).parentNode.hidden = values.length === 0;
}

head();
FILTERS.forEach(([id, column]) => choices(id, column));
element('filter-name').addEventListener('input', show);
element('filters').addEventListener('submit', event => event.preventDefault());
element('filters').hidden = false;
new IntersectionObserver(seen => seen.some(entry => entry.isIntersecting) && more(STEP), { rootMargin: '600px' })
  .observe(element('more'));
addEventListener('beforeprint', () => {
  more(MOST_IN_PRINT);
  document.querySelectorAll('details').forEach(part => { part.open = true; });
});

// What the figures ask for: which have a layer for each x, what to say of a layer, and which layers are shown.
const SHOWN = { alpha: ['alpha', '\u00b1'], entropy: ['entropy'], 'stable-rank': ['stable rank'],
  'log-norm': ['log norm'], 'log-spectral-norm': ['log spec.'] };
let places = new Set();
const byDepth = figure => figure.dataset.id in SHOWN;
const isShown = (figure, point) => !byDepth(figure) || places.has(point.x);
function pointed(figure, point) {
  const row = rows[point.x - 1];
  const values = row && columns.filter(column => SHOWN[figure.dataset.id].includes(column.label))
    .map(column => column.label + ' ' + format(column.key(row), column.format)).join('  ');
  return row && { row, text: row.cells[NAME] + (row.cells[ROLE] ? ' (' + row.cells[ROLE] + ')' : '') + '\n' + values };
}

/** Layers that the table leaves out are faint in the figures. */
function follow() {
  places = new Set(visible.map(row => row.place));
  const isAll = visible.length === rows.length;
  document.querySelectorAll('#overview figure').forEach(figure => {
    if (byDepth(figure)) dim(figure, places, isAll);
    else if (figure.dataset.id === 'alpha-distribution') figure.querySelectorAll('svg.figure').forEach(svg => recount(svg, isAll));
  });
}
function recount(svg, isAll) {
  const [{ plot, x, y }] = plots(svg);
  const bars = svg.bars ??= plot.querySelector('.bars[data-x]');
  if (!bars) return;
  svg.all ??= bars.getAttribute('d');
  svg.heights ??= bars.dataset.heights;
  if (isAll && !svg.faint) return;
  svg.faint ??= faint(bars);
  svg.faint.setAttribute('d', isAll ? '' : svg.all);
  if (isAll) { bars.setAttribute('d', svg.all); bars.dataset.heights = svg.heights; return; }
  const edges = numbers(bars.dataset.x), counts = edges.slice(1).map(() => 0);
  const alpha = columns.find(column => column.label === 'alpha');
  visible.map(alpha.key).filter(value => value !== null).forEach(value => {
    const above = edges.findIndex(edge => edge > value);
    counts[above > 0 ? above - 1 : above < 0 ? counts.length - 1 : 0]++;
  });
  bars.dataset.heights = counts.join(' ');
  const across = number => (x.at(number) - plot.getAttribute('x')).toFixed(1), up = number => (y.at(number) - plot.getAttribute('y')).toFixed(1);
  bars.setAttribute('d', counts.map((count, i) => count && `M${across(edges[i])} ${up(0)}V${up(count)}H${across(edges[i + 1])}V${up(0)}z`)
    .filter(Boolean).join(''));
}
