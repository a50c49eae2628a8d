/** The camera's screen: one shutter, the ghost of the before, and the lesser ways where the camera is not to be had. */
import { fill, number } from "../page";
import { Unusable } from "../outbox/shrink";
import { announce, known, photos, type Photo } from "../outbox/store";
import { Camera, NoCamera } from "./camera";
import { distance, watch, wind, type Fix, type Reading } from "./place";
import { NoOwner, NoRoom, saveToGallery, take, type Source, type Target } from "./shot";
import { hour, part, say } from "./words";

/** Metres from which a person should hear that this is another place. */
const FAR_M = 200;
/** Nearer than this no direction makes sense. */
const HERE_M = 10;
const STEP = 10;
const GHOST = 35;

interface Scene {
  target: Target;
  ghost: Blob | null;
  before: { lat: number; lon: number } | null;
}

let camera: Camera | null = null;
let stopWatching: () => void = () => undefined;
let fix: Fix | null = null;
let strength = GHOST;
let zoom = 1;
let torch = false;
let scene: Scene | null = null;
let done: (photo: Photo, picture: Blob, where: string, far: boolean) => void = () => undefined;
let left: () => void = () => undefined;
/** Pictures that are being taken or kept, and whether one is offered that could not be. */
let underWay = 0;
let offered = false;

/** What is known of an activity for its next photo. */
export async function sceneOf(target: Target): Promise<Scene> {
  if (target.stage === "before" || target.stage === "plain") return { target, ghost: null, before: null };
  const activity = (await known()).find((each) => each.id === target.activity);
  // A before that still waits here is its own ghost: the server may not have heard of it.
  const here = (await photos()).find((each) => each.activity === target.activity && each.stage === "before");
  const claimed = (here?.meta["position"] ?? null) as Scene["before"];
  return { target, ghost: activity?.ghost ?? here?.body ?? null, before: activity?.before?.position ?? claimed };
}

/** Whether a shot would be lost with this page. */
export function holdsShot(): boolean {
  return underWay > 0 || (offered && !part("layar-kamera").hidden);
}

async function busy<Result>(work: Promise<Result>): Promise<Result> {
  underWay++;
  try {
    return await work;
  } finally {
    underWay--;
    // Whatever waited for the shot hears that it may go on.
    announce();
  }
}

/** Open the screen for ``wanted``; ``taken`` hears of a photo that is kept, ``gone`` of one whose person left meanwhile. */
export async function openCapture(wanted: Scene, taken: typeof done, gone: typeof left): Promise<void> {
  scene = wanted;
  done = taken;
  left = gone;
  strength = GHOST;
  fix = null;
  part("tahap-foto").textContent = say(`stage-${wanted.target.stage}`, { percent: String(wanted.target.percent ?? "") });
  tell("");
  showGhost();
  stopWatching();
  stopWatching = watch(located);
  try {
    camera?.close();
    const opened = await Camera.open(part<HTMLVideoElement>("gambar-langsung"));
    // Who left while the camera came up must not find its light on.
    if (scene !== wanted) return opened.close();
    camera = opened;
    refusal("");
    tools();
  } catch (error) {
    if (scene !== wanted) return;
    camera = null;
    refusal(say(`camera-${error instanceof NoCamera ? error.why : "busy"}`));
  }
}

export function closeCapture(): void {
  camera?.close();
  camera = null;
  scene = null;
  stopWatching();
}

/** One sentence about the place, from the last reading. */
export function whereabouts(): string {
  if (!fix) return "";
  if (!scene?.before) return say("place-accuracy", { metres: number.format(Math.round(fix.accuracy_m)) });
  const metres = distance(scene.before, fix);
  if (metres < Math.max(HERE_M, fix.accuracy_m)) return say("place-here");
  const values = { distance: inWords(metres), wind: say(`wind-${wind(scene.before, fix)}`) };
  return say(metres - fix.accuracy_m > FAR_M ? "place-far" : "place-near", values);
}

/** Whether the place is so far from the before's that a person should look. */
function isFar(): boolean {
  return Boolean(fix && scene?.before && distance(scene.before, fix) - fix.accuracy_m > FAR_M);
}

function inWords(metres: number): string {
  return metres < 1000 ? `${number.format(Math.round(metres))} m` : `${number.format(Math.round(metres / 100) / 10)} km`;
}

function located(reading: Reading): void {
  // A reading that failed takes nothing from the last good one, which is sent with its age.
  if (reading.fix || reading.refused === "denied") fix = reading.fix;
  const line = part("lokasi");
  line.textContent = fix ? whereabouts() : say(`place-${reading.refused || "none"}`);
  line.classList.toggle("camera-warn", isFar() || !fix);
}

function refusal(words: string): void {
  part("kamera-ditolak").hidden = words === "";
  part("kamera-ditolak-kata").textContent = words;
  part("bidik").classList.toggle("without-camera", words !== "");
  part<HTMLButtonElement>("rana").hidden = words !== "";
  part("alat-bayangan").hidden = words !== "" || !scene?.ghost;
}

function showGhost(): void {
  const picture = part<HTMLImageElement>("bayangan");
  if (picture.src) URL.revokeObjectURL(picture.src);
  picture.hidden = !scene?.ghost;
  if (scene?.ghost) picture.src = URL.createObjectURL(scene.ghost);
  else picture.removeAttribute("src");
  part("alat-bayangan").hidden = !scene?.ghost;
  setStrength(strength);
}

function setStrength(wanted: number): void {
  strength = Math.min(100, Math.max(0, wanted));
  part("bayangan").style.opacity = String(strength / 100);
  part("kekuatan").textContent = say("ghost", { percent: String(strength) });
}

function tools(): void {
  const able = camera?.abilities;
  part("senter").hidden = !able?.torch;
  part("perbesar").hidden = !able?.zoom;
  torch = false;
  zoom = able?.zoom?.least ?? 1;
}

async function setZoom(direction: number): Promise<void> {
  const range = camera?.abilities.zoom;
  if (!range) return;
  const step = Math.max(range.step, (range.most - range.least) / 8);
  zoom = Math.min(range.most, Math.max(range.least, zoom + direction * step));
  await camera?.set({ zoom }).catch(() => undefined);
}

function tell(words: string, picture: Blob | null = null): void {
  offered = picture !== null;
  const line = part("kamera-kata");
  line.hidden = words === "";
  fill(line, words);
  if (!picture) return;
  const save = document.createElement("button");
  save.type = "button";
  save.textContent = say("save");
  save.addEventListener("click", () => saveToGallery(picture, "bukti"));
  line.append(" ", save);
}

/** Keep what was taken at the phone's ``at``. */
async function keepPicture(picture: Blob, source: Source, at: number): Promise<void> {
  if (!scene) return;
  const now = scene;
  const here = (): boolean => !part("layar-kamera").hidden && scene === now;
  tell(say("keeping"));
  try {
    // Kept at once; it is sent when its person has looked at it.
    const photo = await take(picture, source, now.target, fix, at, () => {
      if (here()) tell(say("kept", { time: hour(at) }));
    });
    if (!here()) return left();
    tell("");
    const where = source === "gallery" ? "" : whereabouts();
    const far = isFar();
    closeCapture();
    done(photo, picture, where, far);
  } catch (error) {
    if (error instanceof NoRoom) tell(say("full"), error.picture);
    else if (error instanceof NoOwner) tell(say("in-no-name"), picture);
    else if (error instanceof Unusable) tell(say(`file-${error.why}`));
    else tell(say("not-kept"), picture);
  }
}

/** Buttons are bound once; the screen is opened many times. */
export function bindCapture(): void {
  const on = (id: string, act: () => void): void => part(id).addEventListener("click", act);
  on("rana", () => {
    const shutter = part<HTMLButtonElement>("rana");
    shutter.disabled = true;
    const at = Date.now();
    void busy((camera?.shoot() ?? Promise.reject(new Error("no camera"))).then((picture) => keepPicture(picture, "camera", at)))
      .catch(() => tell(say("camera-busy")))
      .finally(() => {
        shutter.disabled = false;
      });
  });
  on("bayangan-kurang", () => setStrength(strength - STEP));
  on("bayangan-tambah", () => setStrength(strength + STEP));
  on("kisi", () => {
    const thirds = part("garis-tiga");
    thirds.hidden = !thirds.hidden;
    part("kisi").setAttribute("aria-pressed", String(!thirds.hidden));
  });
  on("balik", () => {
    const alone = part("bidik").classList.toggle("before-alone");
    part("balik").setAttribute("aria-pressed", String(alone));
    part("bayangan").style.opacity = alone ? "1" : String(strength / 100);
  });
  on("senter", () => {
    torch = !torch;
    part("senter").setAttribute("aria-pressed", String(torch));
    void camera?.set({ torch }).catch(() => undefined);
  });
  on("zum-kurang", () => void setZoom(-1));
  on("zum-tambah", () => void setZoom(1));
  for (const [id, source] of [["kamera-hp", "native"], ["galeri", "gallery"]] as [string, Source][]) {
    const input = part<HTMLInputElement>(id);
    input.addEventListener("change", () => {
      const file = input.files?.[0];
      input.value = "";
      if (file) void busy(keepPicture(file, source, Date.now()));
    });
  }
}
