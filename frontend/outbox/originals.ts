/**
 * The camera's own file follows its photo in parts, on the same address, and goes on where it stopped. Only over Wi-Fi or
 * when its person says so, unless they chose otherwise.
 */
import { digest } from "./ids";
import { final, inTheNameOf, own, pause, readable, reason, signedOut, type Reply, type Transport } from "./answers";
import { changeOriginal, dropOriginal, keepOriginal, originals, photo, photos, type Original } from "./store";

export type Choice = "wifi" | "always" | "never";

/** Bytes the server takes of one file, and of one part. */
export const MOST = 60 * 1024 * 1024;
const PART = 256 * 1024;
/** Left free on the phone, so that the next photo has room. */
const SPARE = 100 * 1024 * 1024;
/** Until the server is asked again whether it has put the parts together. */
const LOOK_MS = 10_000;
/** A fault of the server is waited out as if it were the fourth one: a file is in no hurry. */
const FAULTS = 3;
const CHOICE = "bukti-originals";

/** A service worker has no such memory, and leaves the files to the pages. */
const memory = (globalThis as { localStorage?: { getItem(name: string): string | null; setItem(name: string, value: string): void } }).localStorage;

/** What this phone's person chose. */
export function choice(): Choice {
  const kept = memory ? memory.getItem(CHOICE) : "never";
  return kept === "always" || kept === "never" ? kept : "wifi";
}

export function choose(wanted: Choice): void {
  memory?.setItem(CHOICE, wanted);
}

/** Whether the phone says that it is on Wi-Fi; one that says nothing is taken to pay for each byte. */
function onWifi(): boolean {
  const line = (navigator as { connection?: { type?: string; saveData?: boolean } }).connection;
  return line?.type === "wifi" && line.saveData !== true;
}

/** Keep the file of a photo for later, if it is wanted and there is room. */
export async function keepForLater(item: Omit<Original, "offset" | "asked" | "again">): Promise<void> {
  if (choice() === "never" || item.body.size > MOST) return;
  const room = await (navigator as { storage?: StorageManager }).storage?.estimate();
  if (room && (room.quota ?? 0) - (room.usage ?? 0) < item.body.size + SPARE) return;
  // The photo itself is safe already; without room its file stays in the camera's own gallery.
  await keepOriginal({ ...item, offset: 0, asked: false, again: 0 }).catch(() => undefined);
}

/**
 * Give up the oldest file for a photo that has no room: its own photo is kept without it. False where there is none. One
 * that the server will not take stays, since it may be the only one of its kind.
 */
export async function giveUpOne(): Promise<boolean> {
  const oldest = (await originals()).find((each) => !each.over);
  if (oldest) await dropOriginal(oldest.id);
  return oldest !== undefined;
}

/** Files of ``user`` that go out over the line the phone has now. Their photos went first: there is no address before. */
export async function leaving(user: string): Promise<Original[]> {
  const allowed = choice() === "always" || (choice() === "wifi" && onWifi());
  const staying = new Set((await photos()).filter((each) => each.state !== "sent").map((each) => each.id));
  return (await originals()).filter((each) => each.user === user && !each.over && (allowed || each.asked) && !staying.has(each.id));
}

async function next(user: string): Promise<Original | undefined> {
  return (await leaving(user)).find((each) => (each.due ?? 0) <= Date.now());
}

/** Send one part of what may go; false when there is none, or it has to wait. */
export async function sendPart(user: string, call: Transport): Promise<boolean> {
  const item = await next(user);
  if (!item) return false;
  const url = `/api/v1/photos/${item.id}`;
  const silent = (): undefined => undefined;
  try {
    const told = await call("HEAD", url, inTheNameOf(user, "application/json"), null, silent);
    const offset = await place(item, told);
    // Another file may go meanwhile, unless nothing at all is taken.
    if (offset === null) return told.status === 204;
    const part = item.body.slice(offset, offset + PART);
    const headers = {
      ...inTheNameOf(user, "application/partial-upload"),
      "Upload-Offset": String(offset),
      "Upload-Length": String(item.body.size),
      "X-Content-SHA256": await digest(await part.arrayBuffer()),
    };
    const answer = await call("PATCH", url, headers, part, silent);
    const reached = answer.header("Upload-Offset");
    if (answer.status === 204) await changeOriginal(item.id, { offset: Number(reached) });
    else if (answer.status === 409 && reached !== null && Number(reached) !== offset) return true;
    else if ([403, 404, 409, 413, 415].includes(answer.status) && final(answer)) await changeOriginal(item.id, { over: reason(answer) });
    else if (!signedOut(answer)) await changeOriginal(item.id, { due: Date.now() + pause(FAULTS, answer.retryAfter) });
    return answer.status === 204;
  } catch {
    if (!(await readable(item.body))) await changeOriginal(item.id, { over: "lost" });
    return false;
  }
}

/**
 * Where to go on, or null where nothing is to be sent now. What the server has leaves the phone; what it will not take
 * stays, since it may be the only one of its kind, and is not tried any more.
 */
async function place(item: Original, told: Reply): Promise<number | null> {
  if (signedOut(told)) return null;
  if (told.status !== 204) {
    // As long as its photo is here, the server may yet come to know it.
    const over = own(told) && (told.status === 403 || told.status === 404) && !(await photo(item.id));
    await changeOriginal(item.id, over ? { over: told.status === 404 ? "gone" : "refused" } : { due: Date.now() + pause(FAULTS, told.retryAfter) });
    return null;
  }
  const state = told.header("Upload-State");
  if (state === "none" || state === "receiving") return Number(told.header("Upload-Offset"));
  if (state === "stored") await dropOriginal(item.id);
  else if (state !== "rejected") await changeOriginal(item.id, { due: Date.now() + LOOK_MS });
  else if (item.again > 0) await changeOriginal(item.id, { over: "refused" });
  else {
    await changeOriginal(item.id, { again: item.again + 1, offset: 0 });
    return 0;
  }
  return null;
}
