/** Waiting politely: asks the API every two seconds, then less often, and stops when nothing is pending. */

const SOON_MS = 2000;
const LATER_MS = 10_000;
const SOON_FOR_MS = 60_000;
const GIVE_UP_MS = 5 * 60_000;

function states(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(states);
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    key === "state" && typeof inner === "string" ? [inner] : states(inner),
  );
}

async function redraw(enhance: (root: ParentNode) => void): Promise<void> {
  const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
  if (!answer.ok || answer.redirected) return;
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  for (const old of document.querySelectorAll<HTMLElement>("[data-refresh]")) {
    const next = fresh.getElementById(old.id);
    // What a person is writing in is never replaced under their hands.
    if (!next || old.contains(document.activeElement)) continue;
    old.replaceWith(next);
    enhance(next);
  }
}

async function watch(place: HTMLElement, enhance: (root: ParentNode) => void): Promise<void> {
  const address = place.dataset["poll"] ?? "";
  const pending = new Set((place.dataset["pollPending"] ?? "").split(" "));
  const began = Date.now();
  let seen = "";
  while (Date.now() - began < GIVE_UP_MS) {
    const pause = Date.now() - began < SOON_FOR_MS ? SOON_MS : LATER_MS;
    await new Promise((resolve) => window.setTimeout(resolve, pause));
    if (document.hidden) continue;
    const answer = await fetch(address, { headers: { Accept: "application/json" } }).catch(() => null);
    if (answer === null || answer.status >= 500) continue;
    if (!answer.ok) return;
    const found = states(await answer.json());
    const now = found.join();
    const done = !found.some((state) => pending.has(state));
    if (done || (seen && seen !== now)) await redraw(enhance);
    if (done) return;
    seen = now;
  }
}

/** The first ``data-poll`` of the page is watched until none of its states is in ``data-poll-pending``. */
export function live(enhance: (root: ParentNode) => void): void {
  for (const place of document.querySelectorAll<HTMLElement>("[data-poll]")) void watch(place, enhance).catch(() => undefined);
}
