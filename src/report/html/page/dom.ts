/** Elements, made without any markup: text stays text. */

type Attributes = Readonly<Record<string, string | number | boolean | null>>;
type Child = Node | string;

function fill<E extends Element>(element: E, attributes: Attributes, children: readonly Child[]): E {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === false) continue;
    element.setAttribute(name, value === true ? '' : String(value));
  }
  element.append(...children);
  return element;
}

/** An HTML element; attributes that are `null` or `false` are left out. */
export function html<K extends keyof HTMLElementTagNameMap>(
  name: K,
  attributes: Attributes = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[K] {
  return fill(document.createElement(name), attributes, children);
}

/** An SVG element. */
export function svg<K extends keyof SVGElementTagNameMap>(
  name: K,
  attributes: Attributes = {},
  ...children: readonly Child[]
): SVGElementTagNameMap[K] {
  return fill(document.createElementNS('http://www.w3.org/2000/svg', name), attributes, children);
}

/** A button that does something. */
export function button(text: string, attributes: Attributes, act: () => void): HTMLButtonElement {
  const element = html('button', { type: 'button', ...attributes }, text);
  element.addEventListener('click', act);
  return element;
}

/** A table with a heading row; the first cell of each row names it. */
export function dataTable(
  caption: string,
  heads: readonly string[],
  rows: readonly (readonly Child[])[],
  numeric: readonly number[],
): HTMLTableElement {
  const kind = (i: number): string | null => (numeric.includes(i) ? 'number' : null);
  return html(
    'table',
    {},
    html('caption', { class: 'unseen' }, caption),
    html('thead', {}, html('tr', {}, ...heads.map((head, i) => html('th', { scope: 'col', class: kind(i) }, head)))),
    html(
      'tbody',
      {},
      ...rows.map((cells) =>
        html(
          'tr',
          {},
          ...cells.map((cell, i) =>
            i === 0 ? html('th', { scope: 'row', class: kind(i) }, cell) : html('td', { class: kind(i) }, cell),
          ),
        ),
      ),
    ),
  );
}

/** What a picture shows, as numbers, folded away. */
export function numbersBehind(title: string, table: () => HTMLTableElement): HTMLDetailsElement {
  const details = html('details', {}, html('summary', {}, title));
  details.addEventListener('toggle', () => {
    if (details.open && details.querySelector('table') === null) {
      details.append(html('div', { class: 'wide', tabindex: 0, role: 'group', 'aria-label': title }, table()));
    }
  });
  return details;
}
