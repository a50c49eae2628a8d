/** Counters beside a text: ``412/2.100`` for each network, in its own way, announced politely near and over the limit. */
import { COUNTS } from "./counting";
import { number, translate } from "./page";
import { times } from "./times";

const NEAR = 0.9;

function counter(list: HTMLElement): void {
  const text = document.getElementById(list.dataset["counter"] ?? "");
  if (!(text instanceof HTMLTextAreaElement)) return;
  const lines = [...list.querySelectorAll<HTMLElement>("[data-limit]")];
  const said = list.querySelector<HTMLElement>("[role=status]");
  const count = (): void => {
    for (const line of lines) show(list, line, text.value.trim());
    const loud = lines.filter((line) => line.className && !line.hidden);
    if (said) said.textContent = loud.map((line) => line.textContent).join(". ");
  };
  text.addEventListener("input", count);
  // A network whose own text is written is counted there.
  for (const line of lines) own(line)?.addEventListener("input", count);
  // A network is counted while one of its accounts is ticked.
  for (const box of document.querySelectorAll("input[name=accounts]")) box.addEventListener("change", count);
  count();
}

function own(line: HTMLElement): HTMLTextAreaElement | null {
  const found = document.getElementById(line.dataset["unless"] ?? "");
  return found instanceof HTMLTextAreaElement ? found : null;
}

function unticked(line: HTMLElement): boolean {
  const accounts = line.dataset["accounts"]?.split(" ");
  if (!accounts) return false;
  const boxes = [...document.querySelectorAll<HTMLInputElement>("input[name=accounts]")];
  return !boxes.some((box) => box.checked && accounts.includes(box.value));
}

function show(list: HTMLElement, line: HTMLElement, text: string): void {
  const counts = COUNTS[line.dataset["way"] ?? ""];
  const limit = Number(line.dataset["limit"]);
  const [label, unit] = [line.dataset["label"] ?? "", line.dataset["unit"] ?? ""];
  const elsewhere = Boolean(own(line)?.value.trim());
  if (!counts) {
    // Only the server counts so: what it said of the saved text would be wrong while another is written.
    line.hidden = true;
    return;
  }
  const length = counts(text);
  const over = length - limit;
  line.className = over > 0 ? "over" : length >= limit * NEAR ? "near" : "";
  line.hidden = elsewhere || unticked(line) || (line.dataset["quiet"] !== undefined && !line.className);
  line.textContent =
    over > 0
      ? translate(list, "over", { label, over: number.format(over), unit })
      : `${label} ${number.format(length)}/${number.format(limit)}${line.dataset["quiet"] === undefined ? "" : ` ${unit}`}`;
}

for (const list of document.querySelectorAll<HTMLElement>("[data-counter]")) counter(list);
for (const field of document.querySelectorAll<HTMLInputElement>("[data-when]")) times(field);
