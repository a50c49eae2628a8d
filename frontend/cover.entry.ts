/**
 * Hiding parts of a photo by finger, mouse or keys. What is kept are the shapes as JSON, in ten-thousandths of the photo;
 * what is drawn here only shows where they lie, the server's own engine hides. The numbers move the rectangle that is
 * chosen, and without this script they are all there is.
 */
import { fill, make, translate } from "./page";

const UNIT = 10_000;
const MOST = 40;
const MOST_POINTS = 200;
const LEAST_SIDE = 50;
const STEP = 100;
const LARGE_STEP = 500;
const BLOCKS = 5;
/** Closer than this two points of a brush tell nothing new. */
const NEAR = 60;
const ZOOMS = [1, 1.5, 2, 3, 4];
/** Of the screen's height, as the stage's own style has it. */
const HIGHEST = 0.7;
const SIDES = ["left", "top", "width", "height"] as const;

type Point = [number, number];
interface Shape {
  points: Point[];
  radius: number;
}
type Tool = "box" | "brush" | "move";
interface Rect {
  left: number;
  top: number;
  width: number;
  height: number;
}

const clamp = (value: number): number => Math.min(UNIT, Math.max(0, Math.round(value)));

function around(shape: Shape): Rect {
  const xs = shape.points.map(([x]) => x);
  const ys = shape.points.map(([, y]) => y);
  const [left, top] = [Math.min(...xs), Math.min(...ys)];
  return { left, top, width: Math.max(...xs) - left, height: Math.max(...ys) - top };
}

const boxed = (rect: Rect): Shape => ({
  points: [[clamp(rect.left), clamp(rect.top)], [clamp(rect.left + rect.width), clamp(rect.top + rect.height)]],
  radius: 0,
});

function large(shape: Shape): boolean {
  const { width, height } = around(shape);
  return shape.radius > 0 || Math.min(width, height) >= LEAST_SIDE;
}

/** At most so many points, the first and the last among them. */
function fewer(points: Point[]): Point[] {
  if (points.length <= MOST_POINTS) return points;
  return Array.from({ length: MOST_POINTS }, (_each, at) => points[Math.round((at * (points.length - 1)) / (MOST_POINTS - 1))] as Point);
}

class Editor {
  private shapes: Shape[] = [];
  private before: string[] = [];
  private chosen = -1;
  private tool: Tool = "box";
  private radius = 400;
  private zoom = 0;
  private drawn: Shape | null = null;
  private saved = "";
  private readonly pixels = document.createElement("canvas");
  private readonly field: HTMLInputElement;
  private readonly image: HTMLImageElement;

  constructor(private readonly form: HTMLFormElement, private readonly stage: HTMLElement, private readonly canvas: HTMLCanvasElement) {
    this.field = form.elements.namedItem("shapes") as HTMLInputElement;
    this.image = stage.querySelector("img") as HTMLImageElement;
    this.shapes = JSON.parse(this.field.value || "[]") as Shape[];
    this.saved = this.field.value;
    this.reveal();
    this.tools();
    this.pointer();
    this.keys();
    this.numbers();
    if (this.image.complete) this.show();
    this.image.addEventListener("load", () => this.show());
    window.addEventListener("resize", () => this.show());
    this.show();
  }

  private part<T extends HTMLElement>(name: string): T | null {
    return this.form.querySelector<T>(`[data-${name}]`);
  }

  private number(name: (typeof SIDES)[number]): HTMLInputElement {
    return this.form.elements.namedItem(name) as HTMLInputElement;
  }

  /** The tools are there with script alone; what they replace goes. */
  private reveal(): void {
    for (const name of ["tools", "stage", "list"]) {
      const part = this.part(name);
      if (part) part.hidden = false;
    }
    for (const each of this.form.querySelectorAll<HTMLElement>("[data-plain], [data-plain-list], [data-only-plain]")) each.remove();
    this.stage.setAttribute("role", "application");
    this.stage.setAttribute("aria-label", translate(this.form, "name"));
  }

  private tools(): void {
    for (const button of this.form.querySelectorAll<HTMLButtonElement>("[data-tool]")) {
      button.addEventListener("click", () => {
        this.tool = button.dataset["tool"] as Tool;
        for (const each of this.form.querySelectorAll("[data-tool]")) each.setAttribute("aria-pressed", String(each === button));
        this.stage.classList.toggle("is-moving", this.tool === "move");
        const size = this.part("size");
        if (size) size.hidden = this.tool !== "brush";
      });
    }
    for (const button of this.form.querySelectorAll<HTMLButtonElement>("[data-zoom]")) {
      button.addEventListener("click", () => this.nearer(button.dataset["zoom"] === "in" ? 1 : -1));
    }
    this.part("undo")?.addEventListener("click", () => this.undo());
    const size = this.part("size")?.querySelector("input");
    size?.addEventListener("input", () => (this.radius = Number(size.value)));
    this.part("add")?.addEventListener("click", (event) => {
      event.preventDefault();
      this.addBox();
    });
    this.form.addEventListener("submit", () => {
      // The numbers are those of a rectangle that is among the shapes already.
      for (const name of SIDES) this.number(name).value = "";
      this.saved = this.field.value;
    });
    window.addEventListener("beforeunload", (event) => {
      if (this.field.value !== this.saved) event.preventDefault();
    });
  }

  private nearer(by: number): void {
    const [across, down] = [this.stage.scrollLeft + this.stage.clientWidth / 2, this.stage.scrollTop + this.stage.clientHeight / 2];
    const old = ZOOMS[this.zoom] as number;
    this.zoom = Math.min(ZOOMS.length - 1, Math.max(0, this.zoom + by));
    const times = (ZOOMS[this.zoom] as number) / old;
    this.fit();
    this.stage.scrollLeft = across * times - this.stage.clientWidth / 2;
    this.stage.scrollTop = down * times - this.stage.clientHeight / 2;
    this.show();
  }

  /** At first the whole photo is seen; what is nearer is scrolled. */
  private fit(): void {
    const sheet = this.part("sheet");
    const ratio = Number(this.image.getAttribute("width")) / Number(this.image.getAttribute("height")) || 1;
    const whole = Math.min(this.stage.clientWidth, window.innerHeight * HIGHEST * ratio);
    if (sheet && whole > 0) sheet.style.width = `${Math.floor(whole * (ZOOMS[this.zoom] as number))}px`;
  }

  private at(event: PointerEvent): Point {
    const box = this.canvas.getBoundingClientRect();
    return [clamp(((event.clientX - box.left) / box.width) * UNIT), clamp(((event.clientY - box.top) / box.height) * UNIT)];
  }

  private pointer(): void {
    let held = -1;
    this.canvas.addEventListener("pointerdown", (event) => {
      if (this.tool === "move" || !event.isPrimary || event.button > 0) return;
      held = event.pointerId;
      this.canvas.setPointerCapture(held);
      const point = this.at(event);
      this.drawn = this.tool === "box" ? { points: [point, point], radius: 0 } : { points: [point], radius: this.radius };
      this.draw();
    });
    this.canvas.addEventListener("pointermove", (event) => {
      if (event.pointerId !== held || !this.drawn) return;
      const point = this.at(event);
      if (this.drawn.radius === 0) this.drawn.points[1] = point;
      else {
        const last = this.drawn.points[this.drawn.points.length - 1] as Point;
        if (Math.hypot(point[0] - last[0], point[1] - last[1]) > NEAR) this.drawn.points.push(point);
      }
      this.draw();
    });
    this.canvas.addEventListener("pointerup", (event) => {
      if (event.pointerId !== held || !this.drawn) return;
      held = -1;
      const shape = this.drawn.radius ? { points: fewer(this.drawn.points), radius: this.drawn.radius } : boxed(around(this.drawn));
      this.drawn = null;
      if (large(shape)) this.add(shape);
      else this.choose(this.under(shape.points[0] as Point));
    });
    this.canvas.addEventListener("pointercancel", () => {
      held = -1;
      this.drawn = null;
      this.draw();
    });
  }

  /** The last shape at that point: a tap chooses it. */
  private under([x, y]: Point): number {
    for (let at = this.shapes.length - 1; at >= 0; at--) {
      const shape = this.shapes[at] as Shape;
      const { left, top, width, height } = around(shape);
      const more = shape.radius;
      if (x >= left - more && x <= left + width + more && y >= top - more && y <= top + height + more) return at;
    }
    return -1;
  }

  private keys(): void {
    this.stage.addEventListener("keydown", (event) => {
      const step = event.shiftKey ? LARGE_STEP : STEP;
      const ways: Record<string, [number, number, number]> = {
        ArrowLeft: [-step, 0, 0], ArrowRight: [step, 0, 0], ArrowUp: [0, -step, 0], ArrowDown: [0, step, 0],
        "+": [0, 0, step], "=": [0, 0, step], "-": [0, 0, -step],
      };
      if (event.key === "z" && (event.ctrlKey || event.metaKey)) {
        event.preventDefault();
        this.undo();
        return;
      }
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      if (event.key === "Enter") {
        event.preventDefault();
        this.addBox();
      } else if (event.key === "Delete" || event.key === "Backspace") {
        event.preventDefault();
        if (this.chosen >= 0) this.remove(this.chosen);
      } else if (ways[event.key] && this.chosen >= 0) {
        event.preventDefault();
        this.move(...(ways[event.key] as [number, number, number]));
      }
    });
  }

  private move(dx: number, dy: number, grow: number): void {
    const shape = this.shapes[this.chosen] as Shape;
    this.remember();
    if (shape.radius) {
      this.shapes[this.chosen] = { points: shape.points.map(([x, y]) => [clamp(x + dx), clamp(y + dy)]), radius: shape.radius };
    } else {
      const rect = around(shape);
      const width = Math.min(UNIT, Math.max(STEP, rect.width + grow));
      const height = Math.min(UNIT, Math.max(STEP, rect.height + grow));
      const left = Math.min(UNIT - width, Math.max(0, rect.left + dx));
      const top = Math.min(UNIT - height, Math.max(0, rect.top + dy));
      this.shapes[this.chosen] = boxed({ left, top, width, height });
    }
    this.show();
  }

  /** The four numbers are those of the chosen rectangle; with none chosen they describe the next one. */
  private numbers(): void {
    for (const name of SIDES) {
      this.number(name).addEventListener("change", () => {
        const rect = this.written();
        if (this.chosen < 0 || (this.shapes[this.chosen] as Shape).radius || !rect) return;
        const shape = boxed(rect);
        if (!large(shape)) return;
        this.remember();
        this.shapes[this.chosen] = shape;
        this.show();
      });
    }
  }

  private written(): Rect | null {
    const found = SIDES.map((name) => this.number(name).value.replace(",", "."));
    if (found.some((each) => each === "" || !Number.isFinite(Number(each)))) return null;
    const [left, top, width, height] = found.map((each) => Number(each) * 100) as [number, number, number, number];
    return { left, top, width, height };
  }

  /** A rectangle by its numbers where nothing is chosen, else one in the middle of what is seen. */
  private addBox(): void {
    const rect = this.chosen < 0 ? this.written() : null;
    const box = this.canvas.getBoundingClientRect();
    const seen = this.stage.getBoundingClientRect();
    const x = ((seen.left + seen.width / 2 - box.left) / box.width) * UNIT;
    const y = ((Math.max(seen.top, box.top) + Math.min(seen.bottom, box.bottom)) / 2 - box.top) / box.height * UNIT;
    const shape = boxed(rect ?? { left: clamp(x) - 1000, top: clamp(y) - 1000, width: 2000, height: 2000 });
    if (large(shape)) this.add(shape);
  }

  private add(shape: Shape): void {
    if (this.shapes.length >= MOST) {
      this.tell(translate(this.form, "full"));
      this.draw();
      return;
    }
    this.remember();
    this.shapes.push(shape);
    this.chosen = this.shapes.length - 1;
    this.tell(translate(this.form, "added", { name: this.name(this.chosen) }));
    this.show();
  }

  private remove(at: number): void {
    const name = this.name(at);
    this.remember();
    this.shapes.splice(at, 1);
    this.chosen = Math.min(this.chosen, this.shapes.length - 1);
    this.tell(translate(this.form, "gone", { name }));
    this.show();
  }

  private remember(): void {
    this.before.push(JSON.stringify(this.shapes));
  }

  private undo(): void {
    const last = this.before.pop();
    if (last === undefined) return;
    this.shapes = JSON.parse(last) as Shape[];
    this.chosen = Math.min(this.chosen, this.shapes.length - 1);
    this.tell(translate(this.form, "undone"));
    this.show();
  }

  private choose(at: number): void {
    this.chosen = at;
    this.show();
  }

  private name(at: number): string {
    return translate(this.form, (this.shapes[at] as Shape).radius ? "brush" : "box", { number: String(at + 1) });
  }

  private tell(words: string): void {
    const told = this.part("told");
    if (told) told.textContent = words;
  }

  private show(): void {
    this.fit();
    this.field.value = JSON.stringify(this.shapes);
    const undo = this.part<HTMLButtonElement>("undo");
    if (undo) undo.disabled = this.before.length === 0;
    const chosen = this.shapes[this.chosen];
    const rect = chosen && !chosen.radius ? around(chosen) : null;
    for (const name of SIDES) {
      if (rect) this.number(name).value = String(rect[name] / 100);
      else if (chosen || this.shapes.length > 0) this.number(name).value = "";
    }
    this.list();
    this.draw();
  }

  private list(): void {
    const list = this.part("list");
    if (!list) return;
    const held = list.contains(document.activeElement) ? (document.activeElement as HTMLElement).dataset["at"] : undefined;
    const rows = this.shapes.map((_shape, at) => {
      const row = document.createElement("li");
      const name = make("button", "");
      name.type = "button";
      name.textContent = this.name(at);
      name.dataset["at"] = `choose ${at}`;
      name.setAttribute("aria-pressed", String(at === this.chosen));
      name.addEventListener("click", () => this.choose(at));
      const remove = make("button", "");
      remove.type = "button";
      remove.textContent = translate(this.form, "remove", { name: this.name(at) });
      remove.dataset["at"] = `remove ${at}`;
      remove.addEventListener("click", () => this.remove(at));
      row.append(name, remove);
      return row;
    });
    fill(list, ...rows);
    // Whoever goes by keys stays where they were.
    if (held) (list.querySelector<HTMLElement>(`[data-at="${held}"]`) ?? this.stage).focus();
  }

  private draw(): void {
    const [width, height] = [this.canvas.clientWidth, this.canvas.clientHeight];
    const pen = this.canvas.getContext("2d");
    if (!width || !height || !pen || !this.image.naturalWidth) return;
    this.canvas.width = width;
    this.canvas.height = height;
    const all = this.drawn ? [...this.shapes, this.drawn] : this.shapes;
    for (const shape of all) this.hide(pen, shape, width, height);
    for (const [at, shape] of all.entries()) this.outline(pen, shape, width, height, at === this.chosen || shape === this.drawn);
  }

  private path(shape: Shape, width: number, height: number): Path2D {
    const path = new Path2D();
    const { left, top, width: across, height: down } = around(shape);
    if (!shape.radius) path.rect((left / UNIT) * width, (top / UNIT) * height, (across / UNIT) * width, (down / UNIT) * height);
    for (const [x, y] of shape.radius ? shape.points : []) {
      const [px, py, r] = [(x / UNIT) * width, (y / UNIT) * height, (shape.radius / UNIT) * Math.max(width, height)];
      path.moveTo(px + r, py);
      path.arc(px, py, r, 0, 2 * Math.PI);
    }
    return path;
  }

  /** A few colours in place of what is there. */
  private hide(pen: CanvasRenderingContext2D, shape: Shape, width: number, height: number): void {
    const rect = around(shape);
    const r = (shape.radius / UNIT) * Math.max(width, height);
    const left = Math.max(0, (rect.left / UNIT) * width - r);
    const top = Math.max(0, (rect.top / UNIT) * height - r);
    const across = Math.min(width - left, (rect.width / UNIT) * width + 2 * r);
    const down = Math.min(height - top, (rect.height / UNIT) * height + 2 * r);
    if (across < 1 || down < 1) return;
    const block = Math.max(Math.max(across, down) / BLOCKS, 1);
    const few = [Math.max(1, Math.round(across / block)), Math.max(1, Math.round(down / block))] as const;
    const small = this.pixels.getContext("2d");
    if (!small) return;
    [this.pixels.width, this.pixels.height] = few;
    const [tx, ty] = [this.image.naturalWidth / width, this.image.naturalHeight / height];
    small.drawImage(this.image, left * tx, top * ty, across * tx, down * ty, 0, 0, ...few);
    pen.save();
    pen.clip(this.path(shape, width, height));
    if (shape.radius) this.stroke(pen, shape, width, height);
    pen.imageSmoothingEnabled = false;
    pen.drawImage(this.pixels, 0, 0, ...few, left, top, across, down);
    pen.restore();
  }

  /** Between the points of a brush the photo is covered as well; here a calm colour stands for that. */
  private stroke(pen: CanvasRenderingContext2D, shape: Shape, width: number, height: number): void {
    pen.restore();
    pen.save();
    pen.lineWidth = (2 * shape.radius * Math.max(width, height)) / UNIT;
    pen.lineCap = "round";
    pen.lineJoin = "round";
    pen.strokeStyle = "#7a7367";
    pen.beginPath();
    for (const [x, y] of shape.points) pen.lineTo((x / UNIT) * width, (y / UNIT) * height);
    pen.stroke();
    pen.clip(this.path(shape, width, height));
  }

  /** Two tones, so that it is seen on any photo. */
  private outline(pen: CanvasRenderingContext2D, shape: Shape, width: number, height: number, strong: boolean): void {
    if (shape.radius && !strong) return;
    const rect = around(shape);
    const r = shape.radius;
    const long = Math.max(width, height) / UNIT;
    const told = [(rect.left / UNIT) * width - r * long, (rect.top / UNIT) * height - r * long, (rect.width / UNIT) * width + 2 * r * long, (rect.height / UNIT) * height + 2 * r * long] as const;
    pen.lineWidth = strong ? 4 : 2;
    pen.strokeStyle = "#1b1f24";
    pen.setLineDash([]);
    pen.strokeRect(...told);
    pen.lineWidth = strong ? 2 : 1;
    pen.strokeStyle = strong ? "#ffc83d" : "#ffffff";
    pen.setLineDash(strong ? [] : [6, 6]);
    pen.strokeRect(...told);
  }
}

for (const form of document.querySelectorAll<HTMLFormElement>("form[data-cover]")) {
  const stage = form.querySelector<HTMLElement>("[data-stage]");
  const canvas = form.querySelector<HTMLCanvasElement>("[data-canvas]");
  if (stage && canvas) new Editor(form, stage, canvas);
}
