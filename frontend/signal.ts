/** A plain form needs a signal: without one the browser would put its own page in the place of what was written. */
import { make, translate } from "./page";

/** Keep every form that would be sent without a signal, and say so in it; signing out says so itself. */
export function needSignal(): void {
  // Before anything else hears of it: a sheet that asks once more would stay open for ever.
  document.addEventListener("submit", (event) => {
    const form = event.target as HTMLFormElement;
    if (navigator.onLine || form.method !== "post" || form.dataset["signOut"] !== undefined) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    form.querySelector("[data-no-signal]")?.remove();
    const line = make("div", "message message-warn");
    line.dataset["noSignal"] = "";
    line.setAttribute("role", "alert");
    line.tabIndex = -1;
    const words = make("p", "");
    words.textContent = translate(document.body, "need-signal");
    line.append(words);
    form.prepend(line);
    line.focus();
  }, true);
}
