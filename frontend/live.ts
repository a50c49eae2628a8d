/** Waiting politely: asks the API every two seconds, then less often, and stops when nothing is pending. */

const SOON_MS = 2000;
const LATER_MS = 10_000;
const SOON_FOR_MS = 60_000;
const GIVE_UP_MS = 5 * 60_000;

/** Parts of the page as the server sent them, since script changes them afterwards. */
const original = new WeakMap<HTMLElement, string>();

function states(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(states);
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    key === "state" && typeof inner === "string" ? [inner] : states(inner),
  );
}

async function redraw(enhance: (root: ParentNode) => void): Promise<void> {
  const answer = await fetch(location.href, { headers: { Accept: "text/html" } }).catch(() => null);
  if (!answer?.ok || answer.redirected) return;
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  for (const old of document.querySelectorAll<HTMLElement>("[data-refresh]")) {
    const next = fresh.getElementById(old.id);
    // What a person is reading closely or writing in is never replaced under their hands.
    if (!next || next.outerHTML === original.get(old) || old.contains(document.activeElement) || old.querySelector("details[open]")) continue;
    original.set(next, next.outerHTML);
    old.replaceWith(next);
    enhance(next);
  }
}

/** Whether the API names a state that is still on its way; without an address only the page itself knows. */
async function pending(place: HTMLElement): Promise<boolean> {
  const address = place.dataset["poll"];
  if (!address) return false;
  const answer = await fetch(address, { headers: { Accept: "application/json" } }).catch(() => null);
  if (!answer?.ok) return true;
  const waited = (place.dataset["pollPending"] ?? "").split(" ");
  return states(await answer.json()).some((state) => waited.includes(state));
}

async function watch(id: string, enhance: (root: ParentNode) => void): Promise<void> {
  const began = Date.now();
  while (Date.now() - began < GIVE_UP_MS) {
    const pause = Date.now() - began < SOON_FOR_MS ? SOON_MS : LATER_MS;
    await new Promise((resolve) => window.setTimeout(resolve, pause));
    if (document.hidden) continue;
    // The server leaves ``data-poll`` out when there is nothing more to wait for.
    const place = document.getElementById(id);
    if (!place || place.dataset["poll"] === undefined) return;
    if (await pending(place)) continue;
    await redraw(enhance);
    // What came with the fresh page may wait for something of its own.
    watchAll(enhance);
  }
}

const watched = new Set<string>();

function watchAll(enhance: (root: ParentNode) => void): void {
  for (const { id } of document.querySelectorAll<HTMLElement>("[data-poll]")) {
    if (watched.has(id)) continue;
    watched.add(id);
    void watch(id, enhance).finally(() => watched.delete(id));
  }
}

/** Each part with ``data-refresh`` and ``data-poll`` is drawn anew until the server has nothing more to wait for. */
export function live(enhance: (root: ParentNode) => void): void {
  // A photo of this phone has come a step further: its tile may say so.
  document.addEventListener("bukti:sent", () => void redraw(enhance).then(() => watchAll(enhance)));
  for (const place of document.querySelectorAll<HTMLElement>("[data-refresh]")) original.set(place, place.outerHTML);
  watchAll(enhance);
}
