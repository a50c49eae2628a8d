/** The look after the shot: before and after in the same frame, what is known of the photo, and keep or once more. */
import { change, drop, dropOriginal, dropUnknown, me, photo as found, photos, type Photo } from "../outbox/store";
import { cityTime, clockIsWrong } from "./knowledge";
import { hour, part, say } from "./words";

const SWAPS = 6;
const SIDE_MS = 800;

let photo: Photo | null = null;
let swapping = 0;

function show(side: "before" | "after"): void {
  part("hasil-sebelum").hidden = side !== "before";
  part("hasil-sesudah").hidden = side !== "after";
  part("lihat-sebelum").setAttribute("aria-pressed", String(side === "before"));
  part("lihat-sesudah").setAttribute("aria-pressed", String(side === "after"));
}

function picture(id: string, blob: Blob | null): void {
  const image = part<HTMLImageElement>(id);
  if (image.src) URL.revokeObjectURL(image.src);
  if (blob) image.src = URL.createObjectURL(blob);
  else image.removeAttribute("src");
}

function line(words: string, warns = false): HTMLElement {
  const item = document.createElement("li");
  item.textContent = words;
  if (warns) item.className = "field-warn";
  return item;
}

/** Show a photo that is kept already; ``where`` is the sentence about its place, which ``far`` makes one to look at. */
export async function openReview(kept: Photo, shot: Blob, ghost: Blob | null, where: string, far: boolean): Promise<void> {
  photo = kept;
  picture("hasil-sesudah", shot);
  picture("hasil-sebelum", ghost);
  part("hasil-pilihan").hidden = !ghost;
  show("after");
  part("hasil-judul").textContent = say(`stage-${kept.stage}`, { percent: String(kept.percent ?? "") });
  const known = await me();
  const now = cityTime(known);
  const lines = [line(now === null ? say("kept-short") : say("kept", { time: hour(now) }))];
  // Whoever decides on it later should know which way it came.
  if (kept.meta["source"] !== "camera") lines.push(line(say(`source-${String(kept.meta["source"])}`)));
  if (where) lines.push(line(where, far));
  if (now === null) lines.push(line(say("clock-unknown"), true));
  else if (clockIsWrong(known)) lines.push(line(say("clock"), true));
  part("hasil-catatan").replaceWith(Object.assign(document.createElement("ul"), { id: "hasil-catatan", className: "field-notes" }));
  part("hasil-catatan").append(...lines);
}

/**
 * The photo goes, and the activity that began with it, unless another photo of it is here or the server may have heard of
 * it; true where it went too.
 */
export async function forgo(kept: Photo): Promise<boolean> {
  await drop(kept.id);
  await dropOriginal(kept.id);
  const others = (await photos()).some((each) => each.activity === kept.activity);
  return !others && dropUnknown(kept.activity);
}

/** A page that was put away has let the photo go already, and nothing is sent twice. */
async function accept(kept: Photo): Promise<void> {
  if ((await found(kept.id))?.state === "held") await change(kept.id, { state: "waiting" });
}

function blink(): void {
  window.clearInterval(swapping);
  if (matchMedia("(prefers-reduced-motion: reduce)").matches) return show(part("hasil-sebelum").hidden ? "before" : "after");
  let swaps = 0;
  swapping = window.setInterval(() => {
    show(swaps % 2 === 0 ? "before" : "after");
    if (++swaps >= SWAPS) window.clearInterval(swapping);
  }, SIDE_MS);
}

/** ``used`` and ``again`` hear what the person decided. */
export function bindReview(used: (photo: Photo) => void, again: (photo: Photo, forgotten: boolean) => void): void {
  part("lihat-sebelum").addEventListener("click", () => show("before"));
  part("lihat-sesudah").addEventListener("click", () => show("after"));
  part("kedip").addEventListener("click", blink);
  part("pakai").addEventListener("click", () => {
    const kept = photo;
    if (kept) void accept(kept).then(() => used(kept));
  });
  part("ulangi").addEventListener("click", () => {
    const kept = photo;
    if (!kept) return;
    void forgo(kept).then((forgotten) => again(kept, forgotten));
  });
}
