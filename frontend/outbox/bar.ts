/** The bar above the navigation while anything waits, and what keeps the outbox going on every page. */
import { fill, make, number, status, translate } from "../page";
import { ends, type Cause } from "./answers";
import { fromPage } from "./calls";
import { leaving } from "./originals";
import { settle } from "./person";
import { resume } from "./raw";
import { drain } from "./send";
import { announce, change, changeDraft, changeOriginal, changes, drafts, forget, originals, photos, release, seen, type Original, type Photo } from "./store";

const MEGABYTE = 1_000_000;
const EVERY_MS = 15_000;
const SOON_MS = 2000;

/** Bytes of the photo under way that have left, by its number. */
const left = new Map<string, number>();
let cause: Cause = "";
let again = 0;

/** The person signed in on this page; "" on pages for strangers. */
export function user(): string {
  return document.body.dataset["user"] ?? "";
}

/** How many of 100 parts of ``item`` have left. */
export function percent(item: Photo): number {
  return item.state === "sent" ? 100 : Math.floor(((left.get(item.id) ?? 0) / item.size) * 100);
}

/** Why nothing goes out at present. */
export function why(): Cause {
  return navigator.onLine ? cause : "signal";
}

/** Which photos are here and how far each has come. */
async function steps(): Promise<string> {
  return (await photos()).map((each) => `${each.id} ${each.state}`).join();
}

/** Send what is due now; with ``force`` also what would wait for a later try. */
export async function go(force = false): Promise<void> {
  const owner = user();
  if (!owner) return;
  if (force) await hurry(owner);
  const before = await steps();
  const sending = drain(owner, fromPage, (id, bytes) => {
    if (bytes > 0) left.set(id, bytes);
    else left.delete(id);
    void draw();
  });
  // Asked for before it is known how this ends: the page may be closed, or the phone put away, in the middle of it.
  if (await unsent(owner)) void later();
  const found = await sending;
  if (found === null) return;
  cause = found;
  const now = await steps();
  if (now !== before) document.dispatchEvent(new CustomEvent("bukti:sent"));
  window.clearTimeout(again);
  const wait = ends(found) ? Infinity : await soon(owner);
  if (wait < Infinity) again = window.setTimeout(() => void go(), wait);
  void draw();
}

/** Nothing of ``owner``'s waits for a later try. */
async function hurry(owner: string): Promise<void> {
  for (const each of await photos()) if (each.user === owner && each.due > 0) await change(each.id, { due: 0 });
  for (const each of await drafts()) if (each.user === owner && each.due) await changeDraft(each.id, () => ({ due: 0 }));
  for (const each of await originals()) if (each.user === owner && each.due) await changeOriginal(each.id, { due: 0 });
}

/** Whether something of ``owner``'s has still to reach the server, or to be heard of. */
async function unsent(owner: string): Promise<boolean> {
  return (await seen()).some((each) => each.user === owner && (each.state === "waiting" || each.state === "sent"));
}

/** How long until something is to be tried or asked after: whose photo has been sent, waits to read that it arrived. */
async function soon(owner: string): Promise<number> {
  const now = Date.now();
  const kept = (await photos()).filter((each) => each.state === "sent" || (each.state === "waiting" && each.due > now));
  const begun = (await drafts()).filter((each) => (each.due ?? 0) > now);
  const dues = [...[...kept, ...begun].filter((each) => each.user === owner), ...(await leaving(owner))].map((each) => each.due ?? 0);
  return Math.max(SOON_MS, Math.min(...dues) - now);
}

/** ``unsaved``: activities whose form is still open, before which none of their photos goes. */
function sentence(bar: HTMLElement, mine: Photo[], unsaved: Set<string>, files: Original[], others: number): string {
  const waiting = mine.filter((each) => each.state !== "needs");
  const needs = mine.length - waiting.length;
  const bytes = <Item>(items: Item[], of: (each: Item) => number): string =>
    number.format(items.reduce((sum, each) => sum + of(each), 0) / MEGABYTE);
  const parts: string[] = [];
  if (waiting.length > 0) {
    const done = bytes(waiting, (each) => (each.size * percent(each)) / 100);
    parts.push(translate(bar, "waiting", { count: String(waiting.length), done, all: bytes(waiting, (each) => each.size) }));
    const cause = why();
    if (!user()) parts.push(translate(bar, "stranger"));
    else if (!ends(cause) && waiting.every((each) => each.state === "sent")) parts.push(translate(bar, "checking"));
    else if (cause) parts.push(translate(bar, cause));
    else {
      const next = waiting.filter((each) => each.state === "waiting");
      if (next.length > 0) parts.push(translate(bar, next.every((each) => unsaved.has(each.activity)) ? "unsaved" : "sending"));
    }
  }
  if (files.length > 0) {
    const done = bytes(files, (each) => each.offset);
    parts.push(translate(bar, "originals", { count: String(files.length), done, all: bytes(files, (each) => each.body.size) }));
  }
  if (needs > 0) parts.push(translate(bar, "needs", { count: String(needs) }));
  if (others > 0) parts.push(translate(bar, "others", { count: String(others) }));
  return parts.join(" ");
}

async function draw(): Promise<void> {
  const bar = document.querySelector<HTMLElement>("[data-outbox]");
  if (!bar) return;
  const all = await seen();
  // Where nobody is signed in, every photo waits for its owner.
  const mine = user() ? all.filter((each) => each.user === user()) : all;
  const others = all.length - mine.length;
  const files = user() ? await leaving(user()) : [];
  const any = all.length + files.length > 0;
  bar.hidden = !any;
  document.body.classList.toggle("with-outbox", any);
  bar.classList.toggle("outbox-warn", why() !== "" && why() !== "later");
  bar.classList.toggle("outbox-needs", mine.some((each) => each.state === "needs"));
  const words = bar.querySelector("[data-words]") ?? bar;
  const unsaved = new Set((await drafts()).filter((each) => each.held).map((each) => each.id));
  const said = sentence(bar, mine, unsaved, files, others);
  if (words.textContent !== said) fill(words, said);
}

/** Photos whose person left the page or the screen while looking at them were meant to be kept; true where there were any. */
export async function letGo(open = ""): Promise<boolean> {
  return user() !== "" && release(user(), open);
}

/** The phone is asked once, when there is something to lose. */
export async function persist(): Promise<void> {
  const storage = (navigator as { storage?: StorageManager }).storage;
  if (storage?.persist && !(await storage.persisted())) await storage.persist();
}

/** Ask the browser to send when there is a signal again, though no page be open. */
async function later(): Promise<void> {
  const worker = await navigator.serviceWorker?.getRegistration().catch(() => undefined);
  const sync = (worker as { sync?: { register(tag: string): Promise<void> } } | undefined)?.sync;
  await sync?.register("bukti-outbox").catch(() => undefined);
}

/** Whoever signs out takes along what the phone knows; without a signal the server would not hear of it, so nothing ends. */
async function signOut(form: HTMLFormElement): Promise<void> {
  const answer = await fetch(form.action, { method: "POST", body: new FormData(form) }).catch(() => null);
  if (!answer) {
    const line = form.querySelector(".field-error") ?? status("field-error");
    form.append(line);
    fill(line, translate(form, "no-signal"));
    return;
  }
  if (!answer.ok) return form.submit();
  await forget();
  location.assign(answer.url);
}

function signOuts(): void {
  for (const form of document.querySelectorAll<HTMLFormElement>("form[data-sign-out]")) {
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      void signOut(form);
    });
  }
}

/** Begin on this page. */
export async function outbox(): Promise<void> {
  signOuts();
  changes(() => void draw());
  await settle();
  await letGo();
  void draw();
  void go(true);
  void resume().then((any) => {
    if (any) void go(true);
  });
  window.addEventListener("online", () => void go(true));
  window.addEventListener("offline", () => announce());
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden) void go(true);
  });
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) void letGo().then(() => go());
  });
  window.setInterval(() => void go(), EVERY_MS);
}

/** A line that says in which state a photo is. */
export function chip(item: Photo, words: HTMLElement): HTMLElement {
  const state = item.state === "needs" ? "needs" : item.state === "sent" ? "sent" : why() === "signal" ? "signal" : percent(item) > 0 ? "sending" : "kept";
  const line = make("span", `chip chip-${{ needs: "danger", sent: "primary", signal: "warn", sending: "primary", kept: "" }[state]}`);
  line.textContent = translate(words, `state-${state}`, { percent: String(percent(item)) });
  return line;
}
