/** From a picture to a photo in the outbox: made small, described, and on the phone before anything else happens. */
import { shrink } from "../outbox/shrink";
import { uuid } from "../outbox/ids";
import { keepForLater } from "../outbox/originals";
import { keep, me, type Draft, type Photo } from "../outbox/store";
import { persist, user } from "../outbox/bar";
import { cityTime } from "./knowledge";
import { position, type Fix } from "./place";

export type Source = "camera" | "native" | "gallery";

export interface Target {
  activity: string;
  title: string;
  stage: string;
  percent: number | null;
  /** The activity, where it is new. */
  draft?: Draft;
}

export class NoRoom extends Error {
  constructor(readonly picture: Blob) {
    super("no room");
  }
}

export class NoOwner extends Error {}

/** Whose photos this phone takes now: the person signed in, else the last one who was. */
export async function owner(): Promise<string> {
  return user() || ((await me())?.id ?? "");
}

/**
 * Keep ``picture`` for ``target``. Throws Unusable for what is no photo, NoRoom where the phone is full, and NoOwner
 * where nobody has signed in on it.
 */
export async function take(picture: Blob, source: Source, target: Target, fix: Fix | null, state: Photo["state"]): Promise<Photo> {
  const who = await owner();
  if (!who) throw new NoOwner();
  const now = Date.now();
  const known = await me();
  const address = document.body.dataset["shrink"] ?? "";
  const made = await shrink(picture, address);
  const meta: Record<string, unknown> = {
    device_time: new Date(now).toISOString(),
    source,
    original_sha256: made.original,
    claims: { ...made.claims, ...(known ? { clock_offset_s: Math.round(known.offset / 1000) } : {}) },
  };
  // A file from the gallery was taken whenever it says itself.
  if (source !== "gallery") {
    meta["taken_at"] = new Date(cityTime(known)).toISOString();
    meta["position"] = position(fix, now);
  }
  const photo: Photo = {
    id: uuid(),
    user: who,
    activity: target.activity,
    stage: target.stage,
    percent: target.percent,
    title: target.title,
    body: made.body,
    type: made.body.type,
    size: made.body.size,
    sha256: made.sha256,
    meta,
    state,
    reason: "",
    attempts: 0,
    due: 0,
    created: now,
  };
  try {
    await keep(photo, target.draft);
  } catch (error) {
    if (error instanceof DOMException && error.name !== "InvalidStateError") throw new NoRoom(picture);
    throw error;
  }
  if (made.original !== made.sha256) {
    await keepForLater({ id: photo.id, user: who, title: target.title, body: picture, created: now });
  }
  void persist();
  return photo;
}

/** A second copy in the phone's own gallery. */
export function saveToGallery(picture: Blob, name: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(picture);
  link.download = `${name}.jpg`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
