/** Copying what is written, showing a password, putting a reason into a note. */
import { make, translate } from "./page";

/** Buttons that copy a text and say so. */
export function copies(root: ParentNode): void {
  for (const button of root.querySelectorAll<HTMLButtonElement>("[data-copy]")) {
    const source = document.getElementById(button.dataset["copy"] ?? "");
    if (!(source instanceof HTMLTextAreaElement || source instanceof HTMLInputElement)) continue;
    button.hidden = false;
    button.addEventListener("click", () => {
      void copy(source).then((done) => toast(translate(button, done ? "done" : "failed"), translate(button, "close")));
    });
  }
}

async function copy(source: HTMLTextAreaElement | HTMLInputElement): Promise<boolean> {
  source.select();
  try {
    await navigator.clipboard.writeText(source.value);
    return true;
  } catch {
    // A plain-HTTP address has no clipboard; the old command works on the selection, where it still exists.
    return document.execCommand("copy");
  }
}

/** A finished small act: said for six seconds, and closable. */
export function toast(text: string, close: string): void {
  document.querySelector(".toast")?.remove();
  const box = make("div", "toast");
  box.setAttribute("role", "status");
  const words = make("span", "");
  words.textContent = text;
  const button = make("button", "");
  button.type = "button";
  button.textContent = close;
  button.addEventListener("click", () => box.remove());
  box.append(words, button);
  document.body.append(box);
  window.setTimeout(() => box.remove(), 6000);
}

/** *Lihat* beside a password field. */
export function reveals(root: ParentNode): void {
  for (const button of root.querySelectorAll<HTMLButtonElement>("[data-reveal]")) {
    const field = document.getElementById(button.dataset["reveal"] ?? "");
    if (!(field instanceof HTMLInputElement)) continue;
    button.hidden = false;
    button.addEventListener("click", () => {
      const shown = field.type === "text";
      field.type = shown ? "password" : "text";
      button.setAttribute("aria-pressed", String(!shown));
    });
  }
}

/** Usual reasons, put into the note with one tap. */
export function inserts(root: ParentNode): void {
  for (const group of root.querySelectorAll<HTMLElement>("[data-insert-into]")) {
    const note = document.getElementById(group.dataset["insertInto"] ?? "");
    if (!(note instanceof HTMLTextAreaElement)) continue;
    group.hidden = false;
    for (const button of group.querySelectorAll("button")) {
      button.addEventListener("click", () => {
        const before = note.value.trimEnd();
        note.value = `${before}${before ? " " : ""}${button.textContent.trim()}.`;
        note.focus();
      });
    }
  }
}
