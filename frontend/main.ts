/** Everything here improves a page that already works without it. */
import { confirms } from "./confirm";
import { live } from "./live";
import { outbox } from "./outbox/bar";
import { keeps } from "./outbox/store";
import { refreshSometimes } from "./field/knowledge";
import { pairs } from "./pair";
import { shares, steps } from "./share";
import { needSignal } from "./signal";
import { marked, ways } from "./ways";
import { copies, inserts, reveals } from "./words";

/** A form that is on its way is not sent a second time. */
function once(root: ParentNode): void {
  for (const form of root.querySelectorAll<HTMLFormElement>('form[method="post"]')) {
    form.addEventListener("submit", (event) => {
      if (event.defaultPrevented) return;
      if (form.dataset["sent"]) event.preventDefault();
      form.dataset["sent"] = "yes";
    });
  }
}

function enhance(root: ParentNode): void {
  pairs(root);
  confirms(root);
  copies(root);
  reveals(root);
  inserts(root);
  shares(root);
  steps(root);
  void ways(root);
  once(root);
}

function begin(): void {
  needSignal();
  live(enhance);
  enhance(document);
  document.querySelector<HTMLElement>("[data-focus]")?.focus();
}

/** A phone that takes photos keeps them, and learns what it needs to know without a network. */
async function phone(): Promise<void> {
  if (!(await keeps())) return;
  await outbox();
  marked();
  if (document.body.dataset["uploads"] === undefined) return;
  await navigator.serviceWorker?.register("/sw.js").catch(() => undefined);
  await refreshSometimes();
}

document.documentElement.classList.add("js");
begin();
void phone();
// A page that comes back from the browser's memory may be sent again, and what narrows it says what its address asks.
window.addEventListener("pageshow", (event) => {
  if (event.persisted) for (const form of document.querySelectorAll<HTMLFormElement>(".filters")) form.reset();
  for (const form of document.querySelectorAll<HTMLFormElement>("form[data-sent]")) delete form.dataset["sent"];
});
