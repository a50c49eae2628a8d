/** The page of papers: says how much a choice holds as soon as it is made, as the button does without script. */

const SETTLE_MS = 350;

function choices(form: HTMLFormElement): URLSearchParams {
  const asked = new URLSearchParams();
  for (const [name, value] of new FormData(form)) {
    if (["kind", "unit", "first", "last", "shapes"].includes(name) && typeof value === "string") asked.append(name, value);
  }
  return asked;
}

/** What the server says of these choices, put in place of what it said before. */
async function recount(form: HTMLFormElement, serial: () => boolean): Promise<void> {
  const answer = await fetch(`${form.dataset["estimate"]}?${choices(form)}`, { headers: { Accept: "text/html" } }).catch(() => null);
  if (!answer?.ok || answer.redirected) return;
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  if (!serial()) return;
  const [told, shown] = [fresh, document].map((page) => page.getElementById("perkiraan"));
  if (told && shown) {
    shown.className = told.className;
    shown.textContent = told.textContent;
  }
  const [empty, offer] = [fresh, document].map((page) => page.getElementById("nihil"));
  if (empty && offer) offer.hidden = empty.hidden;
  const [named, here] = [fresh, document].map((page) => page.querySelector(".paper-letterhead"));
  if (named && here) here.replaceWith(named);
  const [chips, old] = [fresh, document].map((page) => page.querySelector("#period .filter-chips"));
  if (chips && old) old.replaceWith(chips);
}

function watch(form: HTMLFormElement): void {
  let waiting = 0;
  let asked = 0;
  const shapes = form.querySelector<HTMLElement>("[data-shapes]");
  const fit = (): void => {
    if (shapes) shapes.hidden = new FormData(form).get("kind") === "annex";
  };
  const button = form.querySelector<HTMLElement>("[data-count]");
  if (button) button.hidden = true;
  fit();
  form.addEventListener("change", () => {
    fit();
    window.clearTimeout(waiting);
    waiting = window.setTimeout(() => {
      const mine = ++asked;
      void recount(form, () => mine === asked);
    }, SETTLE_MS);
  });
}

for (const form of document.querySelectorAll<HTMLFormElement>("form[data-estimate]")) watch(form);
