/** Sharing by hand: the pictures are fetched beforehand, since the sheet opens only right after a tap. */
import { translate } from "./page";
import { toast } from "./words";

/** Buttons with ``data-share`` show themselves where the device can share what their step offers to be saved. */
export function shares(root: ParentNode): void {
  for (const button of root.querySelectorAll<HTMLButtonElement>("[data-share]")) {
    if (typeof navigator.canShare === "function") void prepare(button);
  }
}

async function prepare(button: HTMLButtonElement): Promise<void> {
  const links = button.closest("li")?.querySelectorAll<HTMLAnchorElement>("a[download]") ?? [];
  // In the order of the post; of a post of several pictures, some alone would be another one.
  const files = await Promise.all([...links].map(fetched)).catch(() => []);
  if (!files.length || !navigator.canShare({ files })) return;
  button.hidden = false;
  button.addEventListener("click", () => {
    navigator.share({ files }).catch((error: unknown) => {
      // Closing the sheet without sharing is no error, and a second tap while it is open is none either.
      const name = error instanceof DOMException ? error.name : "";
      if (name !== "AbortError" && name !== "InvalidStateError") toast(translate(button, "failed"), translate(button, "close"));
    });
  });
}

/** The file that a link saves. Rejects where it cannot be had. */
async function fetched(link: HTMLAnchorElement): Promise<File> {
  const answer = await fetch(link.href);
  if (!answer.ok) throw new Error(answer.statusText);
  return new File([await answer.blob()], link.download, { type: "image/jpeg" });
}

/** In a list with ``data-steps`` the present step has the filled button: to copy, to share, to say that it is done. */
export function steps(root: ParentNode): void {
  for (const list of root.querySelectorAll<HTMLElement>("[data-steps]")) {
    const groups = [...list.children].map((step) => [
      ...step.querySelectorAll<HTMLElement>(":scope > button, :scope > .buttons > *, :scope > form > button"),
    ]);
    const show = (present: number): void => {
      groups.forEach((group, place) => {
        const filled = place === present ? (group.find((each) => !each.hidden) ?? group[0]) : undefined;
        for (const each of group) each.classList.toggle("primary", each === filled);
      });
    };
    groups.slice(0, -1).forEach((group, place) => {
      const next = (): number => groups.findIndex((later, at) => at > place && later.some((each) => !each.hidden));
      for (const each of group) each.addEventListener("click", () => { show(next()); });
    });
    show(0);
  }
}
