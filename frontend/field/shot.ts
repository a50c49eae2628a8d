/** From a picture to a photo in the outbox: on the phone before anything else happens, then made small. */
import { uuid } from "../outbox/ids";
import { giveUpOne } from "../outbox/originals";
import { alone, handOver, settle, small } from "../outbox/raw";
import { Unusable } from "../outbox/shrink";
import { keep, me, type Draft, type Photo } from "../outbox/store";
import { persist, user } from "../outbox/bar";
import { person } from "../outbox/person";
import { offsetAt } from "./knowledge";
import { position, type Fix } from "./place";
import { forgo } from "./review";

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

/** Whose photos this page takes now; "" also where another person has signed in since it was opened. */
export async function owner(): Promise<string> {
  const now = await person();
  return now && user() && now !== user() ? "" : user() || now;
}

/**
 * Keep ``picture``, taken at the phone's ``at``, for ``target``; ``safe`` is called when it lies on the phone. Throws
 * Unusable for what is no photo, NoRoom where the phone is full, and NoOwner where nobody has signed in on it.
 */
export async function take(picture: Blob, source: Source, target: Target, fix: Fix | null, at: number, safe: () => void): Promise<Photo> {
  const who = await owner();
  if (!who) throw new NoOwner();
  if (picture.size === 0) throw new Unusable("empty");
  const { activity, stage, percent, title } = target;
  const raw: Photo = {
    id: uuid(),
    user: who,
    activity,
    stage,
    percent,
    title,
    body: picture,
    type: picture.type,
    size: picture.size,
    sha256: "",
    meta: await told(source, fix, at),
    state: "raw",
    reason: "",
    attempts: 0,
    due: 0,
    created: at,
  };
  const photo = (await alone(raw.id, () => made(raw, source, target, safe))) ?? raw;
  void persist();
  return photo;
}

/** What is known of a photo at its moment, before anything is made of it. */
async function told(source: Source, fix: Fix | null, at: number): Promise<Photo["meta"]> {
  const offset = offsetAt(await me(), at);
  const claims = offset === null ? { clock: "unknown" } : { clock_offset_s: Math.round(offset / 1000) };
  const moment = { device_time: new Date(at).toISOString(), source, claims };
  // A file from the gallery was taken whenever it says itself.
  if (source === "gallery") return moment;
  return { ...moment, ...(offset !== null && { taken_at: new Date(at + offset).toISOString() }), position: position(fix, at) };
}

async function made(raw: Photo, source: Source, target: Target, safe: () => void): Promise<Photo> {
  // A phone without room for the camera's own picture may have some for the small one.
  const here = await keep(raw, target.draft).then(() => true, () => false);
  if (here) safe();
  let ripe: Photo;
  try {
    ripe = { ...(await small(raw)), state: "held" };
  } catch (error) {
    if (here && error instanceof Unusable) await (source === "gallery" ? forgo(raw) : handOver(raw, error));
    // Whatever else went wrong, the picture is safe and the next page goes on with it.
    else if (here) return raw;
    throw error;
  }
  if (here) return settle(raw, ripe).catch(() => raw);
  while (!(await fits(ripe, target.draft))) if (!(await giveUpOne())) throw new NoRoom(raw.body);
  return ripe;
}

/** Keep ``photo``; false where the phone has no room. */
async function fits(photo: Photo, draft?: Draft): Promise<boolean> {
  try {
    await keep(photo, draft);
    return true;
  } catch (error) {
    if (error instanceof DOMException && error.name !== "InvalidStateError") return false;
    throw error;
  }
}

/** A second copy in the phone's own gallery. */
export function saveToGallery(picture: Blob, name: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(picture);
  link.download = `${name}.jpg`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
