/**
 * Two marks on each photo, put by a tap, moved by a finger or by the arrow keys. The number fields beneath stay the truth.
 */
import { make, number as shown, translate } from "./page";

const STEP = 0.5;
const LARGE_STEP = 5;
const WAYS: Record<string, [number, number]> = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

interface Mark {
  x: HTMLInputElement;
  y: HTMLInputElement;
  button: HTMLButtonElement;
}

const isSet = (mark: Mark): boolean => mark.x.value !== "" && mark.y.value !== "";

/** Lets the photos of ``form`` be marked; ``changed`` hears of each mark that was moved. */
export function marks(form: HTMLFormElement, changed: () => void): void {
  const place = form.querySelector<HTMLDetailsElement>("[data-marks]");
  if (!place) return;
  const tap = place.querySelector<HTMLElement>("[data-tap]");
  if (tap) tap.hidden = false;
  const all: Mark[] = [];
  const ways = (): NodeListOf<HTMLInputElement> => form.querySelectorAll<HTMLInputElement>('input[name="align"]');
  const moved = (): void => {
    // Whoever has set the last mark wants to see what comes of it.
    if (all.every(isSet)) for (const way of ways()) way.checked = way.value === "marked";
    changed();
  };
  place.querySelectorAll<HTMLElement>(".mark-stage").forEach((stage, number) => {
    const label = stage.dataset["label"] ?? "";
    const field = (name: string): HTMLInputElement => form.elements.namedItem(`frames-${number}-${name}`) as HTMLInputElement;
    all.push(...marked(stage, [[field("ax"), field("ay")], [field("bx"), field("by")]], place, label, moved));
  });
  form.addEventListener("input", () => all.forEach((mark) => lay(mark)));
  form.addEventListener("change", () => {
    if ([...ways()].some((way) => way.checked && way.value === "marked")) place.open = true;
  });
}

function lay(mark: Mark): void {
  mark.button.hidden = !isSet(mark);
  mark.button.style.left = `${mark.x.value}%`;
  mark.button.style.top = `${mark.y.value}%`;
}

function write(mark: Mark, across: number, down: number): void {
  const rounded = (value: number): string => String(Math.round(Math.min(100, Math.max(0, value)) * 10) / 10);
  [mark.x.value, mark.y.value] = [rounded(across), rounded(down)];
  lay(mark);
}

function marked(
  stage: HTMLElement, fields: [HTMLInputElement, HTMLInputElement][], place: HTMLElement, label: string, moved: () => void,
): Mark[] {
  const named = (mark: Mark, number: number): void => {
    const told = { label, number: String(number), across: shown.format(Number(mark.x.value)), down: shown.format(Number(mark.y.value)) };
    mark.button.setAttribute("aria-label", translate(place, "name", told));
  };
  const found = fields.map(([x, y], at) => {
    const mark: Mark = { x, y, button: make("button", "mark") };
    mark.button.type = "button";
    const digit = make("span", "");
    digit.textContent = String(at + 1);
    mark.button.append(digit);
    stage.append(mark.button);
    lay(mark);
    named(mark, at + 1);
    return mark;
  });
  const put = (mark: Mark, across: number, down: number): void => {
    write(mark, across, down);
    named(mark, found.indexOf(mark) + 1);
    moved();
  };
  const at = (event: PointerEvent | MouseEvent): [number, number] => {
    const box = stage.getBoundingClientRect();
    return [((event.clientX - box.left) / box.width) * 100, ((event.clientY - box.top) / box.height) * 100];
  };
  stage.classList.add("is-live");
  stage.querySelector("img")?.addEventListener("click", (event) => {
    const [across, down] = at(event);
    const away = (mark: Mark): number => Math.hypot(Number(mark.x.value) - across, Number(mark.y.value) - down);
    // First the one that is missing, then the nearer one.
    const next = found.find((mark) => !isSet(mark)) ?? [...found].sort((one, other) => away(one) - away(other))[0];
    if (next) put(next, across, down);
  });
  for (const mark of found) {
    mark.button.addEventListener("pointerdown", (event) => mark.button.setPointerCapture(event.pointerId));
    mark.button.addEventListener("pointermove", (event) => {
      if (mark.button.hasPointerCapture(event.pointerId)) put(mark, ...at(event));
    });
    mark.button.addEventListener("keydown", (event) => {
      const way = WAYS[event.key];
      if (!way || event.ctrlKey || event.metaKey || event.altKey) return;
      event.preventDefault();
      const step = event.shiftKey ? LARGE_STEP : STEP;
      put(mark, Number(mark.x.value) + way[0] * step, Number(mark.y.value) + way[1] * step);
    });
  }
  return found;
}
