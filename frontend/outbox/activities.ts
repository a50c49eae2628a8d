/** Activities made on this phone go to the server before their photos: it takes no photo of one it does not know. */
import { ends, final, inTheNameOf, pause, reason, signedOut, taken, type Cause, type Transport } from "./answers";
import { changeDraft, drafts, dropDraft, photos, type Draft } from "./store";

/** Send every draft that is due. One that fails has to wait, and the others do not wait with it. */
export async function sendDrafts(user: string, call: Transport): Promise<Cause> {
  let cause: Cause = "";
  for (const each of await drafts()) {
    if (each.user !== user || each.sent || each.held || each.reason) continue;
    const found = (each.due ?? 0) > Date.now() ? "later" : await send(each, call);
    if (ends(found)) return found;
    cause = found || cause;
  }
  return cause;
}

async function send(item: Draft, call: Transport): Promise<Cause> {
  const headers = inTheNameOf(item.user, "application/json");
  // A repeated call must not undo what somebody corrected at the town hall meanwhile; an edit of this phone's person may.
  if (!item.edited) headers["If-None-Match"] = "*";
  // Written first: from now on the server may know it, though its answer be lost.
  await changeDraft(item.id, () => ({ tried: true }));
  try {
    const answer = await call("PUT", `/api/v1/activities/${item.id}`, headers, JSON.stringify(item.facts), () => undefined);
    if (signedOut(answer)) return "signin";
    // What its person wrote meanwhile is another matter, which this answer says nothing of.
    const same = (now: Draft): boolean => JSON.stringify(now.facts) === JSON.stringify(item.facts);
    if (taken(answer, item.id)) await changeDraft(item.id, (now) => ({ made: true, sent: same(now), attempts: 0, due: 0 }));
    else if (final(answer)) await changeDraft(item.id, (now) => (same(now) ? { reason: reason(answer) } : {}));
    else {
      const attempts = item.attempts ?? 0;
      await changeDraft(item.id, () => ({ attempts: attempts + 1, due: Date.now() + pause(attempts, answer.retryAfter) }));
      return "later";
    }
    return "";
  } catch {
    return "signal";
  }
}

/** A draft the server knows is of no use once none of its photos waits here. */
export async function tidy(): Promise<void> {
  const here = new Set((await photos()).map((each) => each.activity));
  for (const each of await drafts()) if (each.sent && !here.has(each.id)) await dropDraft(each.id);
}
