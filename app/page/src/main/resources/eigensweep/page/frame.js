// What all pages share, and the choice between light and dark. The parts of a page are put into one block, in strict mode.

const element = id => document.getElementById(id);

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
