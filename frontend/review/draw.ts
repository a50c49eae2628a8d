/** Points and frames on pictures, which travel with the note: drawn by finger or mouse, or chosen as a part by name. */
import { make, translate } from "../page";

const MOST = 12;
const SVG = "http://www.w3.org/2000/svg";
// A frame smaller than this share of a side was meant as a point.
const LEAST = 0.03;

interface Mark {
  photo: string;
  x: number;
  y: number;
  width: number;
  height: number;
  text: string;
}

function shape(name: string, attributes: Record<string, number | string>): SVGElement {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, String(value));
  return made;
}

function paint(figure: HTMLElement, marks: readonly Mark[], draft: Mark | null): void {
  const svg = figure.querySelector<SVGSVGElement>("svg.marks");
  if (!svg) return;
  svg.textContent = "";
  const { width, height } = svg.viewBox.baseVal;
  const unit = Math.max(width, height) / 100;
  const all = draft ? [...marks, draft] : marks;
  all.forEach((mark, index) => {
    if (mark.photo !== figure.dataset["draw"]) return;
    const x = mark.x * width;
    const y = mark.y * height;
    if (mark.width || mark.height) {
      const box = { x, y, width: mark.width * width, height: mark.height * height };
      svg.append(
        shape("rect", { ...box, class: "mark-under", "stroke-width": unit * 1.6 }),
        shape("rect", { ...box, class: "mark-line", "stroke-width": unit * 0.8 }),
      );
    }
    const number = shape("text", { x, y, dy: "0.36em", class: "mark-number", "text-anchor": "middle", "font-size": unit * 5 });
    number.textContent = String(index + 1);
    svg.append(shape("circle", { cx: x, cy: y, r: unit * 4, class: "mark-badge", "stroke-width": unit * 0.6 }), number);
  });
}

function draw(box: HTMLElement, field: HTMLInputElement): void {
  const list = box.querySelector<HTMLElement>("[data-drawn]");
  const said = box.querySelector<HTMLElement>('[role="status"]');
  const figures = [...box.querySelectorAll<HTMLElement>("[data-draw]")];
  const places = (box.dataset["places"] ?? "").split("|");
  if (!list || !said) return;
  const marks = read(field.value);

  const write = (): void => {
    field.value = marks.length ? JSON.stringify(marks) : "";
    for (const figure of figures) paint(figure, marks, null);
  };
  const row = (mark: Mark, index: number): HTMLElement => {
    const item = make("li", "draw-row");
    const key = make("span", "mark-key");
    key.textContent = String(index + 1);
    const input = make("input", "");
    input.type = "text";
    input.maxLength = 200;
    input.value = mark.text;
    input.setAttribute("aria-label", translate(box, "note", { number: String(index + 1) }));
    input.addEventListener("input", () => {
      mark.text = input.value;
      field.value = JSON.stringify(marks);
    });
    const remove = make("button", "");
    remove.type = "button";
    remove.textContent = "×";
    remove.setAttribute("aria-label", translate(box, "remove", { number: String(index + 1) }));
    remove.addEventListener("click", () => {
      marks.splice(index, 1);
      show();
    });
    item.append(key, input, remove);
    return item;
  };
  const show = (): void => {
    list.textContent = "";
    list.append(...marks.map(row));
    write();
  };
  const add = (mark: Mark): void => {
    if (marks.length >= MOST) {
      said.textContent = translate(box, "full");
      return;
    }
    marks.push(mark);
    show();
    said.textContent = translate(box, "added", { number: String(marks.length) });
  };

  for (const figure of figures) {
    byHand(figure, places, add);
    byPointer(figure, add, (draft) => paint(figure, marks, draft));
  }
  box.hidden = false;
  if (marks.length && box instanceof HTMLDetailsElement) box.open = true;
  show();
}

function read(told: string): Mark[] {
  try {
    const found: unknown = JSON.parse(told || "[]");
    return Array.isArray(found) ? (found as Mark[]) : [];
  } catch {
    return [];
  }
}

/** One ninth of the picture, for whoever does not draw. */
function byHand(figure: HTMLElement, places: readonly string[], add: (mark: Mark) => void): void {
  const select = figure.querySelector("select");
  places.forEach((name, index) => select?.append(new Option(name, String(index))));
  figure.querySelector("[data-add]")?.addEventListener("click", () => {
    const index = Number(select?.value ?? 0);
    const third = 0.3333;
    add({ photo: figure.dataset["draw"] ?? "", x: (index % 3) * third, y: Math.floor(index / 3) * third, width: third, height: third, text: "" });
  });
}

function byPointer(figure: HTMLElement, add: (mark: Mark) => void, paintDraft: (draft: Mark | null) => void): void {
  const surface = figure.querySelector<HTMLElement>(".marked-picture");
  if (!surface) return;
  let from: { x: number; y: number } | null = null;
  const at = (event: PointerEvent): { x: number; y: number } => {
    const box = surface.getBoundingClientRect();
    const share = (value: number): number => Math.min(Math.max(value, 0), 1);
    return { x: share((event.clientX - box.left) / box.width), y: share((event.clientY - box.top) / box.height) };
  };
  const between = (to: { x: number; y: number }): Mark => {
    const start = from ?? to;
    const [width, height] = [Math.abs(to.x - start.x), Math.abs(to.y - start.y)];
    const point = width < LEAST && height < LEAST;
    return {
      photo: figure.dataset["draw"] ?? "",
      x: point ? start.x : Math.min(start.x, to.x),
      y: point ? start.y : Math.min(start.y, to.y),
      width: point ? 0 : width,
      height: point ? 0 : height,
      text: "",
    };
  };
  surface.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    from = at(event);
    surface.setPointerCapture(event.pointerId);
  });
  surface.addEventListener("pointermove", (event) => {
    if (from) paintDraft(between(at(event)));
  });
  surface.addEventListener("pointerup", (event) => {
    if (!from) return;
    const mark = between(at(event));
    from = null;
    paintDraft(null);
    add(mark);
  });
  surface.addEventListener("pointercancel", () => {
    from = null;
    paintDraft(null);
  });
}

/** Open each box whose marks go into a field of its form. */
export function draws(root: ParentNode): void {
  for (const box of root.querySelectorAll<HTMLElement>("[data-draw-into]")) {
    const field = document.getElementById(box.dataset["drawInto"] ?? "");
    if (field instanceof HTMLInputElement) draw(box, field);
  }
}
