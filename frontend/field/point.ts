/** What a sign asks of this phone: the next photo of the work that waits at its point, or the first one of new work. */
import { drafts, known, me, photos, type Draft, type Point } from "../outbox/store";
import { refresh } from "./knowledge";
import { repeat } from "./form";
import type { Target } from "./shot";

/** A phone that thinks it has a signal waits no longer for the newest word; whoever stands there has a camera to open. */
const PATIENCE_MS = 3000;
const STAGES: Record<string, { stage: string; percent: number | null }[]> = {
  A: [{ stage: "before", percent: null }, { stage: "after", percent: null }],
  B: [{ stage: "before", percent: null }, { stage: "progress", percent: 50 }, { stage: "after", percent: null }],
};

/** The point with that code, of those this phone's person may photograph at. */
export async function pointOf(code: string): Promise<Point | undefined> {
  if (navigator.onLine) await Promise.race([refresh(), new Promise((done) => setTimeout(done, PATIENCE_MS))]);
  return (await me())?.points?.find((each) => plain(each.code) === plain(code));
}

/** As it is compared: people leave the stroke out, and read O for 0. */
function plain(code: string): string {
  return code.toUpperCase().replace(/[^0-9A-Z]/g, "").replace(/O/g, "0").replace(/[IL]/g, "1");
}

/** The photo to take now at ``point``. */
export async function nextAt(point: Point, user: string): Promise<Target> {
  return (await waiting(point, user)) ?? begun(await repeat(user, point));
}

function begun(draft: Draft): Target {
  return { activity: draft.id, title: draft.facts.title, stage: draft.facts.mode === "C" ? "plain" : "before", percent: null, draft };
}

/** The next stage of work that has its before; work begun on this phone goes first, since the server may not know of it. */
async function waiting(point: Point, user: string): Promise<Target | null> {
  const here = new Set((await photos()).filter((each) => each.state !== "needs").map((each) => `${each.activity} ${each.stage} ${each.percent ?? ""}`));
  const own = (await drafts()).filter((each) => each.user === user && each.facts.point === point.id).reverse();
  for (const each of own) {
    const stages = STAGES[each.facts.mode] ?? [];
    const next = stages.find((one) => !here.has(`${each.id} ${one.stage} ${one.percent ?? ""}`));
    if (next && next.stage !== "before") return { activity: each.id, title: each.facts.title, ...next };
  }
  const open = (await known()).find((each) => each.id === point.open);
  const next = open?.missing.find((one) => !here.has(`${open.id} ${one.stage} ${one.percent ?? ""}`));
  return open && next ? { activity: open.id, title: open.title, stage: next.stage, percent: next.percent } : null;
}
