/** Where script runs, the ways to the plain photo forms lead to the camera instead, which keeps what it takes on the phone. */
import { chip } from "./outbox/bar";
import { changes, keeps, seen } from "./outbox/store";

const FIELD = "/lapangan";
const PHOTO = /^\/kegiatan\/([0-9a-f-]{36})\/foto\/(before|progress|after|plain)$/;

/** The camera's address for that of a plain form, or "" for any other. */
export function camera(address: string): string {
  const url = new URL(address, location.href);
  const [, activity, stage] = PHOTO.exec(url.pathname) ?? [];
  const percent = url.searchParams.get("percent");
  if (activity && stage) return `${FIELD}#/foto/${activity}/${stage}${percent ? `/${percent}` : ""}`;
  return "";
}

/** The plain form for what the camera's address ``hash`` asks for. */
export function plainForm(hash: string): string {
  const [, activity, stage, percent] = /^#\/foto\/([^/]+)\/(\w+)(?:\/(\d+))?$/.exec(hash) ?? [];
  if (!activity || !stage) return "/kegiatan/baru";
  return `/kegiatan/${activity}/foto/${stage}${percent ? `?percent=${percent}` : ""}`;
}

/** Lead to the camera from every link to a plain photo form, and from those with ``data-camera`` to a new activity. */
export async function ways(root: ParentNode): Promise<void> {
  if (!(await keeps())) return;
  // The form itself is for where no script runs.
  const form = root.querySelector<HTMLFormElement>("form[data-upload]");
  if (form) return location.replace(camera(form.action));
  for (const link of root.querySelectorAll<HTMLAnchorElement>('main a[href*="/foto/"], a[data-camera]')) {
    const mode = link.dataset["camera"];
    const way = mode === undefined ? camera(link.href) : `${FIELD}#/baru${mode ? `/${mode}` : ""}`;
    if (way) link.href = way;
  }
  await marks();
}

/** Say beside a link to the camera that its photo waits on this phone already. */
async function marks(): Promise<void> {
  const words = document.querySelector<HTMLElement>("[data-outbox]");
  const all = await seen();
  for (const old of document.querySelectorAll("[data-mark]")) old.remove();
  if (!words) return;
  for (const link of document.querySelectorAll<HTMLAnchorElement>(`main a[href^="${FIELD}#/foto/"]`)) {
    const item = all.find((each) => link.href.endsWith(`#/foto/${each.activity}/${each.stage}${each.percent === null ? "" : `/${each.percent}`}`));
    if (!item) continue;
    const mark = chip(item, words);
    mark.dataset["mark"] = "";
    link.after(mark);
  }
}

/** Keep those marks right. */
export function marked(): void {
  changes(() => void marks());
}
