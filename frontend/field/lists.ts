/** The field's lists, which need no network: what waits for an after, and what waits to be sent. */
import { fill, number } from "../page";
import { chip, go, user } from "../outbox/bar";
import { choice, choose, type Choice } from "../outbox/originals";
import { change, changeOriginal, drafts, dropOriginal, known, me, originals, photos, refused, seen, type Draft, type Known, type Original, type Photo } from "../outbox/store";
import { nextOf, placed, placesOf } from "./point";
import { forgo } from "./review";
import { owner, saveToGallery } from "./shot";
import { day, part, say } from "./words";

function clone(id: string): HTMLElement {
  const template = part<HTMLTemplateElement>(id);
  return (template.content.cloneNode(true) as DocumentFragment).firstElementChild as HTMLElement;
}

function within<Kind extends HTMLElement = HTMLElement>(row: HTMLElement, name: string): Kind {
  return row.querySelector<Kind>(`[data-part="${name}"]`) as Kind;
}

/** Addresses of pictures on this page, taken back when it is drawn anew. */
const addresses: string[] = [];

function address(blob: Blob): string {
  const made = URL.createObjectURL(blob);
  addresses.push(made);
  return made;
}

function stageName(stage: string, percent: number | null): string {
  return say(`stage-${stage}`, { percent: String(percent ?? "") });
}

function addressOf(activity: string, { stage, percent }: { stage: string; percent: number | null }): string {
  return `#/foto/${activity}/${stage}${percent === null ? "" : `/${percent}`}`;
}

function waitingRow(each: Known, here: Set<string>): HTMLElement | null {
  const next = each.missing.find((one) => !here.has(placed(each.id, one)));
  if (!next) return null;
  const row = clone("baris-menunggu");
  within(row, "title").textContent = each.title;
  within(row, "place").textContent = [each.place, day(Date.parse(each.began))].filter(Boolean).join(", ");
  const image = within<HTMLImageElement>(row, "picture");
  if (each.ghost) image.src = address(each.ghost);
  else image.hidden = true;
  const link = within<HTMLAnchorElement>(row, "act");
  link.href = addressOf(each.id, next);
  within(row, "act-words").textContent = stageName(next.stage, next.percent);
  within(row, "act-title").textContent = `: ${each.title}`;
  return row;
}

/** Draw the list of activities that wait, with and without a network. */
export async function drawHome(): Promise<void> {
  const [items, begun, all, who, told] = await Promise.all([known(), drafts(), photos(), owner(), me()]);
  const here = placesOf(all);
  // Whoever is handed the phone should see whose it is.
  const name = told?.id === who ? told.name : "";
  part("atas-nama").textContent = say("in-name", { name });
  part("atas-nama").hidden = name === "";
  const rows = items.map((each) => waitingRow(each, here)).filter((row): row is HTMLElement => row !== null);
  fill(part("menunggu"), ...rows);
  part("menunggu-judul").textContent = say("waiting-title", { count: String(rows.length) });
  part("menunggu-kosong").hidden = rows.length > 0;
  const own = begun.filter((each) => each.user === who);
  fill(part("draf"), ...own.map((each) => draftRow(each, items.find((one) => one.id === each.id), here)));
  part("draf-bagian").hidden = own.length === 0;
}

function draftRow(draft: Draft, told: Known | undefined, here: Set<string>): HTMLElement {
  const { id, facts, reason } = draft;
  const row = clone("baris-draf");
  within(row, "title").textContent = facts.title;
  within(row, "reason").textContent = reason;
  within<HTMLAnchorElement>(row, "edit").href = `#/lengkapi/${id}`;
  // The server knows best what is missing, once it knows of the work at all.
  const next = told && facts.mode !== "C" ? told.missing.find((one) => !here.has(placed(id, one))) : nextOf(draft, here);
  const link = within<HTMLAnchorElement>(row, "next");
  link.hidden = !next;
  if (!next) return row;
  link.href = addressOf(id, next);
  link.textContent = next.stage === "plain" ? say("one-more") : stageName(next.stage, next.percent);
  return row;
}

/** The second tap does it; the button then says what it will do. */
function onSecondTap(button: HTMLElement, act: () => void): void {
  button.addEventListener("click", () => {
    if (button.dataset["asked"]) return act();
    button.dataset["asked"] = "yes";
    button.textContent = say("discard-sure");
  });
}

/** ``unmade``: its activity was refused, and has to be mended before it can be sent. */
function photoRow(item: Photo, unmade: boolean): HTMLElement {
  const row = clone("baris-kiriman");
  within<HTMLImageElement>(row, "picture").src = address(item.body);
  within(row, "title").textContent = item.title;
  within(row, "what").textContent = `${stageName(item.stage, item.percent)}, ${number.format(item.size / 1_000_000)} MB`;
  fill(within(row, "state"), chip(item, document.querySelector<HTMLElement>("[data-outbox]") ?? part("kata")));
  within(row, "reason").textContent = item.state === "needs" ? (say(item.reason) || item.reason) : "";
  within(row, "save").addEventListener("click", () => saveToGallery(item.body, `bukti-${item.stage}-${item.id.slice(0, 8)}`));
  const again = within(row, "again");
  // What never became a photo has no hash, and cannot be sent.
  again.hidden = item.state !== "needs" || item.reason === "lost" || item.sha256 === "" || unmade;
  again.addEventListener("click", () => void change(item.id, { state: "waiting", reason: "", attempts: 0, due: 0 }).then(() => go(true)));
  const mend = within<HTMLAnchorElement>(row, "mend");
  mend.hidden = !unmade;
  mend.href = `#/lengkapi/${item.activity}`;
  const discard = within(row, "discard");
  discard.hidden = item.state !== "needs";
  onSecondTap(discard, () => void forgo(item));
  return row;
}

/** Draw what waits to be sent; photos of somebody else show as a count alone. */
export async function drawQueue(): Promise<void> {
  const [all, unmade, files] = await Promise.all([seen(), refused(), originals()]);
  const mine = user() ? all.filter((each) => each.user === user()) : [];
  const asked = document.activeElement?.closest("#kiriman");
  // What a person is about to press does not move under their hand.
  if (asked && part("kiriman").childElementCount === mine.length) return;
  for (const each of addresses.splice(0)) URL.revokeObjectURL(each);
  fill(part("kiriman"), ...mine.map((each) => photoRow(each, unmade.has(each.activity))));
  // Said only where it is true of everybody's.
  part("kiriman-kosong").hidden = all.length > 0 || files.length > 0;
  part("kirim-bilah").hidden = !mine.some((each) => each.state === "waiting");
  drawOriginals(files.filter((each) => each.user === user()));
  const others = all.length - mine.length;
  part("kiriman-lain").hidden = others === 0;
  part("kiriman-lain").textContent = user() ? say("others", { count: String(others) }) : say("stranger", { count: String(others) });
}

function originalRow(item: Original): HTMLElement {
  const row = clone("baris-asli");
  const megabytes = (bytes: number): string => number.format(bytes / 1_000_000);
  within(row, "title").textContent = item.title;
  within(row, "what").textContent = say("original", { done: megabytes(item.offset), all: megabytes(item.body.size) });
  const over = item.over ?? "";
  within(row, "reason").textContent = ["gone", "lost", "refused"].includes(over) ? say(`original-${over}`) : over;
  const send = within<HTMLButtonElement>(row, "send");
  // Whoever wants it tried once more, may: it stays listed until it has arrived or is thrown away.
  send.hidden = over === "" ? item.asked : over === "lost";
  send.addEventListener("click", () => void changeOriginal(item.id, { asked: true, over: "", again: 0, due: 0 }).then(() => go(true)));
  const save = within(row, "save");
  save.hidden = over === "" || over === "lost";
  save.addEventListener("click", () => saveToGallery(item.body, `bukti-asli-${item.id.slice(0, 8)}`));
  const discard = within(row, "discard");
  discard.hidden = over === "";
  onSecondTap(discard, () => void dropOriginal(item.id));
  return row;
}

function drawOriginals(mine: Original[]): void {
  part<HTMLSelectElement>("asli-pilihan").value = choice();
  // A button that was tapped once stays until it is tapped again.
  if (part("asli").querySelector("[data-asked]") && part("asli").childElementCount === mine.length) return;
  fill(part("asli"), ...mine.map(originalRow));
  part("asli").hidden = mine.length === 0;
}

/** What a person chooses about the camera's files holds for this phone. */
export function bindOriginals(): void {
  part("asli-pilihan").addEventListener("change", () => {
    choose(part<HTMLSelectElement>("asli-pilihan").value as Choice);
    void go(true);
  });
}
