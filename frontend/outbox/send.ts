/**
 * Sends what the phone keeps, oldest first and one at a time, in the name of whoever it belongs to. Used by pages and by
 * the service worker; a lock lets one of them work, and where there is none the server knows what it has already.
 */
import { sendDrafts, tidy } from "./activities";
import { ends, final, inTheNameOf, patience, pause, readable, reason, signedOut, taken, type Cause, type Reply, type Transport } from "./answers";
import { sendPart } from "./originals";
import { announce, change, drafts, drop, photos, type Photo } from "./store";

const LOCK = "bukti-outbox";
/** After so many faults of the server one photo no longer stands before the others. */
const STUBBORN = 5;
/** A line breaks for any photo; after so many breaks this one may be the cause. */
const WORN = 25;
/** States of a photo that the server has, or had until people put another in its place. */
const SAFE = new Set(["stored", "replaced", "redacted"]);

/** ``progress`` hears how many bytes of a photo have left, and 0 when its try is over. */
type Progress = (id: string, bytes: number) => void;

/** Send what is due of ``user``'s; answers why it stopped, or null when somebody else is sending. */
export async function drain(user: string, call: Transport, progress: Progress): Promise<Cause | null> {
  const locks = (navigator as { locks?: LockManager }).locks;
  if (!locks) return work(user, call, progress);
  return locks.request(LOCK, { ifAvailable: true }, (lock) => (lock ? work(user, call, progress) : null));
}

async function work(user: string, call: Transport, progress: Progress): Promise<Cause> {
  const begun = await sendDrafts(user, call);
  if (ends(begun)) return begun;
  // What arrived leaves the phone, though another photo has to wait for its next try.
  let told = await follow(user, call);
  while (!ends(told)) {
    const held = await sendPhotos(user, call, progress);
    if (ends(held)) return held;
    told = await follow(user, call);
    if (ends(told)) break;
    // A camera's file is large and can wait: each of its parts lets photos that came meanwhile go first.
    if (held || !(await sendPart(user, call))) return held || told || begun;
  }
  return told;
}

async function sendPhotos(user: string, call: Transport, progress: Progress): Promise<Cause> {
  for (;;) {
    const item = await next(user);
    if (!item) return "";
    if (item.due > Date.now()) return "later";
    const cause = await send(item, call, (bytes) => progress(item.id, bytes));
    progress(item.id, 0);
    announce();
    if (cause) return cause;
  }
}

function stubborn(item: Photo): boolean {
  return item.attempts >= STUBBORN || (item.broken ?? 0) >= WORN || (item.absent ?? 0) > 0;
}

/** The oldest goes first; those that failed again and again take turns after all others. */
async function next(user: string): Promise<Photo | undefined> {
  // An edit goes before the photos it may be about, and holds them up no more once it is refused.
  const unknown = new Set((await drafts()).filter((each) => !each.sent && !(each.made && each.reason)).map((each) => each.id));
  const mine = (await photos()).filter(
    (each) => each.user === user && each.state === "waiting" && !unknown.has(each.activity),
  );
  return mine.find((each) => !stubborn(each)) ?? mine.sort((one, other) => one.due - other.due)[0];
}

async function send(item: Photo, call: Transport, progress: (bytes: number) => void): Promise<Cause> {
  try {
    const headers = {
      ...inTheNameOf(item.user, item.type),
      "X-Content-SHA256": item.sha256,
      "X-Meta": ascii({ ...item.meta, activity: item.activity, stage: item.stage, percent: item.percent }),
    };
    const answer = await call("PUT", `/api/v1/photos/${item.id}`, headers, item.body, progress);
    if (!taken(answer, item.id, item.sha256)) return await refused(item, answer);
    await change(item.id, { state: "sent", reason: "", attempts: 0, broken: 0, due: 0 });
    return "";
  } catch {
    if (!(await readable(item.body))) {
      // The browser has lost this photo's bytes; the others are their own matter.
      await change(item.id, { state: "needs", reason: "lost" });
      return "";
    }
    const broken = item.broken ?? 0;
    await change(item.id, { broken: broken + 1, due: Date.now() + pause(broken, null) });
    return "signal";
  }
}

/** Headers carry ASCII alone, and the words of claims need not be. */
function ascii(meta: Record<string, unknown>): string {
  return JSON.stringify(meta).replace(/[\u0080-\uffff]/g, (each) => `\\u${each.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

async function refused(item: Photo, answer: Reply): Promise<Cause> {
  if (signedOut(answer)) return "signin";
  if (final(answer)) {
    await change(item.id, { state: "needs", reason: reason(answer) });
    return "";
  }
  await change(item.id, { attempts: item.attempts + 1, due: Date.now() + pause(item.attempts, answer.retryAfter) });
  return item.attempts + 1 >= STUBBORN ? "" : "later";
}

/** Ask what became of the photos that were sent; at *stored*, and not before, the phone's copy goes. */
async function follow(user: string, call: Transport): Promise<Cause> {
  const now = Date.now();
  const sent = (await photos()).filter((each) => each.user === user && each.state === "sent");
  const asked = sent.filter((each) => each.due <= now).slice(0, 100);
  if (asked.length > 0) {
    let answer: Reply;
    try {
      const url = `/api/v1/photos?ids=${asked.map((each) => each.id).join(",")}`;
      answer = await call("GET", url, inTheNameOf(user, "application/json"), null, () => undefined);
    } catch {
      return "signal";
    }
    if (signedOut(answer)) return "signin";
    const told = (answer.body as { photos?: unknown } | null)?.photos;
    const good = answer.status === 200 && Array.isArray(told);
    for (const each of asked) await judge(each, good ? ((told as Record<string, unknown>[]).find((one) => one["id"] === each.id) ?? null) : undefined);
  }
  await tidy();
  const left = (await photos()).some((each) => each.user === user && (each.state === "sent" || (each.state === "waiting" && each.due > now)));
  return left ? "later" : "";
}

/** What the server told of ``item``: null where it knows no such photo, undefined where it gave no answer to that. */
async function judge(item: Photo, told: Record<string, unknown> | null | undefined): Promise<void> {
  if (told === null) {
    // It was said to have arrived. Sending it once more has the server say what it holds, or why it takes it no more.
    const absent = item.absent ?? 0;
    return change(item.id, { state: "waiting", attempts: 0, absent: absent + 1, due: Date.now() + pause(absent, null) });
  }
  const state = told?.["state"];
  if (typeof state === "string" && SAFE.has(state)) return drop(item.id);
  if (state === "rejected") return change(item.id, { state: "needs", reason: typeof told?.["detail"] === "string" ? told["detail"] : "" });
  if (state === "missing") return change(item.id, { state: "waiting", attempts: 0, due: 0 });
  return change(item.id, { attempts: item.attempts + 1, due: Date.now() + patience(item.attempts) });
}
