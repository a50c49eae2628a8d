/**
 * A picture lies on the phone as the camera gave it before it is made small. Whatever ends the page in between, the next
 * page goes on; nothing of it is sent until then.
 */
import { keepForLater } from "./originals";
import { shrink, Unusable, whole } from "./shrink";
import { change, photo, photos, ripen, type Photo } from "./store";

/** A picture whose decoding ended so many pages is not decoded once more. */
const TRIES = 3;

/** Do ``work`` on that picture, unless another page is at it; where a browser has no locks, a second time is harmless. */
export async function alone<Result>(id: string, work: () => Promise<Result>): Promise<Result | undefined> {
  const locks = (navigator as { locks?: LockManager }).locks;
  if (!locks) return work();
  return locks.request(`bukti-raw-${id}`, { ifAvailable: true }, (lock) => (lock ? work() : undefined));
}

/** ``raw`` with the small copy of its picture in place of it. Throws Unusable. */
export async function small(raw: Photo): Promise<Photo> {
  const address = document.body.dataset["shrink"] ?? "";
  const made = await (raw.attempts < TRIES ? shrink(raw.body, address) : whole(raw.body));
  const claims = { ...made.claims, ...(raw.meta["claims"] as Record<string, unknown>) };
  const { body, sha256 } = made;
  return { ...raw, body, type: body.type, size: body.size, sha256, meta: { ...raw.meta, original_sha256: made.original, claims }, attempts: 0 };
}

/** Put the small copy in the picture's place, with the camera's own file beside it for later. */
export async function settle(raw: Photo, made: Photo): Promise<Photo> {
  if (made.sha256 !== made.meta["original_sha256"]) {
    const { id, user, title, created } = raw;
    await keepForLater({ id, user, title, body: raw.body, created });
  }
  return (await ripen(made)) ?? made;
}

/** What no photo can be made of is left to its person, who may still save it to the gallery. */
export async function handOver(raw: Photo, error: Unusable): Promise<void> {
  await change(raw.id, { state: "needs", reason: `file-${error.why}`, attempts: 0 });
}

/** Go on with what an ended page has left; its person has long gone on, so it is theirs to look at no more. */
export async function resume(): Promise<boolean> {
  let any = false;
  for (const each of await photos()) {
    if (each.state !== "raw") continue;
    await alone(each.id, async () => {
      const raw = await photo(each.id);
      if (raw?.state !== "raw") return;
      await change(raw.id, { attempts: raw.attempts + 1 });
      await settle(raw, { ...(await small(raw)), state: "waiting" });
      any = true;
    }).catch((error: unknown) => goOnWithout(each, error));
  }
  return any;
}

async function goOnWithout(raw: Photo, error: unknown): Promise<void> {
  if (error instanceof Unusable) return handOver(raw, error);
  // The browser has lost this picture's bytes; anything else may go better on the next page.
  const lost = error instanceof DOMException && ["NotFoundError", "NotReadableError"].includes(error.name);
  if (lost) await change(raw.id, { state: "needs", reason: "lost" });
}
