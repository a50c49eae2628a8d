/** What the phone learns from the server while it can: who it belongs to, what waits, and the ghosts of the befores. */
import { signedIn } from "../outbox/person";
import { keepGhost, known, learn, me, type Choice, type Known, type Me, type Point } from "../outbox/store";

/** Ghosts kept on the phone; each is about 100 KB. */
const GHOSTS = 12;
const OLD_MS = 2 * 60_000;

interface Told {
  me: { id: string; name: string };
  units: Choice[];
  places: Choice[];
  categories: Choice[];
  points: Point[];
  activities: Omit<Known, "ghost">[];
}

/** Ask the server, of a sign's ``point`` as well; what it answered with, 401 where nobody is signed in, and 0 where no answer came. */
export async function refresh(point = ""): Promise<number> {
  const began = Date.now();
  const answer = await fetch(`/api/v1/field${point && `?point=${point}`}`, { headers: { Accept: "application/json" } }).catch(() => null);
  if (!answer?.ok) return answer?.status ?? 0;
  const told = await (answer.json() as Promise<Told>).catch(() => null);
  // The line broke in the middle, or it carried an answer from before somebody else signed in.
  if (!told || (signedIn() && signedIn() !== told.me.id)) return 0;
  // The header counts whole seconds; half the way there and back is the best guess of when it was written.
  const there = Date.parse(answer.headers.get("Date") ?? "") + 500;
  const offset = Number.isNaN(there) ? null : there - (began + Date.now()) / 2;
  const { units, places, categories, points } = told;
  await learn(
    { ...told.me, units, places, categories, points, offset, learned: Date.now() },
    told.activities.map((each) => ({ ...each, ghost: null })),
  );
  await ghosts();
  return answer.status;
}

/** Ask again when the last answer is older than a few minutes, or is somebody else's. */
export async function refreshSometimes(): Promise<void> {
  const last = await me();
  if (!last || last.id !== document.body.dataset["user"] || Math.abs(Date.now() - (last.learned ?? 0)) > OLD_MS) await refresh();
}

async function ghosts(): Promise<void> {
  // The newest first: of those someone is likeliest to take the after today.
  const newest = (await known()).sort((one, other) => other.began.localeCompare(one.began));
  const wanted = newest.filter((each) => each.before?.url && !each.ghost).slice(0, GHOSTS);
  for (const each of wanted) {
    const picture = await fetch(each.before?.url ?? "").catch(() => null);
    if (!picture?.ok) return;
    await keepGhost(each.id, await picture.blob());
  }
}

/** Differences a person should hear of: more than a clock's usual error. */
const WRONG_MS = 5 * 60_000;
/** Nobody works so long without a signal: a clock that says so was set meanwhile. */
const LONG_MS = 30 * 24 * 3_600_000;

/**
 * The city's clock minus the phone's at the phone's ``at``, in ms; null where nobody knows it: a clock that has been set
 * since both were compared, as an empty battery does, makes a lie of what was measured.
 */
export function offsetAt(mine: Me | undefined, at: number): number | null {
  const since = at - (mine?.learned ?? NaN);
  return since >= -WRONG_MS && since <= LONG_MS ? (mine?.offset ?? null) : null;
}

/** The time it is by the city's clock; null where the phone does not know. */
export function cityTime(mine: Me | undefined): number | null {
  const now = Date.now();
  const offset = offsetAt(mine, now);
  return offset === null ? null : now + offset;
}

export function clockIsWrong(mine: Me | undefined): boolean {
  return Math.abs(mine?.offset ?? 0) > WRONG_MS;
}
