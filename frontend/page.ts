/** Small things every enhancement uses. */

/** A new element with a class. */
export function make<Name extends keyof HTMLElementTagNameMap>(name: Name, className: string): HTMLElementTagNameMap[Name] {
  const element = document.createElement(name);
  element.className = className;
  return element;
}

/** A sentence the server translated and wrote on the element as ``data-text-<name>``. */
export function translate(element: HTMLElement, name: string, values: Record<string, string> = {}): string {
  const text = element.getAttribute(`data-text-${name}`) ?? "";
  return text.replace(/\{(\w+)\}/g, (_whole, key: string) => values[key] ?? "");
}

/** Put ``content`` in place of what ``element`` holds; the browsers of 2020 have no ``replaceChildren``. */
export function fill(element: Element, ...content: (string | Node)[]): void {
  element.textContent = "";
  element.append(...content);
}

/** Whole numbers and sizes as the page's language writes them. */
export const number = new Intl.NumberFormat(document.documentElement.lang, { maximumFractionDigits: 1 });

/** The reader hears ``text`` when it changes. */
export function status(className: string): HTMLElement {
  const line = make("p", className);
  line.setAttribute("role", "status");
  return line;
}
