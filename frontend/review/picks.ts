/** Several at once: how many are picked, all that may be picked with one press, and a sheet that says where they go. */
import { translate } from "../page";

export function picks(root: ParentNode): void {
  const form = root.querySelector<HTMLFormElement>("[data-several]");
  if (!form) return;
  const most = Number(form.dataset["most"] ?? 20);
  const boxes = [...document.querySelectorAll<HTMLInputElement>("[data-pick]")];
  const all = form.querySelector<HTMLButtonElement>("[data-pick-all]");
  const send = form.querySelector<HTMLButtonElement>('[type="submit"]');
  const usual = send?.textContent ?? "";
  const sure = form.querySelector<HTMLInputElement>("[data-sure]");
  if (sure) sure.disabled = false;
  const show = (): void => {
    const picked = boxes.filter((box) => box.checked);
    form.classList.toggle("is-picked", picked.length > 0);
    if (send) {
      send.disabled = picked.length === 0;
      send.textContent = picked.length ? translate(form, "some", { count: String(picked.length) }) : usual;
    }
    const accounts = new Set(picked.flatMap((box) => (box.dataset["accounts"] ?? "").split(" ")).filter(Boolean));
    const counts = { count: String(picked.length), accounts: String(accounts.size) };
    form.dataset["confirm"] = translate(form, accounts.size ? "sheet" : "proof", counts);
    form.dataset["confirmList"] = JSON.stringify(picked.map((box) => [box.dataset["title"], box.dataset["where"]]));
    for (const box of boxes) box.disabled = picked.length >= most && !box.checked;
  };
  for (const box of boxes) box.addEventListener("change", show);
  if (all) {
    all.hidden = false;
    all.addEventListener("click", () => {
      const wanted = !boxes.slice(0, most).every((box) => box.checked);
      boxes.forEach((box, index) => (box.checked = wanted && index < most));
      show();
    });
  }
  // A page that comes back from the browser's memory keeps its ticks.
  window.addEventListener("pageshow", show);
  show();
}
