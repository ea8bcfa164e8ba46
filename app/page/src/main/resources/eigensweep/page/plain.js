// A page of written tables: sorted by their heads; the names of what lies along the figures of depth.

const collator = new Intl.Collator('en', { numeric: true });
const names = JSON.parse(element('names').textContent);
const byDepth = figure => 'named' in figure.dataset;
/** The places that a filtered table shows, by the list that names what lies along its figures. */
const shown = {};
const isShown = (figure, point) => shown[figure.dataset.named]?.has(point.x) ?? true;
function pointed(figure, point) {
  const name = names[figure.dataset.named][point.x - 1];
  return name && { text: name + '\n' + said(point, true) };
}

function sortable(table) {
  const body = table.tBodies[0];
  const rows = [...body.rows];
  const heads = [...table.tHead.rows[0].cells];
  const key = (row, at) => {
    const cell = row.cells[at], text = cell.dataset.key ?? cell.textContent;
    if (text === '' || heads[at].classList.contains('text')) return text || null;
    const number = parseFloat(text.replace(/^</, '').replaceAll('\u2212', '-'));
    return Number.isFinite(number) ? number : null;
  };
  heads.forEach((head, at) => {
    const button = make('button', { type: 'button' }, ...head.childNodes);
    head.append(button);
    button.addEventListener('click', () => {
      const sign = head.getAttribute('aria-sort') === 'ascending' ? -1 : 1;
      const sorted = rows.map((row, place) => ({ row, place, key: key(row, at) })).sort((a, b) => {
        if (a.key === null || b.key === null) return (a.key === null) - (b.key === null) || a.place - b.place;
        return sign * (typeof a.key === 'string' ? collator.compare(a.key, b.key) : a.key - b.key) || a.place - b.place;
      });
      heads.forEach(other => other.removeAttribute('aria-sort'));
      head.setAttribute('aria-sort', sign > 0 ? 'ascending' : 'descending');
      body.append(...sorted.map(entry => entry.row));
    });
  });
}
document.querySelectorAll('table.sortable').forEach(sortable);

/** A table of what lies along figures is filtered by name, and the figures follow it. */
function filtered(table) {
  const list = table.dataset.list, rows = [...table.tBodies[0].rows].map((row, i) => ({ row, place: i + 1 }));
  const name = make('input', { type: 'search', placeholder: 'part of a name', autocomplete: 'off', spellcheck: 'false' });
  const count = make('output', { 'aria-live': 'polite' });
  const filter = () => {
    const wanted = name.value.toLowerCase();
    rows.forEach(({ row, place }) => { row.hidden = !names[list][place - 1].toLowerCase().includes(wanted); });
    const left = rows.filter(({ row }) => !row.hidden);
    shown[list] = new Set(left.map(({ place }) => place));
    count.textContent = left.length + ' of ' + rows.length;
    document.querySelectorAll('#overview figure').forEach(figure => {
      if (figure.dataset.named === list) dim(figure, shown[list], left.length === rows.length);
    });
  };
  name.addEventListener('input', filter);
  table.closest('.scroll').before(make('div', { class: 'filters' }, make('label', {}, 'Name ', name), count));
  filter();
}
document.querySelectorAll('table[data-list]').forEach(filtered);
