/**
 * Sends what the phone keeps, oldest first and one at a time, in the name of whoever it belongs to. Used by pages and by
 * the service worker; a lock lets one of them work, and where there is none the server knows what it has already.
 */
import { sendPart } from "./originals";
import { announce, change, drafts, drop, dropDraft, keepDraft, photos, type Photo } from "./store";

export interface Reply {
  status: number;
  body: unknown;
  /** Seconds, where the server said so. */
  retryAfter: number | null;
  header: (name: string) => string | null;
}

/** Makes one call; throws where no answer came. ``progress`` hears how many bytes have left. */
export type Transport = (
  method: string,
  url: string,
  headers: Record<string, string>,
  body: Blob | string | null,
  progress: (bytes: number) => void,
) => Promise<Reply>;

/** Why nothing is sent at present. */
export type Cause = "" | "signal" | "signin" | "later";

const LOCK = "bukti-outbox";
const FIRST_MS = 2000;
const LONGEST_MS = 5 * 60_000;
/** After so many faults of the server one photo no longer stands before the others. */
const STUBBORN = 5;
const FINAL = new Set([400, 403, 404, 409, 413, 415, 422]);

/** Twice as long after each try, and not for all phones at the same moment. */
export function pause(attempts: number, retryAfter: number | null): number {
  const wait = Math.min(FIRST_MS * 2 ** attempts, LONGEST_MS) * (0.5 + Math.random());
  return Math.max(wait, (retryAfter ?? 0) * 1000);
}

/** Send what is due of ``user``'s; answers why it stopped, or null when somebody else is sending. */
export async function drain(user: string, call: Transport, progress: (id: string, bytes: number) => void): Promise<Cause | null> {
  const locks = (navigator as { locks?: LockManager }).locks;
  if (!locks) return work(user, call, progress);
  return locks.request(LOCK, { ifAvailable: true }, (lock) => (lock ? work(user, call, progress) : null));
}

async function work(user: string, call: Transport, progress: (id: string, bytes: number) => void): Promise<Cause> {
  const held = await sendDrafts(user, call);
  if (held) return held;
  for (;;) {
    const item = await next(user);
    if (item) {
      if (item.due > Date.now()) return "later";
      const cause = await send(item, call, (bytes) => progress(item.id, bytes));
      announce();
      if (cause) return cause;
      continue;
    }
    const cause = await follow(user, call);
    // A camera's file is large and can wait: each of its parts lets photos that came meanwhile go first.
    if (cause === "signal" || cause === "signin" || !(await sendPart(user, call))) return cause;
  }
}

/** Activities made here go first: the server takes no photo of one it does not know. */
async function sendDrafts(user: string, call: Transport): Promise<Cause> {
  for (const each of await drafts()) {
    if (each.user !== user || each.sent || each.held || each.reason) continue;
    try {
      const url = `/api/v1/activities/${each.id}`;
      const made = await call("PUT", url, inTheNameOf(user, "application/json"), JSON.stringify(each.facts), () => undefined);
      if (made.status === 401) return "signin";
      if (FINAL.has(made.status)) await keepDraft({ ...each, reason: words(made.body, "detail") || String(made.status) });
      else if (made.status !== 200 && made.status !== 201) return "later";
      else await keepDraft({ ...each, sent: true });
    } catch {
      return "signal";
    }
  }
  return "";
}

async function next(user: string): Promise<Photo | undefined> {
  const unknown = new Set((await drafts()).filter((each) => !each.sent).map((each) => each.id));
  const mine = (await photos()).filter(
    (each) => each.user === user && each.state === "waiting" && !unknown.has(each.activity),
  );
  return mine.find((each) => each.attempts < STUBBORN) ?? mine[0];
}

/** What goes with every call: it is refused where another person is signed in by now. */
export function inTheNameOf(user: string, type: string): Record<string, string> {
  return { Accept: "application/json", "Content-Type": type, "X-User": user };
}

async function send(item: Photo, call: Transport, progress: (bytes: number) => void): Promise<Cause> {
  try {
    const headers = {
      ...inTheNameOf(item.user, item.type),
      "X-Content-SHA256": item.sha256,
      "X-Meta": ascii({ ...item.meta, activity: item.activity, stage: item.stage, percent: item.percent }),
    };
    const answer = await call("PUT", `/api/v1/photos/${item.id}`, headers, item.body, progress);
    if (answer.status !== 200 && answer.status !== 201) return await refused(item, answer);
    await change(item.id, { state: "sent", reason: "", attempts: 0 });
    return "";
  } catch (error) {
    if (error instanceof DOMException && ["NotFoundError", "NotReadableError"].includes(error.name)) {
      // The browser has lost this photo's bytes; the others are their own matter.
      await change(item.id, { state: "needs", reason: "lost" });
      return "";
    }
    await change(item.id, { attempts: item.attempts + 1, due: Date.now() + pause(item.attempts, null) });
    return "signal";
  }
}

/** Headers carry ASCII alone, and the words of claims need not be. */
function ascii(meta: Record<string, unknown>): string {
  return JSON.stringify(meta).replace(/[\u0080-\uffff]/g, (each) => `\\u${each.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

async function refused(item: Photo, answer: Reply): Promise<Cause> {
  if (answer.status === 401) return "signin";
  if (FINAL.has(answer.status)) {
    await change(item.id, { state: "needs", reason: words(answer.body, "detail") || String(answer.status) });
    return "";
  }
  await change(item.id, { attempts: item.attempts + 1, due: Date.now() + pause(item.attempts, answer.retryAfter) });
  return item.attempts + 1 >= STUBBORN ? "" : "later";
}

function words(body: unknown, name: string): string {
  const value = typeof body === "object" && body !== null ? (body as Record<string, unknown>)[name] : "";
  return typeof value === "string" ? value : "";
}

/** Ask what became of the photos that were sent; at *stored*, and not before, the phone's copy goes. */
async function follow(user: string, call: Transport): Promise<Cause> {
  const sent = (await photos()).filter((each) => each.user === user && each.state === "sent").slice(0, 100);
  if (sent.length === 0) return "";
  let answer: Reply;
  try {
    const url = `/api/v1/photos?ids=${sent.map((each) => each.id).join(",")}`;
    answer = await call("GET", url, inTheNameOf(user, "application/json"), null, () => undefined);
  } catch {
    return "signal";
  }
  if (answer.status === 401) return "signin";
  const told = (answer.body as { photos?: Record<string, unknown>[] } | null)?.photos;
  if (answer.status !== 200 || !told) return "later";
  for (const each of told) {
    const item = sent.find((one) => one.id === each["id"]);
    if (!item) continue;
    if (each["state"] === "rejected") await change(item.id, { state: "needs", reason: words(each, "detail") });
    else if (each["state"] === "missing") await change(item.id, { state: "waiting", due: 0 });
    else if (each["state"] !== "received") await drop(item.id);
  }
  await tidy();
  return told.some((each) => each["state"] === "received") ? "later" : "";
}

/** A draft the server knows is of no use once none of its photos waits here. */
async function tidy(): Promise<void> {
  const here = new Set((await photos()).map((each) => each.activity));
  for (const each of await drafts()) if (each.sent && !here.has(each.id)) await dropDraft(each.id);
}
