/**
 * With a mouse a post is dragged to another day of the week. Letting it go moves nothing: it opens the same form that
 * "Ubah jadwal" leads to, with that day filled in, as a sheet.
 */
import { make, translate } from "./page";

/** The form of that address in a sheet; the page itself when it cannot be shown so. */
async function open(address: string, table: HTMLElement): Promise<void> {
  const answer = await fetch(address, { headers: { Accept: "text/html" } }).catch(() => null);
  if (!answer?.ok) {
    table.dispatchEvent(new CustomEvent("failed"));
    return;
  }
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const form = page.querySelector<HTMLFormElement>("form[data-move-form]");
  if (answer.redirected || !form) {
    location.assign(address);
    return;
  }
  const dialog = make("dialog", "sheet");
  const title = make("h2", "");
  title.id = "sheet-title";
  title.textContent = page.querySelector("h1")?.textContent ?? "";
  dialog.setAttribute("aria-labelledby", title.id);
  const no = make("button", "");
  no.type = "button";
  no.textContent = translate(document.body, "cancel");
  no.addEventListener("click", () => dialog.close());
  form.querySelector(".buttons")?.prepend(no);
  dialog.addEventListener("close", () => dialog.remove());
  dialog.append(title, form);
  document.body.append(dialog);
  dialog.showModal();
  form.querySelector<HTMLElement>("input[type=datetime-local]")?.focus();
}

function begin(table: HTMLElement): void {
  let dragged: HTMLElement | null = null;
  const told = make("p", "message message-warn");
  told.setAttribute("role", "status");
  table.addEventListener("failed", () => {
    told.textContent = translate(table, "failed");
    table.before(told);
  });
  const cell = (event: Event): HTMLElement | null =>
    event.target instanceof Element ? event.target.closest<HTMLElement>("td[data-day]") : null;
  table.addEventListener("dragstart", (event) => {
    dragged = event.target instanceof Element ? event.target.closest<HTMLElement>("[data-move]") : null;
    event.dataTransfer?.setData("text/plain", dragged?.dataset["move"] ?? "");
  });
  table.addEventListener("dragover", (event) => {
    const over = cell(event);
    // An account keeps its own posts: only along its row.
    if (!dragged || !over || over.parentElement !== dragged.closest("tr")) return;
    event.preventDefault();
    over.classList.add("over");
  });
  for (const name of ["dragleave", "drop"]) {
    table.addEventListener(name, (event) => cell(event)?.classList.remove("over"));
  }
  table.addEventListener("drop", (event) => {
    const over = cell(event);
    const address = dragged?.dataset["move"];
    if (!over || !address) return;
    event.preventDefault();
    if (over.contains(dragged)) return;
    void open(`${address}?hari=${over.dataset["day"] ?? ""}`, table);
  });
  table.addEventListener("dragend", () => {
    dragged = null;
  });
}

for (const table of document.querySelectorAll<HTMLElement>("[data-calendar]")) begin(table);
