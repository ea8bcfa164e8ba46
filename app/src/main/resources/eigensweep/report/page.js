'use strict';
(() => {
  const element = id => document.getElementById(id);
  const data = JSON.parse(element('data').textContent);
  const [NAME, TYPE, STATE, NOTE, MODEL, PACK, PLACE, NUMBERS] = [0, 1, 2, 3, 4, 5, 6, 7];
  const rows = data.rows.map((cells, index) => ({ cells, place: index + 1 }));
  const collator = new Intl.Collator('en', { numeric: true });
  const severalModels = new Set(rows.map(row => row.cells[MODEL])).size > 1;

  function make(tag, attributes = {}, ...children) {
    const made = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
    made.append(...children);
    return made;
  }

  // ---- Light and dark

  const root = document.documentElement;
  const systemDark = matchMedia('(prefers-color-scheme: dark)');
  const isDark = () => (root.dataset.theme ? root.dataset.theme === 'dark' : systemDark.matches);
  const nameTheme = () => { element('theme').textContent = isDark() ? 'Light' : 'Dark'; };
  function remember(theme) {
    try {
      if (theme) localStorage.setItem('eigensweep-theme', theme);
      return localStorage.getItem('eigensweep-theme');
    } catch { return null; }
  }
  const remembered = remember();
  if (remembered === 'dark' || remembered === 'light') root.dataset.theme = remembered;
  element('theme').hidden = false;
  element('theme').addEventListener('click', () => {
    root.dataset.theme = isDark() ? 'light' : 'dark';
    remember(root.dataset.theme);
    nameTheme();
  });
  systemDark.addEventListener('change', nameTheme);
  nameTheme();

  // ---- The table of layers

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

  function line(row) {
    const made = make('tr');
    for (const column of columns) {
      const value = column.key(row);
      const cell = make('td', { class: column.css });
      if (column.label === 'layer') {
        cell.title = value;
        cell.append(row.cells[PACK] >= 0 ? make('a', { href: '#layer-' + row.place }, value) : value);
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
  addEventListener('beforeprint', () => more(MOST_IN_PRINT));
  show();

  // ---- One layer

  const packs = document.querySelectorAll('.pack');
  const unpacked = new Map();
  async function sections(pack) {
    if (!unpacked.has(pack)) {
      const bytes = Uint8Array.from(atob(packs[pack].textContent), letter => letter.charCodeAt(0));
      const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('deflate'));
      unpacked.set(pack, JSON.parse(await new Response(stream).text()));
    }
    return unpacked.get(pack);
  }

  let scrolled = 0;
  async function route() {
    const place = /^#layer-(\d+)$/.exec(location.hash)?.[1];
    const row = place && rows[place - 1];
    const open = Boolean(row) && row.cells[PACK] >= 0;
    if (open && element('layer').hidden) scrolled = scrollY;
    element('zoom').close();
    element('tip').hidden = true;
    if (open) {
      const html = (await sections(row.cells[PACK]))[row.cells[PLACE]];
      element('layer-name').textContent = row.cells[NAME];
      element('layer-body').innerHTML = html;
      tools(element('layer-body'));
      step('previous', -1, row);
      step('next', 1, row);
    }
    const changed = open === element('layer').hidden;
    element('overview').hidden = open;
    element('layer').hidden = !open;
    if (open) {
      scrollTo(0, 0);
      element('layer').focus({ preventScroll: true });
    } else if (changed && location.hash === '') scrollTo(0, scrolled);
  }

  /** The neighbour in the order of the table, as it is sorted and filtered. */
  function step(id, by, row) {
    const list = visible.includes(row) ? visible : rows;
    let at = list.indexOf(row) + by;
    while (list[at] && list[at].cells[PACK] < 0) at += by;
    if (list[at]) element(id).href = '#layer-' + list[at].place;
    else element(id).removeAttribute('href');
  }
  element('back').addEventListener('click', event => {
    event.preventDefault();
    history.pushState(null, '', location.pathname + location.search);
    route();
  });
  addEventListener('popstate', route);
  addEventListener('keydown', event => {
    if (element('layer').hidden || element('zoom').open || event.altKey || event.ctrlKey || event.metaKey) return;
    const target = { ArrowLeft: 'previous', ArrowRight: 'next', Escape: 'back' }[event.key];
    if (target && element(target).hasAttribute('href')) element(target).click();
  });

  // ---- Figures: enlarge, save, and the numbers under the pointer

  function tools(within) {
    within.querySelectorAll('figure').forEach(figure => {
      const title = figure.querySelector('svg').getAttribute('aria-label');
      const button = make('button', { type: 'button', class: 'enlarge', 'aria-label': 'Enlarge: ' + title }, 'Enlarge');
      button.addEventListener('click', () => {
        element('zoom-body').replaceChildren(figure.cloneNode(true));
        element('zoom-body').querySelector('.enlarge').remove();
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
    const layer = element('layer').hidden ? 'overview' : element('layer-name').textContent.replace(/[^\w.-]+/g, '_');
    make('a', { href: url, download: layer + '-' + element('zoom-body').firstChild.dataset.id + '.svg' }).click();
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
    svg.points ??= [...svg.querySelectorAll('svg .points')].flatMap(path =>
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
    const depth = /by depth$/.test(svg.getAttribute('aria-label'));
    if (near && depth) {
      const row = rows[Math.round(xOf(near[0])) - 1];
      return row && { row, text: row.cells[NAME] + '\n' + short(yOf(near[1])) };
    }
    const x = xOf(point.x), y = yOf(point.y);
    return x === null || y === null || depth ? null : { text: short(x) + ', ' + short(y) };
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
  addEventListener('click', event => {
    const row = under(event)?.row;
    if (row && row.cells[PACK] >= 0) location.hash = 'layer-' + row.place;
  });

  tools(element('overview'));
  route();
})();
