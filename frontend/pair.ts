/** The edge between before and after, moved by a native range input. */
import { make, translate } from "./page";

const BLINKS = 6;
const BLINK_MS = 800;

function arm(pair: HTMLElement): HTMLInputElement {
  const image = pair.querySelector<HTMLImageElement>(".before img");
  if (image?.naturalWidth && !pair.classList.contains("pair-halves")) {
    pair.style.setProperty("--pair-ratio", `${image.naturalWidth} / ${image.naturalHeight}`);
  }
  // A part of a larger picture tells its own shape.
  const part = pair.querySelector<SVGSVGElement>(".before > svg")?.viewBox.baseVal;
  if (part) pair.style.setProperty("--pair-ratio", `${part.width} / ${part.height}`);
  pair.classList.add("is-armed");
  const range = make("input", "pair-range");
  range.type = "range";
  range.step = "2";
  range.value = "50";
  range.setAttribute("aria-label", translate(pair, "label"));
  const edge = make("span", "pair-edge");
  const grip = make("span", "pair-grip");
  grip.textContent = "↔";
  edge.append(grip);
  edge.setAttribute("aria-hidden", "true");
  range.addEventListener("input", () => move(pair, range));
  pair.append(range, edge);
  return range;
}

function move(pair: HTMLElement, range: HTMLInputElement): void {
  pair.style.setProperty("--at", `${range.value}%`);
  range.setAttribute("aria-valuetext", `${range.value}%`);
}

function tools(pair: HTMLElement, range: HTMLInputElement): HTMLElement {
  const row = make("div", "pair-tools");
  const show = (value: string): void => {
    range.value = value;
    move(pair, range);
  };
  const button = (name: string, act: () => void): HTMLButtonElement => {
    const made = make("button", "");
    made.type = "button";
    made.textContent = translate(pair, name);
    made.dataset["act"] = name;
    made.addEventListener("click", act);
    row.append(made);
    return made;
  };
  let left = 0;
  let timer = 0;
  const stop = (): void => {
    window.clearInterval(timer);
    left = 0;
  };
  const swap = (): void => show(range.value === "100" ? "0" : "100");
  button("before", () => {
    stop();
    show("100");
  });
  button("after", () => {
    stop();
    show("0");
  });
  button("blink", () => {
    stop();
    swap();
    // Whoever asked for less motion swaps by tapping.
    if (matchMedia("(prefers-reduced-motion: reduce)").matches) return;
    left = BLINKS - 1;
    timer = window.setInterval(() => {
      if (left-- > 0) swap();
      else stop();
    }, BLINK_MS);
  });
  const hint = make("span", "pair-hint");
  hint.textContent = translate(pair, "label");
  row.append(hint);
  return row;
}

function whenLoaded(pair: HTMLElement, then: () => void): void {
  const image = pair.querySelector<HTMLImageElement>(".before img");
  if (!image || image.complete) then();
  else image.addEventListener("load", then, { once: true });
}

/** Arm each pair: at once where it is the page's subject, on a tap where it is one of many. */
export function pairs(root: ParentNode): void {
  for (const pair of root.querySelectorAll<HTMLElement>("[data-pair]")) {
    if (pair.querySelectorAll(".pair-side > img, .pair-side > svg").length < 2) continue;
    if (pair.dataset["pair"] !== "lazy") {
      whenLoaded(pair, () => {
        const range = arm(pair);
        pair.after(tools(pair, range));
      });
      continue;
    }
    const button = make("button", "pair-arm");
    button.type = "button";
    button.textContent = translate(pair, "compare");
    button.addEventListener("click", () => {
      button.remove();
      arm(pair).focus();
    });
    pair.append(button);
  }
}
