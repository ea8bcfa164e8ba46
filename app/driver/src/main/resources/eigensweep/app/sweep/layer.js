// One layer, in place of the overview, while the address ends in #layer-N.

const packs = document.querySelectorAll('.pack');
const unpacked = new Map();
const MOST_UNPACKED = 16;
async function sections(pack) {
  if (unpacked.has(pack)) return unpacked.get(pack);
  const bytes = Uint8Array.from(atob(packs[pack].textContent), letter => letter.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('deflate'));
  const html = JSON.parse(await new Response(stream).text());
  if (unpacked.size >= MOST_UNPACKED) unpacked.clear();
  unpacked.set(pack, html);
  return html;
}

let scrolled = 0;
async function route() {
  const asked = location.hash;
  const place = /^#layer-(\d+)$/.exec(asked)?.[1];
  const row = place && rows[place - 1];
  const open = Boolean(row) && row.cells[PACK] >= 0;
  if (open && element('layer').hidden) scrolled = scrollY;
  element('zoom').close();
  element('tip').hidden = true;
  if (open) {
    const html = (await sections(row.cells[PACK]))[row.cells[PLACE]];
    if (location.hash !== asked) return;
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

addEventListener('click', event => {
  const row = under(event)?.row;
  if (row && row.cells[PACK] >= 0) location.hash = 'layer-' + row.place;
});
show();
route();
