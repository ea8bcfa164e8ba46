// A page of written tables: sorted by their heads; the names of what lies along the figures of depth.

const collator = new Intl.Collator('en', { numeric: true });
const names = JSON.parse(element('names').textContent);
const byDepth = figure => 'named' in figure.dataset;
const isShown = () => true;
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
