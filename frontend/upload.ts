/**
 * One photo: seen before it is sent, sent once, with its progress. The plain form stays underneath. Until the server has
 * taken the photo in, the page and the chosen file stay: the camera may have kept no other copy.
 */
import { fill, make, number, status, translate } from "./page";

const MEGABYTE = 1024 * 1024;

async function preview(form: HTMLFormElement, file: File): Promise<void> {
  const place = form.querySelector<HTMLElement>("[data-preview]");
  if (!place) return;
  place.hidden = false;
  try {
    const bitmap = await createImageBitmap(file);
    const scale = Math.min(1, 1280 / Math.max(bitmap.width, bitmap.height));
    const canvas = make("canvas", "");
    canvas.width = Math.round(bitmap.width * scale);
    canvas.height = Math.round(bitmap.height * scale);
    canvas.getContext("2d")?.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
    canvas.setAttribute("role", "img");
    canvas.setAttribute("aria-label", translate(form, "chosen"));
    bitmap.close();
    fill(place, canvas, ...place.querySelectorAll(".tab"));
  } catch {
    // A picture this browser cannot draw may still be a good photo; the server looks at it.
    const words = make("p", "waiting");
    words.textContent = file.name;
    fill(place, words, ...place.querySelectorAll(".tab"));
  }
}

interface Controls {
  form: HTMLFormElement;
  button: HTMLButtonElement;
  label: string;
  line: HTMLElement;
  bar: HTMLProgressElement;
  /** The token is known to be of a session that is over. */
  stale: boolean;
}

/** Nothing is under way any more, and the reader hears why. */
function rest({ button, label, line, bar }: Controls, ...words: (string | Node)[]): void {
  button.disabled = false;
  button.textContent = label;
  bar.hidden = true;
  line.classList.add("wrong");
  fill(line, ...words);
}

function send(controls: Controls, renewed = false): void {
  const { form, button, line, bar } = controls;
  const request = new XMLHttpRequest();
  let told = -1;
  const stop = (name: string, values: Record<string, string> = {}): void => rest(controls, translate(form, name, values));
  request.upload.addEventListener("progress", (event) => {
    if (!event.lengthComputable) return;
    const percent = Math.floor((event.loaded / event.total) * 100);
    bar.value = percent;
    button.textContent = translate(form, "sending", { percent: String(percent) });
    // One announcement each quarter, so that a reader is not talked over.
    const quarter = Math.floor(percent / 25);
    if (quarter > told) {
      told = quarter;
      line.textContent = button.textContent;
    }
  });
  request.upload.addEventListener("load", () => {
    button.textContent = translate(form, "checking");
  });
  request.addEventListener("error", () => stop("lost"));
  request.addEventListener("abort", () => stop("lost"));
  request.addEventListener("load", () => {
    const code = String(request.status);
    if (request.status === 413) stop("large", { size: number.format(size(form) / MEGABYTE) });
    else if (request.status === 429) stop("often");
    else if (request.status === 400 && !renewed) void renew(controls);
    else if (request.status === 422) refuse(controls, request.responseText);
    else if (request.status !== 200) stop("refused", { code });
    else if (leadsTo(form.dataset["done"], request.responseURL)) show(request.responseText, request.responseURL);
    else enter(controls);
  });
  request.open("POST", form.action);
  request.setRequestHeader("Accept", "text/html");
  button.disabled = true;
  bar.hidden = false;
  line.classList.remove("wrong");
  request.send(fields(form));
}

function leadsTo(path: string | undefined, address: string): boolean {
  return new URL(address, location.href).pathname === path;
}

/** The session ended: the way in opens beside this page, which keeps the photo. */
function enter(controls: Controls): void {
  const link = make("a", "");
  link.href = controls.form.dataset["enter"] ?? "";
  link.target = "_blank";
  link.textContent = translate(controls.form, "enter");
  controls.stale = true;
  rest(controls, translate(controls.form, "ended"), " ", link);
}

/** The form's token belongs to a session that is over: ask for one of the present session, then send the photo. */
async function renew(controls: Controls): Promise<void> {
  const { form, button } = controls;
  button.disabled = true;
  try {
    const answer = await fetch(form.action, { headers: { Accept: "text/html" } });
    if (leadsTo(form.dataset["enter"], answer.url)) return enter(controls);
    const fresh = takeOver(form, await answer.text(), ["csrf_token"]);
    // Without a form there is no token, and a photo sent without one goes over a slow line in vain.
    if (!fresh) return rest(controls, translate(form, "refused", { code: String(answer.status) }));
  } catch {
    return rest(controls, translate(form, "lost"));
  }
  controls.stale = false;
  send(controls, true);
}

/** What was sent cannot be used: the server's words stand beside the button, and the next try has a number of its own. */
function refuse(controls: Controls, html: string): void {
  const fresh = takeOver(controls.form, html, ["csrf_token", "uuid"]);
  const words = [...(fresh?.querySelectorAll(".field-error") ?? [])].map((each) => each.textContent.trim());
  if (fresh?.querySelector(".picker + .field-error, .field-error + .picker")) forget(controls.form);
  // A field that is folded away may be the one to mend.
  if (fresh?.querySelector("details[open]")) controls.form.querySelector("details")?.setAttribute("open", "");
  rest(controls, words.join(" ") || translate(controls.form, "refused", { code: "422" }));
}

/** A file that cannot be used is no longer chosen. */
function forget(form: HTMLFormElement): void {
  for (const input of form.querySelectorAll<HTMLInputElement>("input[type=file]")) input.value = "";
  const place = form.querySelector<HTMLElement>("[data-preview]");
  if (place) place.hidden = true;
}

/** Copy the named fields of the same form in another answer; that form, or null when it is not there. */
function takeOver(form: HTMLFormElement, html: string, names: string[]): HTMLFormElement | null {
  const fresh = new DOMParser().parseFromString(html, "text/html").querySelector<HTMLFormElement>("form[data-upload]");
  for (const name of names) {
    const [mine, theirs] = [form, fresh].map((each) => each?.elements.namedItem(name));
    if (mine instanceof HTMLInputElement && theirs instanceof HTMLInputElement) mine.value = theirs.value;
  }
  return fresh;
}

/** The answer is a page already, with its message: it is shown as it came instead of being asked for again. */
function show(html: string, address: string): void {
  const fresh = new DOMParser().parseFromString(html, "text/html");
  if (address !== location.href) history.pushState(null, "", address);
  document.title = fresh.title;
  document.body.replaceWith(fresh.body);
  window.scrollTo(0, 0);
  document.dispatchEvent(new CustomEvent("bukti:page"));
}

function chosen(form: HTMLFormElement): File | undefined {
  const files = [...form.querySelectorAll<HTMLInputElement>("input[type=file]")].map((input) => input.files?.[0]);
  return files.find((file) => file !== undefined);
}

function size(form: HTMLFormElement): number {
  return chosen(form)?.size ?? 0;
}

/** What keeps the chosen file from being sent, or nothing. */
function obstacle(form: HTMLFormElement): string {
  const file = chosen(form);
  if (!file) return translate(form, "none");
  if (file.size === 0) return translate(form, "empty");
  if (file.size > Number(form.dataset["upload"])) return translate(form, "large", { size: number.format(file.size / MEGABYTE) });
  return "";
}

/** A second field that opens the camera at once. It stays off without script, so that the form sends one file. */
function openCamera(form: HTMLFormElement): void {
  const place = form.querySelector<HTMLElement>("[data-camera]");
  const input = place?.querySelector("input");
  if (!place || !input) return;
  place.hidden = false;
  input.disabled = false;
}

/** The form without the file field that was left empty: the server reads the first one it finds. */
function fields(form: HTMLFormElement): FormData {
  const data = new FormData();
  for (const [name, value] of new FormData(form)) {
    if (!(value instanceof File) || value.size > 0) data.append(name, value);
  }
  return data;
}

/** Forms with ``data-upload`` (the largest size in bytes). */
export function uploads(root: ParentNode): void {
  for (const form of root.querySelectorAll<HTMLFormElement>("form[data-upload]")) {
    const button = form.querySelector<HTMLButtonElement>("button[type=submit]");
    if (!button) continue;
    const line = status("progress-line");
    const bar = make("progress", "");
    bar.max = 100;
    bar.hidden = true;
    bar.setAttribute("aria-label", translate(form, "chosen"));
    button.before(line, bar);
    if (matchMedia("(pointer: coarse)").matches) openCamera(form);
    const controls = { form, button, label: button.textContent, line, bar, stale: false };
    const inputs = [...form.querySelectorAll<HTMLInputElement>("input[type=file]")];
    for (const input of inputs) {
      input.addEventListener("change", () => {
        const file = input.files?.[0];
        if (!file) return;
        // Of camera and gallery the last one chosen counts.
        for (const other of inputs) if (other !== input) other.value = "";
        const wrong = obstacle(form);
        line.textContent = wrong || translate(form, "ready");
        line.classList.toggle("wrong", wrong !== "");
        void preview(form, file);
      });
    }
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      if (button.disabled) return;
      const wrong = obstacle(form);
      if (wrong) rest(controls, wrong);
      else if (controls.stale) void renew(controls);
      else send(controls);
    });
  }
}
