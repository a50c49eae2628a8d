/** Single keys at a desk. They do nothing in fields and sheets, and can be switched off, so that nobody is trapped. */

const KEPT = "bukti-keys";
const CARDS = ".inbox a.stretched, .gallery-list a.stretched, .gallery-list a[data-card]";
const FIELDS = "input, textarea, select, [contenteditable]";

function on(): boolean {
  try {
    return localStorage.getItem(KEPT) !== "off";
  } catch {
    return true;
  }
}

function keep(value: boolean): void {
  try {
    localStorage.setItem(KEPT, value ? "on" : "off");
  } catch {
    // A browser that keeps nothing begins with the keys each time.
  }
}

function press(selector: string): boolean {
  const found = document.querySelector<HTMLElement>(selector);
  found?.click();
  return found !== null;
}

/** Focus the card after the focused one, or before it. */
function step(by: number): boolean {
  const links = [...document.querySelectorAll<HTMLElement>(CARDS)];
  const card = document.activeElement?.closest(".card");
  const at = links.findIndex((link) => link === document.activeElement || (card && link.closest(".card") === card));
  const next = links[at < 0 ? (by > 0 ? 0 : links.length - 1) : Math.min(Math.max(at + by, 0), links.length - 1)];
  next?.focus();
  return next !== undefined;
}

function note(): boolean {
  const field = document.querySelector<HTMLElement>("#putusan textarea");
  field?.focus();
  field?.scrollIntoView({ block: "center" });
  return field !== null;
}

/** Arm the pair of the focused card, whose edge the arrow keys then move. */
function compare(): boolean {
  const card = document.activeElement?.closest(".card");
  const pair = card?.querySelector<HTMLElement>(".pair-range, .pair-arm");
  if (pair?.matches(".pair-arm")) pair.click();
  else pair?.focus();
  return !!pair;
}

function search(): boolean {
  const field = document.querySelector<HTMLInputElement>("#q");
  field?.closest("details")?.setAttribute("open", "");
  field?.focus();
  return field !== null;
}

type Acts = Record<string, () => boolean>;

const LIST: Acts = {
  o: () => press("[data-oldest]"),
  j: () => step(1),
  k: () => step(-1),
};
const GALLERY: Acts = {
  j: () => step(1),
  k: () => step(-1),
  b: compare,
  n: () => press('.more [rel="next"]'),
  "/": search,
};
const DECIDE: Acts = {
  j: () => press('.around [rel="next"]'),
  k: () => press('.around [rel="prev"]'),
  a: () => press("[data-key-approve]"),
  r: note,
  b: () => press('[data-act="blink"]'),
  z: () => press("[data-zoom-step]"),
};

/** The sheet that asks about an approval takes the same key as its answer; a key held down is no second press. */
function agreed(event: KeyboardEvent): boolean {
  const sheet = document.querySelector<HTMLDialogElement>("dialog[open][data-of-approval]");
  if (event.key !== "a" || !sheet) return false;
  sheet.querySelector<HTMLElement>("button.primary")?.click();
  return true;
}

/** Whether a key goes into a field; one in a sheet that has just been closed keeps the focus for a moment, and takes none. */
function typing(target: Element): boolean {
  const field = target.closest(FIELDS);
  return field !== null && !field.matches(".pair-range") && field.getClientRects().length > 0;
}

export function keys(root: ParentNode): void {
  const place = root.querySelector<HTMLElement>("[data-keys]");
  const sheet = root.querySelector<HTMLDialogElement>("[data-keys-sheet]");
  const opener = root.querySelector<HTMLElement>("[data-keys-open]");
  const choice = root.querySelector<HTMLInputElement>("[data-keys-on]");
  if (!place || !sheet || !opener || !choice || typeof sheet.showModal !== "function") return;
  const acts = { list: LIST, gallery: GALLERY }[place.dataset["keys"] ?? ""] ?? DECIDE;
  const help = (): boolean => {
    if (!sheet.open) sheet.showModal();
    return true;
  };
  opener.hidden = false;
  choice.checked = on();
  opener.addEventListener("click", help);
  choice.addEventListener("change", () => keep(choice.checked));
  sheet.querySelector("[data-keys-close]")?.addEventListener("click", () => sheet.close());
  document.addEventListener("keydown", (event) => {
    if (!on() || event.defaultPrevented || event.repeat || event.ctrlKey || event.altKey || event.metaKey) return;
    if (event.target instanceof Element && typing(event.target)) return;
    if (document.querySelector("dialog[open]")) {
      if (agreed(event)) event.preventDefault();
      return;
    }
    const act = event.key === "?" ? help : acts[event.key];
    if (act?.()) event.preventDefault();
  });
}
