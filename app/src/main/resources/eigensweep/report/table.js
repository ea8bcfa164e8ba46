// The table of layers: sorted by its heads, filtered by the fields above it, drawn as far as it is looked at.

const data = JSON.parse(element('data').textContent);
const [NAME, TYPE, STATE, NOTE, MODEL, PACK, PLACE, NUMBERS] = [0, 1, 2, 3, 4, 5, 6, 7];
const rows = data.rows.map((cells, index) => ({ cells, place: index + 1 }));
const collator = new Intl.Collator('en', { numeric: true });
const severalModels = new Set(rows.map(row => row.cells[MODEL])).size > 1;
const body = document.querySelector('#table tbody');
const FIRST = 150, STEP = 300, MOST_IN_PRINT = 3000;
const format = (value, decimals) => {
  if (value === null) return '';
  if (decimals >= 0) return value.toFixed(decimals);
  const size = Math.abs(value);
  return size !== 0 && (size < 1e-3 || size >= 1e6) ? value.toExponential(2) : value.toPrecision(4).replace(/e.*/, '');
};
const columns = [
  { label: '#', title: 'place in the model', key: row => row.place, css: 'place' },
  { label: 'layer', title: 'name of the tensor', key: row => row.cells[NAME], css: 'text name' },
  ...(severalModels ? [{ label: 'model', title: 'the model it is of', key: row => row.cells[MODEL], css: 'text' }] : []),
  { label: 'type', title: 'kind of layer', key: row => row.cells[TYPE], css: 'text minor' },
  ...data.columns.map((column, i) => ({
    ...column, key: row => row.cells[NUMBERS + i], css: column.minor ? 'minor' : '' })),
  { label: 'reading', title: 'where alpha lies, or why there is none', key: row => row.cells[STATE], css: 'text state' },
];
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

/** A name that may be broken after its dots. */
const breakable = name => name.split(/(?<=\.)/).flatMap(part => [part, document.createElement('wbr')]);

function line(row) {
  const made = make('tr');
  for (const column of columns) {
    const value = column.key(row);
    const cell = make('td', { class: column.css });
    if (column.label === 'layer') {
      cell.append(row.cells[PACK] >= 0 ? make('a', { href: '#layer-' + row.place }, ...breakable(value)) : value);
    } else if (column.label === 'reading') {
      const note = row.cells[NOTE];
      cell.classList.add(value.replaceAll(' ', '-'));
      cell.title = note;
      cell.append(/skipped|failed|no fit/.test(value) && note ? value + ': ' + note : value);
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
  const state = element('filter-state').value, type = element('filter-type').value;
  visible = rows.filter(row => (!state || row.cells[STATE] === state) && (!type || row.cells[TYPE] === type)
    && (!name || (row.cells[NAME] + ' ' + row.cells[MODEL]).toLowerCase().includes(name))).sort(compare);
  columns.forEach(column => column === sorted.column
    ? column.cell.setAttribute('aria-sort', sorted.sign > 0 ? 'ascending' : 'descending')
    : column.cell.removeAttribute('aria-sort'));
  element('shown').textContent = visible.length + ' of ' + rows.length + ' layers';
  body.replaceChildren();
  drawn = 0;
  more(FIRST);
}

function choices(id, column) {
  const values = [...new Set(rows.map(row => row.cells[column]))].sort(collator.compare);
  element(id).append(...values.map(value => make('option', { value }, value)));
  element(id).addEventListener('change', show);
}

head();
choices('filter-state', STATE);
choices('filter-type', TYPE);
element('filter-name').addEventListener('input', show);
element('filters').addEventListener('submit', event => event.preventDefault());
element('filters').hidden = false;
new IntersectionObserver(seen => seen.some(entry => entry.isIntersecting) && more(STEP), { rootMargin: '600px' })
  .observe(element('more'));
addEventListener('beforeprint', () => {
  more(MOST_IN_PRINT);
  document.querySelectorAll('details').forEach(part => { part.open = true; });
});
show();

// What the figures ask for: which have a layer for each x, and what to say of a layer.
const SHOWN = { alpha: ['alpha', '\u00b1'], norms: ['log norm', 'log spec.'], entropy: ['entropy'], 'stable-rank': ['stable rank'] };
const byDepth = figure => figure.dataset.id in SHOWN;
function pointed(figure, place) {
  const row = rows[place - 1];
  const values = row && columns.filter(column => SHOWN[figure.dataset.id].includes(column.label))
    .map(column => column.label + ' ' + format(column.key(row), column.format)).join('  ');
  return row && { row, text: row.cells[NAME] + '\n' + values };
}
