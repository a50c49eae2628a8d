/** The service worker: the field's page without a network, and sending when there is a signal again. */
import { fromWorker } from "./outbox/calls";
import { drain } from "./outbox/send";
import { me } from "./outbox/store";

declare const self: ServiceWorkerGlobalScope & { BUKTI: { version: string; shell: string; assets: string[] } };

interface SyncEvent extends ExtendableEvent {
  tag: string;
}

const { version, shell, assets } = self.BUKTI;
const FILES = `bukti-files-${version}`;
const SHELL = "bukti-shell";

self.addEventListener("install", (event) => {
  event.waitUntil(
    (async () => {
      await (await caches.open(FILES)).addAll(assets);
      await (await caches.open(SHELL)).add(new Request(shell, { cache: "no-store" }));
      await self.skipWaiting();
    })(),
  );
});

self.addEventListener("activate", (event) => {
  event.waitUntil(
    (async () => {
      for (const name of await caches.keys()) if (name !== FILES && name !== SHELL) await caches.delete(name);
      await self.clients.claim();
    })(),
  );
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== self.location.origin) return;
  if (url.pathname === shell) event.respondWith(field(event));
  else if (request.mode === "navigate") event.respondWith(page(request));
  else if (url.pathname.startsWith("/static/")) event.respondWith(file(request));
});

/** The field's page holds nothing of anybody, so the one that is here may be shown at once; the next visit has the newer one. */
async function field(event: FetchEvent): Promise<Response> {
  const cache = await caches.open(SHELL);
  const fresh = fetch(shell, { cache: "no-store", credentials: "same-origin" }).then(async (answer) => {
    if (answer.ok) await cache.put(shell, answer.clone());
    return answer;
  });
  const kept = await cache.match(shell);
  if (!kept) return fresh;
  event.waitUntil(fresh.catch(() => undefined));
  return kept;
}

/** Any other page comes from the server; without one, the field's page says what works. */
async function page(request: Request): Promise<Response> {
  try {
    return await fetch(request);
  } catch {
    const kept = await (await caches.open(SHELL)).match(shell);
    return kept ?? Response.error();
  }
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
  if (event.data === "forget") event.waitUntil(caches.delete(SHELL).then(() => caches.open(SHELL)).then((cache) => cache.add(shell)));
  if (event.data === "send") event.waitUntil(send().catch(() => undefined));
});
