/** The service worker: the field's page without a network, sending when there is a signal again, and notices. */
import { fromWorker } from "./outbox/calls";
import { drain } from "./outbox/send";
import { me } from "./outbox/store";

declare const self: ServiceWorkerGlobalScope & { BUKTI: { version: string; shell: string; assets: string[] } };

interface SyncEvent extends ExtendableEvent {
  tag: string;
}

const { version, shell, assets } = self.BUKTI;
const FILES = `bukti-files-${version}`;
/** How long the first page of the day waits for a line that seems to be there. */
const PATIENCE_MS = 6000;
const LANGUAGES = "/bahasa/";

self.addEventListener("install", (event) => {
  event.waitUntil(
    (async () => {
      await (await caches.open(FILES)).addAll(assets);
      const answer = await fetch(shell, { cache: "no-store" });
      // The server is being changed; the browser tries again.
      if (!(await keep(answer))) throw new Error(`${shell} needs other files`);
      await self.skipWaiting();
    })(),
  );
});

self.addEventListener("activate", (event) => {
  event.waitUntil(
    (async () => {
      const others = (await caches.keys()).filter((name) => name !== FILES);
      // A page that is open may yet ask for a file of the version before.
      for (const name of others.slice(0, -1)) await caches.delete(name);
      await self.clients.claim();
    })(),
  );
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== self.location.origin) return;
  if (url.pathname === shell) event.respondWith(field(event));
  else if (request.mode === "navigate") event.respondWith(page(event, url));
  else if (url.pathname.startsWith("/static/")) event.respondWith(file(request));
});

/** Keep the field's page, unless it names a file that is not here: that one comes with its own worker. */
async function keep(answer: Response): Promise<boolean> {
  if (!answer.ok) return false;
  const cache = await caches.open(FILES);
  const named = (await answer.clone().text()).match(/\/static\/dist\/[\w.-]+/g) ?? [];
  for (const each of named) if (!(await cache.match(each, { ignoreVary: true }))) return false;
  await cache.put(shell, answer);
  return true;
}

function newest(): Promise<Response> {
  return fetch(shell, { cache: "no-store", credentials: "same-origin" });
}

async function renew(): Promise<boolean> {
  return keep(await newest());
}

async function kept(): Promise<Response | undefined> {
  return (await caches.open(FILES)).match(shell, { ignoreVary: true });
}

/** The field's page holds nothing of anybody, so the one that is here may be shown at once; the next visit has the newer one. */
async function field(event: FetchEvent): Promise<Response> {
  const fresh = newest();
  const here = await kept();
  if (!here) return fresh;
  event.waitUntil(fresh.then(keep).catch(() => undefined));
  return here;
}

/** Any other page comes from the server; without one, the field's page says what works. */
async function page(event: FetchEvent, url: URL): Promise<Response> {
  const asked = fetch(event.request);
  asked.catch(() => undefined);
  // From now on its person reads another language, also in the page that is kept.
  if (url.pathname.startsWith(LANGUAGES)) event.waitUntil(asked.then(renew).catch(() => undefined));
  const late = new Promise<undefined>((done) => url.pathname === "/" && setTimeout(done, PATIENCE_MS));
  const answer = await Promise.race([asked, late]).catch(() => undefined);
  return answer ?? (await kept()) ?? asked;
}

/** Built files carry their hash in their name. */
async function file(request: Request): Promise<Response> {
  return (await caches.match(request, { ignoreVary: true })) ?? fetch(request);
}

self.addEventListener("sync", ((event: SyncEvent) => {
  if (event.tag === "bukti-outbox") event.waitUntil(send());
}) as EventListener);

/** Rejects while something is left to send, or another is sending who may end in the middle: the browser then tries again. */
async function send(): Promise<void> {
  const who = await me();
  const cause = who ? await drain(who.id, fromWorker, () => undefined) : "";
  if (cause !== "") throw new Error(cause ?? "busy");
}

self.addEventListener("message", (event) => {
  if (event.data === "send") event.waitUntil(send().catch(() => undefined));
});

/** What a push brings; the server seals it, so nobody between us has written it. */
interface Told {
  title: string;
  body: string;
  url: string;
  tag: string;
  /** Whose it is, and what is said where somebody else signed in on this phone last. */
  person: string;
  others: string;
}

self.addEventListener("push", (event) => {
  event.waitUntil(notify(event.data));
});

/** A browser that was promised notices shows one for every push, or it takes the promise back. */
async function notify(data: PushMessageData | null): Promise<void> {
  const told = ((): Partial<Told> => {
    try {
      return (data?.json() ?? {}) as Partial<Told>;
    } catch {
      return {};
    }
  })();
  const who = await me().catch(() => undefined);
  const foreign = who !== undefined && told.person !== undefined && who.id !== told.person;
  await self.registration.showNotification(foreign ? "Bukti" : (told.title ?? "Bukti"), {
    body: (foreign ? told.others : told.body) ?? "",
    tag: told.tag ?? "bukti",
    icon: "/static/icon-192.png",
    badge: "/static/icon-192.png",
    data: { url: (foreign ? undefined : told.url) ?? "/pemberitahuan" },
  });
}

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  const { url } = (event.notification.data ?? {}) as Partial<Told>;
  event.waitUntil(open(url ?? "/pemberitahuan"));
});

/** Go where to act: to the page that shows it already, else to a new one, since another may hold what somebody is writing. */
async function open(path: string): Promise<void> {
  const goal = new URL(path, self.location.origin);
  if (goal.origin !== self.location.origin) return;
  const pages = await self.clients.matchAll({ type: "window", includeUncontrolled: true });
  const there = pages.find((each) => each.url === goal.href);
  if (there) await there.focus();
  else await self.clients.openWindow(goal.href);
}
