/** One more question before an act that many will see. The focus starts on the way out. */
import { make, translate } from "./page";

/** What an act touches, where it is more than one thing: pairs of a name and what is to be known of it, as JSON. */
function list(source: HTMLElement): HTMLElement[] {
  const rows = JSON.parse(source.dataset["confirmList"] ?? "[]") as [string, string][];
  if (!rows.length) return [];
  const found = make("ul", "plain sheet-list");
  for (const [name, rest] of rows) {
    const row = make("li", "");
    const strong = make("strong", "");
    strong.textContent = name;
    const under = make("span", "small muted under");
    under.textContent = rest;
    row.append(strong, under);
    found.append(row);
  }
  return [found];
}

/** What is asked before an act stands on the page under an id, and is in its sheet while that is open. */
function question(source: HTMLElement, dialog: HTMLDialogElement): HTMLElement | null {
  const found = document.getElementById(source.dataset["confirmAsk"] ?? "");
  if (!found) return null;
  const place = document.createComment("");
  found.replaceWith(place);
  dialog.addEventListener("close", () => place.replaceWith(found));
  return found;
}

/** Whether it was answered; else says what lacks, and leads there. */
function answered(asked: HTMLElement | null): boolean {
  if (!asked || asked.querySelector("input:checked")) return true;
  if (!asked.querySelector(".field-error")) {
    const lacks = make("p", "field-error");
    lacks.setAttribute("role", "alert");
    lacks.textContent = translate(asked, "missing");
    asked.append(lacks);
    asked.addEventListener("change", () => lacks.remove(), { once: true });
  }
  asked.querySelector("input")?.focus();
  return false;
}

/** What is asked: title, text and verb. Where that hangs on a choice of the form, null while nothing is chosen, or while
 * the field is empty that the choice needs. */
function words(source: HTMLElement): [string, string, string] | null {
  const { confirm, confirmText, confirmVerb, confirmOf, confirmWays } = source.dataset;
  if (!confirmOf) return [confirm ?? "", confirmText ?? "", confirmVerb ?? source.textContent];
  const chosen = source.querySelector<HTMLInputElement>(`input[name="${confirmOf}"]:checked`)?.value;
  const ways = JSON.parse(confirmWays ?? "{}") as Record<string, [string, string, string, string]>;
  const way = chosen ? ways[chosen] : undefined;
  if (!way) return null;
  const [title, text, verb, needs] = way;
  const field = source.querySelector<HTMLInputElement | HTMLTextAreaElement>(`[name="${needs}"]`);
  return field?.value.trim() ? [title, text, verb] : null;
}

function sheet(source: HTMLElement, [asks, says, verb]: [string, string, string], go: () => void): void {
  const dialog = make("dialog", "sheet");
  if (source.dataset["keyApprove"] !== undefined) dialog.dataset["ofApproval"] = "";
  const title = make("h2", "");
  title.id = "sheet-title";
  title.textContent = asks;
  dialog.setAttribute("aria-labelledby", title.id);
  const text = make("p", "");
  text.textContent = says;
  const buttons = make("div", "sheet-buttons");
  const no = make("button", "");
  no.type = "button";
  no.textContent = translate(document.body, "cancel");
  no.autofocus = true;
  const yes = make("button", source.matches(".danger") || source.querySelector(".danger") ? "danger" : "primary");
  yes.type = "button";
  yes.textContent = verb;
  no.addEventListener("click", () => dialog.close());
  const asked = question(source, dialog);
  yes.addEventListener("click", () => {
    if (!answered(asked)) return;
    // The sheet stays until the page goes: a second tap would fall through to what lies beneath and undo the first.
    yes.disabled = true;
    no.disabled = true;
    go();
  });
  // A page that comes back from the browser's memory comes back without it.
  window.addEventListener("pageshow", () => dialog.close(), { once: true });
  dialog.addEventListener("close", () => dialog.remove());
  buttons.append(no, yes);
  dialog.append(title, ...list(source), text, ...(asked ? [asked] : []), buttons);
  document.body.append(dialog);
  dialog.showModal();
}

/** Forms and submit buttons with ``data-confirm`` ask first. */
export function confirms(root: ParentNode): void {
  for (const form of root.querySelectorAll("form")) {
    let agreed = false;
    form.addEventListener("submit", (event) => {
      const button = event.submitter;
      const source = button?.matches("[data-confirm]") ? button : form.matches("[data-confirm]") ? form : null;
      const asked = source && words(source);
      // What lacks something goes as it is: the answer says what.
      if (!source || !asked || agreed || event.defaultPrevented) return;
      event.preventDefault();
      sheet(source, asked, () => {
        agreed = true;
        form.requestSubmit(button);
        agreed = false;
      });
    });
  }
}
