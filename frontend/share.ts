/** Sharing by hand: the picture is fetched beforehand, since the sheet opens only right after a tap. */
import { translate } from "./page";
import { toast } from "./words";

/** Buttons with ``data-share`` (the picture's address) show themselves where the device can share files. */
export function shares(root: ParentNode): void {
  for (const button of root.querySelectorAll<HTMLButtonElement>("[data-share]")) {
    if (typeof navigator.canShare === "function") void prepare(button);
  }
}

async function prepare(button: HTMLButtonElement): Promise<void> {
  const answer = await fetch(button.dataset["share"] ?? "").catch(() => null);
  if (!answer?.ok) return;
  const file = new File([await answer.blob()], button.dataset["shareName"] ?? "bukti.jpg", { type: "image/jpeg" });
  if (!navigator.canShare({ files: [file] })) return;
  button.hidden = false;
  button.addEventListener("click", () => {
    navigator.share({ files: [file] }).catch((error: unknown) => {
      // Closing the sheet without sharing is no error, and a second tap while it is open is none either.
      const name = error instanceof DOMException ? error.name : "";
      if (name !== "AbortError" && name !== "InvalidStateError") toast(translate(button, "failed"), translate(button, "close"));
    });
  });
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
      const next = groups.findIndex((later, at) => at > place && later.length > 0);
      for (const each of group) each.addEventListener("click", () => { show(next); });
    });
    show(0);
  }
}
