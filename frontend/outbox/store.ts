/**
 * What this phone keeps: photos and activities on their way, and what it needs to know in the field. One database for
 * the page, its workers and the service worker. A photo leaves it only when the server has said *stored*.
 */
import { openDB, type DBSchema, type IDBPDatabase } from "idb";

/**
 * ``raw``: as the camera gave it, to be made small before anything else. ``held``: still being looked at. ``needs``: a
 * person has to do something, which ``reason`` says.
 */
export type State = "raw" | "held" | "waiting" | "sent" | "needs";

/** A photo as it will be sent. Its owner's session alone may send it. */
export interface Photo {
  id: string;
  user: string;
  activity: string;
  stage: string;
  percent: number | null;
  /** Of the activity, for lists. */
  title: string;
  body: Blob;
  type: string;
  size: number;
  sha256: string;
  meta: Record<string, unknown>;
  state: State;
  reason: string;
  /** How often the server could not take it; once it is sent, how often it was asked after. */
  attempts: number;
  /** How often the line broke under it, and how often the server knew nothing of it after saying that it had arrived. */
  broken?: number;
  absent?: number;
  /** Milliseconds; nothing is tried or asked before. */
  due: number;
  created: number;
}

/** The camera's own file of a photo, which follows it when its person allows. */
export interface Original {
  /** Of its photo. */
  id: string;
  user: string;
  title: string;
  body: Blob;
  /** Bytes the server holds, as far as the phone knows. */
  offset: number;
  /** Its person said that it may go now, whatever the line. */
  asked: boolean;
  /** How often it was begun anew. */
  again: number;
  /** Milliseconds; it is not looked at before. */
  due?: number;
  /** Why the server will not take it any more: ``gone``, ``lost``, ``refused``, or the server's own words. */
  over?: string;
  created: number;
}

/** What the API takes for an activity. */
export interface Facts {
  title: string;
  category: string;
  mode: string;
  unit: string;
  place: { unit: string; rt: number | null; rw: number | null; street: string };
  work_date: string | null;
  note: string;
  /** The number of the photo point it repeats. */
  point?: string;
}

/** An activity made on this phone, kept until the server knows it. */
export interface Draft {
  id: string;
  user: string;
  facts: Facts;
  /** Its person is still writing. */
  held: boolean;
  sent: boolean;
  reason: string;
  /** Sent at least once, whatever became of it; the server is known to have it; and what its person wrote since is an edit. */
  tried?: boolean;
  made?: boolean;
  edited?: boolean;
  /** As those of a photo. */
  attempts?: number;
  due?: number;
  created: number;
}

/** An activity the server told of, with the small picture of its before photo. */
export interface Known {
  id: string;
  title: string;
  unit: string;
  mode: string;
  category: string;
  place: string;
  /** Stages still missing, in the order of the work. */
  missing: { stage: string; percent: number | null; label: string }[];
  before: { id: string; url: string; position: { lat: number; lon: number } | null } | null;
  began: string;
  ghost: Blob | null;
}

export interface Choice {
  code: string;
  label: string;
  mode?: string;
}

/** A place that repeats, whose sign this phone can read. */
export interface Point {
  id: string;
  code: string;
  name: string;
  category: string;
  mode: string;
  unit: string;
  place: Facts["place"];
  position: { lat: number; lon: number } | null;
  /** The number of the activity there that waits for its next photo. */
  open: string | null;
}

/** Who uses this phone, and what a new activity can be. ``offset`` is the server's clock minus the phone's, in ms; null where it told none. */
export interface Me {
  id: string;
  name: string;
  units: Choice[];
  places: Choice[];
  categories: Choice[];
  /** Missing on a phone that learned before there were any. */
  points?: Point[];
  offset: number | null;
  /** When the server told this, by the phone's clock. */
  learned: number;
}

interface Shelves extends DBSchema {
  photos: { key: string; value: Photo };
  drafts: { key: string; value: Draft };
  originals: { key: string; value: Original };
  known: { key: string; value: Known };
  facts: { key: string; value: unknown };
}

let opened: Promise<IDBPDatabase<Shelves>> | undefined;

function database(): Promise<IDBPDatabase<Shelves>> {
  opened ??= openDB<Shelves>("bukti", 1, {
    upgrade(db) {
      db.createObjectStore("photos", { keyPath: "id" });
      db.createObjectStore("drafts", { keyPath: "id" });
      db.createObjectStore("originals", { keyPath: "id" });
      db.createObjectStore("known", { keyPath: "id" });
      db.createObjectStore("facts");
    },
    // Another tab wants a newer shape: this one lets go and opens anew.
    blocking: (_old, _new, event) => {
      (event.target as IDBDatabase).close();
      opened = undefined;
    },
    terminated: () => {
      opened = undefined;
    },
  });
  return opened;
}

/** Whether this browser lets a page keep anything; a private window may not. */
export async function keeps(): Promise<boolean> {
  try {
    await database();
    return true;
  } catch {
    return false;
  }
}

const channel = typeof BroadcastChannel === "undefined" ? null : new BroadcastChannel("bukti-outbox");
const listeners = new Set<() => void>();
channel?.addEventListener("message", () => listeners.forEach((each) => each()));

/** Call ``each`` after every change, made here or in another tab. */
export function changes(each: () => void): void {
  listeners.add(each);
}

/** Tell every page that something changed. */
export function announce(): void {
  listeners.forEach((each) => each());
  channel?.postMessage("changed");
}

/** The oldest first. */
export async function photos(): Promise<Photo[]> {
  return (await (await database()).getAll("photos")).sort((one, other) => one.created - other.created);
}

export async function photo(id: string): Promise<Photo | undefined> {
  return (await database()).get("photos", id);
}

/** Keep a photo with the activity it belongs to, when that is new, all or nothing. Throws where there is no room. */
export async function keep(item: Photo, draft?: Draft): Promise<void> {
  // On the disk itself, not in a memory that an empty battery takes along.
  const write = (await database()).transaction(["photos", "drafts"], "readwrite", { durability: "strict" });
  const puts: Promise<unknown>[] = [write.objectStore("photos").put(item)];
  if (draft) puts.push(write.objectStore("drafts").put(draft));
  await Promise.all([...puts, write.done]);
  announce();
}

/** Change a photo that is still there; its bytes are not copied. */
export async function change(id: string, changed: Partial<Photo>): Promise<void> {
  const write = (await database()).transaction("photos", "readwrite");
  const item = await write.store.get(id);
  if (item) await write.store.put({ ...item, ...changed });
  await write.done;
  announce();
}

/** Put ``made`` in the place of its raw picture, if that is still here; undefined where it is not. */
export async function ripen(made: Photo): Promise<Photo | undefined> {
  const write = (await database()).transaction("photos", "readwrite");
  const item = await write.store.get(made.id);
  const ripe = item?.state === "raw" ? { ...made, title: item.title } : undefined;
  if (ripe) await write.store.put(ripe);
  await write.done;
  if (ripe) announce();
  return ripe ?? item;
}

/**
 * Let go what ``user`` was looking at or writing, all or nothing, but for the draft ``open``; true where there was
 * anything. Read and written in one, so that nothing that was sent meanwhile is put back.
 */
export async function release(user: string, open: string): Promise<boolean> {
  const write = (await database()).transaction(["photos", "drafts"], "readwrite");
  let any = false;
  for (const each of await write.objectStore("photos").getAll()) {
    if (each.state !== "held" || each.user !== user) continue;
    await write.objectStore("photos").put({ ...each, state: "waiting" });
    any = true;
  }
  for (const each of await write.objectStore("drafts").getAll()) {
    if (!each.held || each.user !== user || each.id === open) continue;
    await write.objectStore("drafts").put({ ...each, held: false });
    any = true;
  }
  await write.done;
  if (any) announce();
  return any;
}

/** The activities the server would not make, with its reason. One that it has, though not as edited here, takes photos. */
export async function refused(): Promise<Map<string, string>> {
  return new Map((await drafts()).filter((each) => each.reason && !each.made).map((each) => [each.id, each.reason]));
}

/** Photos as their person should see them: one whose activity was refused waits for that person too, for the same reason. */
export async function seen(): Promise<Photo[]> {
  const told = await refused();
  return (await photos()).map((each) => {
    const reason = each.state === "waiting" ? told.get(each.activity) : "";
    return reason ? { ...each, state: "needs", reason } : each;
  });
}

export async function drop(id: string): Promise<void> {
  await (await database()).delete("photos", id);
  announce();
}

/** The oldest first. */
export async function originals(): Promise<Original[]> {
  return (await (await database()).getAll("originals")).sort((one, other) => one.created - other.created);
}

/** Keep a camera's file. Throws where there is no room, which costs no photo. */
export async function keepOriginal(item: Original): Promise<void> {
  await (await database()).put("originals", item);
  announce();
}

/** Change a camera's file that is still there; what others wrote on it meanwhile stays. */
export async function changeOriginal(id: string, changed: Partial<Original>): Promise<void> {
  const write = (await database()).transaction("originals", "readwrite");
  const item = await write.store.get(id);
  if (item) await write.store.put({ ...item, ...changed });
  await write.done;
  announce();
}

export async function dropOriginal(id: string): Promise<void> {
  await (await database()).delete("originals", id);
  announce();
}

export async function drafts(): Promise<Draft[]> {
  return (await (await database()).getAll("drafts")).sort((one, other) => one.created - other.created);
}

export async function draft(id: string): Promise<Draft | undefined> {
  return (await database()).get("drafts", id);
}

export async function keepDraft(item: Draft): Promise<void> {
  await (await database()).put("drafts", item);
  announce();
}

/** Change a draft by how it stands now; undefined where it is not here any more. */
export async function changeDraft(id: string, changed: (now: Draft) => Partial<Draft>): Promise<Draft | undefined> {
  const write = (await database()).transaction("drafts", "readwrite");
  const now = await write.store.get(id);
  const item = now && { ...now, ...changed(now) };
  if (item) await write.store.put(item);
  await write.done;
  announce();
  return item;
}

export async function dropDraft(id: string): Promise<void> {
  await (await database()).delete("drafts", id);
  announce();
}

/** Drop a draft of which the server can know nothing; false where it may, since an answer can be lost. */
export async function dropUnknown(id: string): Promise<boolean> {
  const write = (await database()).transaction("drafts", "readwrite");
  const item = await write.store.get(id);
  const unknown = item !== undefined && !item.sent && !item.made && (!item.tried || item.reason !== "");
  if (unknown) await write.store.delete(id);
  await write.done;
  if (unknown) announce();
  return unknown;
}

export async function known(): Promise<Known[]> {
  return (await database()).getAll("known");
}

/** Replace what is known of the server's activities. Pictures that are here already stay. */
export async function learn(me: Me, activities: Known[]): Promise<void> {
  const write = (await database()).transaction(["known", "facts"], "readwrite");
  const shelf = write.objectStore("known");
  const before = new Map((await shelf.getAll()).map((each) => [each.id, each]));
  await shelf.clear();
  for (const each of activities) {
    const old = before.get(each.id);
    const same = old?.before?.id === each.before?.id;
    await shelf.put({ ...each, ghost: same ? (old?.ghost ?? null) : null });
  }
  await write.objectStore("facts").put(me, "me");
  await write.done;
  announce();
}

export async function keepGhost(id: string, ghost: Blob): Promise<void> {
  const write = (await database()).transaction("known", "readwrite");
  const item = await write.store.get(id);
  if (item) await write.store.put({ ...item, ghost });
  await write.done;
}

export async function me(): Promise<Me | undefined> {
  return (await database()).get("facts", "me") as Promise<Me | undefined>;
}

/**
 * Forget what the city told this phone of anybody but ``user``; photos on their way stay. Read and cleared in one, so that
 * nothing goes of what another page has learned meanwhile.
 */
export async function forget(user = ""): Promise<void> {
  const write = (await database()).transaction(["known", "facts"], "readwrite");
  const last = (await write.objectStore("facts").get("me")) as Me | undefined;
  const theirs = last !== undefined && last.id !== user;
  if (theirs) await Promise.all([write.objectStore("known").clear(), write.objectStore("facts").clear()]);
  await write.done;
  if (theirs) announce();
}
