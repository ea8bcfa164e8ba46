// What the parts of the page share, and the choice between light and dark. The parts are put into one block, in strict mode.

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
