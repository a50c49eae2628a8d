/**
 * The picture as it would be: drawn by the server's own engine soon after each change, while photos follow the finger at
 * once. Numbers stay the truth: whatever moves a photo writes them, and without this script they are all there is.
 */
import { marks } from "./marks";
import { translate } from "./page";

const SOON_MS = 350;
const STEP = 1;
const LARGE_STEP = 5;
const MOST_ZOOM = 400;

/** By format, then by layout; "" is the layout that the house would choose. */
type By<T> = Record<string, Record<string, T>>;

interface Stage {
  box: HTMLElement;
  image: HTMLImageElement;
  x: HTMLInputElement;
  y: HTMLInputElement;
  zoom: HTMLInputElement;
}

const clamp = (value: number, least: number, most: number): number => Math.min(most, Math.max(least, value));

function chosen(form: HTMLFormElement, name: string): string {
  return form.querySelector<HTMLInputElement>(`input[name="${name}"]:checked`)?.value ?? "";
}

/** The part of a photo that its panel shows, in fractions: how `filling` of the engine has it. */
function shown(stage: Stage, ratio: number): { left: number; top: number; across: number; down: number } {
  const photo = Number(stage.image.getAttribute("width")) / Number(stage.image.getAttribute("height"));
  const near = 100 / clamp(Number(stage.zoom.value) || 100, 100, MOST_ZOOM);
  const across = Math.min(1, ratio / photo) * near;
  const down = Math.min(1, photo / ratio) * near;
  const left = clamp(Number(stage.x.value) / 100 - across / 2, 0, 1 - across);
  const top = clamp(Number(stage.y.value) / 100 - down / 2, 0, 1 - down);
  return { left, top, across, down };
}

function lay(stage: Stage, ratio: number): void {
  const part = shown(stage, ratio);
  // The Chrome of 2020 knows no aspect-ratio.
  stage.box.style.height = `${stage.box.clientWidth / ratio}px`;
  stage.image.style.width = `${100 / part.across}%`;
  stage.image.style.height = `${100 / part.down}%`;
  stage.image.style.left = `${(-part.left / part.across) * 100}%`;
  stage.image.style.top = `${(-part.top / part.down) * 100}%`;
}

function write(field: HTMLInputElement, value: number, least: number, most: number): void {
  field.value = String(Math.round(clamp(value, least, most) * 10) / 10);
}

/** What a refusal says of the fields; "" where it is no such answer. */
async function reason(answer: Response): Promise<string> {
  if (!(answer.headers.get("Content-Type") ?? "").startsWith("application/problem+json")) return "";
  const told = (await answer.json()) as { fields?: Record<string, string> };
  return Object.values(told.fields ?? {}).join(" ");
}

/** Draws ``form``'s picture once it has been still for a moment; the last answer wins. */
function drawing(form: HTMLFormElement): () => void {
  const result = form.querySelector<HTMLElement>("[data-result]");
  const image = result?.querySelector("img");
  const told = result?.querySelector<HTMLElement>("[data-told]");
  const url = form.dataset["arrange"];
  if (!result || !image || !told || !url) return () => undefined;
  let waiting = 0;
  let turn = 0;
  const draw = async (): Promise<void> => {
    const mine = ++turn;
    told.textContent = translate(form, "busy");
    const body = new FormData(form);
    // A crest is looked at once it is kept; sending it with every try would cost data.
    body.delete("crest");
    try {
      const answer = await fetch(url, { method: "POST", body });
      const picture = answer.ok ? await answer.blob() : null;
      if (mine !== turn) return;
      if (!picture) {
        const why = answer.status === 422 ? await reason(answer) : "";
        if (mine === turn) told.textContent = why || translate(form, answer.status === 422 ? "wrong" : answer.status === 429 ? "slow" : "away");
        return;
      }
      URL.revokeObjectURL(image.src);
      image.src = URL.createObjectURL(picture);
      told.textContent = translate(form, "ready");
    } catch {
      if (mine === turn) told.textContent = translate(form, "away");
    }
  };
  result.hidden = false;
  return () => {
    clearTimeout(waiting);
    waiting = window.setTimeout(() => void draw(), SOON_MS);
  };
}

function stagesOf(form: HTMLFormElement): Stage[] {
  return [...form.querySelectorAll<HTMLElement>("[data-stage]")].map((box, number) => {
    const field = (name: string): HTMLInputElement => form.elements.namedItem(`frames-${number}-${name}`) as HTMLInputElement;
    return { box, image: box.querySelector("img") as HTMLImageElement, x: field("x"), y: field("y"), zoom: field("zoom") };
  });
}

/** Lets the photos of ``form`` be moved; what is returned shows them as the form stands. */
function frames(form: HTMLFormElement, changed: () => void): () => void {
  const shapes = JSON.parse(form.dataset["shapes"] ?? "{}") as By<number>;
  const wholes = JSON.parse(form.dataset["wholes"] ?? "{}") as By<boolean>;
  const stages = stagesOf(form);
  const together = form.querySelector<HTMLElement>("[data-together]");
  const found = (name: string): HTMLElement | null => form.querySelector<HTMLElement>(`[data-${name}]`);
  const [told, led, follows, moving] = [found("whole"), found("led"), found("follows"), found("moving")];
  if (moving) moving.hidden = false;
  const joined = (): boolean => together?.querySelector("input")?.checked ?? false;
  const ofShape = <T>(all: By<T>): T | undefined => {
    const of = all[chosen(form, "format")] ?? {};
    return of[chosen(form, "layout")] ?? of[""];
  };
  const ratio = (): number => ofShape(shapes) ?? 1;
  const whole = (): boolean => {
    const fit = chosen(form, "fit");
    return fit === "whole" || (fit === "" && (ofShape(wholes) ?? false));
  };
  const aligned = (): boolean => led !== null && chosen(form, "align") !== "";
  const layAll = (): void => {
    form.querySelector(".arrange-photos")?.classList.toggle("is-wide", ratio() > 1);
    if (told) told.hidden = !whole();
    if (follows) follows.hidden = !aligned();
    // What is wrong stays in sight until it is mended.
    if (led) led.hidden = aligned() && led.querySelector(".has-error") === null;
    if (together) together.hidden = aligned();
    for (const each of stages) if (each.box.clientWidth > 0) lay(each, ratio());
  };
  /** By parts of the panel, so that the photo follows the finger whatever its size. */
  const move = (stage: Stage, dx: number, dy: number, nearer: number): void => {
    // Whoever moves a photo wants another part of it, which a photo that is shown whole has not.
    if (whole()) for (const way of form.querySelectorAll<HTMLInputElement>('input[name="fit"]')) way.checked = way.value === "fill";
    for (const each of joined() && !aligned() ? stages : [stage]) {
      write(each.zoom, (Number(each.zoom.value) || 100) * nearer, 100, MOST_ZOOM);
      const part = shown(each, ratio());
      write(each.x, (part.left + part.across / 2 - dx * part.across) * 100, 0, 100);
      write(each.y, (part.top + part.down / 2 - dy * part.down) * 100, 0, 100);
    }
    layAll();
    changed();
  };
  for (const stage of stages) hold(stage, move, translate(form, "name", { label: stage.box.dataset["label"] ?? "" }));
  form.addEventListener("input", layAll);
  window.addEventListener("resize", layAll);
  layAll();
  return layAll;
}

type Move = (stage: Stage, dx: number, dy: number, nearer: number) => void;

function hold(stage: Stage, move: Move, name: string): void {
  const { box } = stage;
  box.tabIndex = 0;
  box.setAttribute("role", "application");
  box.setAttribute("aria-label", name);
  const fingers = new Map<number, { x: number; y: number }>();
  const spread = (): number => {
    const [one, other] = [...fingers.values()];
    return one && other ? Math.hypot(one.x - other.x, one.y - other.y) : 0;
  };
  box.addEventListener("pointerdown", (event) => {
    box.setPointerCapture(event.pointerId);
    fingers.set(event.pointerId, { x: event.clientX, y: event.clientY });
  });
  box.addEventListener("pointermove", (event) => {
    const last = fingers.get(event.pointerId);
    if (!last) return;
    const before = spread();
    fingers.set(event.pointerId, { x: event.clientX, y: event.clientY });
    const nearer = before > 0 ? spread() / before : 1;
    const dx = (event.clientX - last.x) / box.clientWidth / fingers.size;
    const dy = (event.clientY - last.y) / box.clientHeight / fingers.size;
    move(stage, dx, dy, nearer);
  });
  for (const end of ["pointerup", "pointercancel"] as const) {
    box.addEventListener(end, (event) => fingers.delete(event.pointerId));
  }
  box.addEventListener("keydown", (event) => {
    const step = (event.shiftKey ? LARGE_STEP : STEP) / 100;
    const ways: Record<string, [number, number, number]> = {
      ArrowLeft: [-step, 0, 1], ArrowRight: [step, 0, 1], ArrowUp: [0, -step, 1], ArrowDown: [0, step, 1],
      "+": [0, 0, 1.1], "=": [0, 0, 1.1], "-": [0, 0, 1 / 1.1],
    };
    const way = ways[event.key];
    if (!way || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    move(stage, ...way);
  });
}

/** Whoever writes a colour means colours of their own. */
function colours(form: HTMLFormElement): void {
  const own = form.querySelector<HTMLInputElement>('input[name="theme"][value="own"]');
  for (const name of ["band", "accent"]) {
    const field = form.elements.namedItem(name);
    if (own && field instanceof HTMLInputElement) field.addEventListener("input", () => (own.checked = true));
  }
}

for (const form of document.querySelectorAll<HTMLFormElement>("form[data-arrange]")) {
  colours(form);
  const changed = drawing(form);
  const layAll = form.dataset["shapes"] ? frames(form, changed) : () => undefined;
  marks(form, () => {
    layAll();
    changed();
  });
  form.addEventListener("input", changed);
  changed();
}
