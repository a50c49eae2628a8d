/** A closer look at both photos of a pair at once: they lie in one window, which is moved as any page is. */
import { make, translate } from "../page";

const LEVELS = [1, 2, 4];

function zoom(place: HTMLElement): void {
  const pair = place.querySelector<HTMLElement>(".pair");
  const tools = place.querySelector<HTMLElement>(".pair-tools");
  if (!pair || !tools) return;
  const windowed = make("div", "zoom-window");
  pair.replaceWith(windowed);
  windowed.append(pair);
  const button = make("button", "");
  button.type = "button";
  button.dataset["zoomStep"] = "";
  button.textContent = translate(place, "zoom");
  const said = make("span", "visually-hidden");
  said.setAttribute("role", "status");
  let at = 0;
  button.addEventListener("click", () => {
    at = (at + 1) % LEVELS.length;
    const level = LEVELS[at] ?? 1;
    // What was in the middle stays there.
    const x = (windowed.scrollLeft + windowed.clientWidth / 2) / windowed.scrollWidth;
    const y = (windowed.scrollTop + windowed.clientHeight / 2) / windowed.scrollHeight;
    if (level > 1) windowed.style.height = `${windowed.clientHeight}px`;
    else windowed.style.height = "";
    pair.style.setProperty("--zoom", String(level));
    windowed.classList.toggle("is-zoomed", level > 1);
    if (level > 1) {
      windowed.tabIndex = 0;
      windowed.setAttribute("role", "region");
      windowed.setAttribute("aria-label", translate(place, "window"));
      // A screen's worth of pixels is no closer look.
      for (const image of pair.querySelectorAll("img")) image.sizes = "400vw";
    } else {
      windowed.removeAttribute("tabindex");
      windowed.removeAttribute("role");
      windowed.removeAttribute("aria-label");
    }
    windowed.scrollLeft = x * windowed.scrollWidth - windowed.clientWidth / 2;
    windowed.scrollTop = y * windowed.scrollHeight - windowed.clientHeight / 2;
    button.textContent = level > 1 ? `${translate(place, "zoom")} ${level}×` : translate(place, "zoom");
    said.textContent = translate(place, "level", { level: String(level) });
  });
  tools.querySelector(".pair-hint")?.before(button);
  tools.append(said);
}

/** Give each pair that wants it the button, once its slider stands. */
export function zooms(root: ParentNode): void {
  for (const place of root.querySelectorAll<HTMLElement>("[data-zoom]")) {
    if (place.querySelector(".pair-tools")) {
      zoom(place);
      continue;
    }
    const watch = new MutationObserver(() => {
      if (!place.querySelector(".pair-tools")) return;
      watch.disconnect();
      zoom(place);
    });
    watch.observe(place, { childList: true, subtree: true });
  }
}
