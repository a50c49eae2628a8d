/** Everything here improves a page that already works without it. */
import { confirms } from "./confirm";
import { live } from "./live";
import { pairs } from "./pair";
import { shares } from "./share";
import { uploads } from "./upload";
import { copies, counters, inserts, reveals } from "./words";

/** A form that is on its way is not sent a second time. */
function once(root: ParentNode): void {
  for (const form of root.querySelectorAll<HTMLFormElement>('form[method="post"]:not([data-upload])')) {
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
  counters(root);
  copies(root);
  reveals(root);
  inserts(root);
  shares(root);
  uploads(root);
  once(root);
}

function begin(): void {
  live(enhance);
  enhance(document);
  document.querySelector<HTMLElement>("[data-focus]")?.focus();
}

document.documentElement.classList.add("js");
begin();
document.addEventListener("bukti:page", begin);
// A page that comes back from the browser's memory may be sent again.
window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll<HTMLFormElement>("form[data-sent]")) delete form.dataset["sent"];
});
window.addEventListener("popstate", () => location.reload());
