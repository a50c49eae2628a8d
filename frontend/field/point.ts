/** What a sign asks of this phone: the next photo of the work that waits at its point, or the first one of new work. */
import { drafts, known, me, photos, type Draft, type Photo, type Point } from "../outbox/store";
import { refresh } from "./knowledge";
import { repeat } from "./form";
import type { Target } from "./shot";

interface Stage {
  stage: string;
  percent: number | null;
}

/** A phone that thinks it has a signal waits no longer for the newest word; whoever stands there has a camera to open. */
const PATIENCE_MS = 3000;
/** The stages of each mode in the order of the work; documentation has one, as often as its person likes. */
const STAGES: Record<string, Stage[]> = {
  A: [{ stage: "before", percent: null }, { stage: "after", percent: null }],
  B: [{ stage: "before", percent: null }, { stage: "progress", percent: 50 }, { stage: "after", percent: null }],
};

/** The point with that code, of those this phone's person may photograph at. */
export async function pointOf(code: string): Promise<Point | undefined> {
  if (navigator.onLine) await Promise.race([refresh(plain(code).replace(/^.{4}/, "$&-")), new Promise((done) => setTimeout(done, PATIENCE_MS))]);
  return (await me())?.points?.find((each) => plain(each.code) === plain(code));
}

/** The stages that have a photo on this phone, by ``placed``; one that needs a person may never come. */
export function placesOf(all: Photo[]): Set<string> {
  return new Set(all.filter((each) => each.state !== "needs").map((each) => placed(each.activity, each)));
}

export function placed(activity: string, { stage, percent }: Stage): string {
  return `${activity} ${stage} ${percent ?? ""}`;
}

/** What comes next for work begun on this phone. The server may have its earlier photos already. */
export function nextOf({ id, facts }: Draft, here: Set<string>): Stage | undefined {
  if (facts.mode === "C") return { stage: "plain", percent: null };
  const stages = STAGES[facts.mode] ?? [];
  const last = stages.map((one) => here.has(placed(id, one))).lastIndexOf(true);
  return stages[last + 1];
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
  const here = placesOf(await photos());
  const own = (await drafts()).filter((each) => each.user === user && each.facts.point === point.id).reverse();
  for (const each of own) {
    const next = nextOf(each, here);
    if (next && next.stage !== "before" && next.stage !== "plain") return { activity: each.id, title: each.facts.title, ...next };
  }
  const open = (await known()).find((each) => each.id === point.open);
  const next = open?.missing.find((one) => !here.has(placed(open.id, one)));
  return open && next ? { activity: open.id, title: open.title, stage: next.stage, percent: next.percent } : null;
}
