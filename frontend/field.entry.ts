/** The field's page: camera, lists and a new activity, all of which work without a network. Which of them is shown stands in the address. */
import { go, letGo } from "./outbox/bar";
import { person, settle } from "./outbox/person";
import { plainForm } from "./ways";
import { change, changes, drafts, keeps, known, me, photos, type Photo } from "./outbox/store";
import { bindCapture, closeCapture, holdsShot, openCapture, sceneOf } from "./field/capture";
import { begin, bindForm, openForm } from "./field/form";
import { refresh } from "./field/knowledge";
import { nextAt, pointOf } from "./field/point";
import { bindOriginals, drawHome, drawQueue } from "./field/lists";
import { bindReview, openReview } from "./field/review";
import { owner } from "./field/shot";
import { part, say } from "./field/words";

/** How long a phone that knows nobody waits to learn whose it is. */
const PATIENCE_MS = 10_000;
const SCREENS = ["awal", "kamera", "hasil", "lengkapi", "kirim"];

function show(screen: string): void {
  for (const each of SCREENS) part(`layar-${each}`).hidden = each !== screen;
  document.body.classList.toggle("with-camera", screen === "kamera");
  closeCapture();
  const heading = part(`layar-${screen}`).querySelector<HTMLElement>(".screen-name");
  heading?.focus();
  window.scrollTo(0, 0);
  // A shot that could not be kept may have held back what another tab said.
  void whose();
}

function told(words: string, kind = "ok"): void {
  part("kabar").className = `message message-${kind}`;
  part("kabar").textContent = words;
  part("kabar").hidden = words === "";
}

/** Whoever leaves a photo or a form keeps it: it goes out. ``open`` is the draft whose form is being opened. */
async function leave(open = ""): Promise<void> {
  if (await letGo(open)) void go(true);
}

/** The draft whose form stands in the address. */
function formOpen(): string {
  return /^#\/lengkapi\/([^/]+)/.exec(location.hash)?.[1] ?? "";
}

/** What opens a screen, once all is read that it shows. */
type Open = () => void;

let turn = 0;

/** Open what is ``found``, unless its person has turned elsewhere meanwhile. */
async function turnTo(found: Promise<Open>): Promise<void> {
  const mine = ++turn;
  const open = await found;
  if (mine === turn) open();
}

async function camera(target: Parameters<typeof sceneOf>[0]): Promise<Open> {
  const scene = await sceneOf(target);
  return () => {
    const mine = turn;
    show("kamera");
    void openCapture(scene, (photo, picture, where, far) => {
      void openReview(photo, picture, scene.ghost, where, far).then(() => {
        if (mine !== turn) return leave(formOpen());
        show("hasil");
        // Nobody looks at a page that was put away meanwhile.
        if (document.hidden) void leave();
      });
    }, () => void leave(formOpen()));
  };
}

async function photoOf(activity: string, stage: string, percent: string | undefined): Promise<Open> {
  const who = await owner();
  if (!who) return home(say("no-owner"));
  const begun = (await drafts()).find((each) => each.id === activity);
  if (begun && begun.user !== who) return home(say("foreign"));
  const title = begun?.facts.title ?? (await known()).find((each) => each.id === activity)?.title ?? "";
  return camera({ activity, stage, percent: percent ? Number(percent) : null, title });
}

/** The form of what was begun here. What has arrived meanwhile has left the phone. */
async function written(activity: string): Promise<Open> {
  if (await openForm(activity)) return () => show("lengkapi");
  const there = (await drafts()).some((each) => each.id === activity);
  return home(there ? say("foreign") : "");
}

/** The first screen, with ``words`` about what could not be done. */
async function home(words = ""): Promise<Open> {
  await drawHome();
  return () => {
    show("awal");
    if (words) told(words, "warn");
  };
}

/** A new activity begins with its first photo. */
async function newOne(mode: string): Promise<Open> {
  const who = await owner();
  const draft = who ? await begin(who, mode) : null;
  if (!draft) return home(say(who ? "unlearned" : "no-owner"));
  return camera({ activity: draft.id, stage: mode === "C" ? "plain" : "before", percent: null, title: draft.facts.title, draft });
}

/** Whoever read a sign stands where its photos are taken. A code that this phone does not know says so, and no more. */
async function atPoint(code: string): Promise<Open> {
  const who = await owner();
  const point = who ? await pointOf(code) : undefined;
  if (point) return camera(await nextAt(point, who));
  return home(who ? say("no-point", { code }) : say("no-owner"));
}

async function wanted(): Promise<Open> {
  const [name = "", ...rest] = location.hash.replace(/^#\/?/, "").split("/");
  if (name !== "") told("");
  await whose();
  void leave(formOpen());
  if (name === "baru") return newOne(rest[0] ?? "A");
  if (name === "foto" && rest[0] && rest[1]) return photoOf(rest[0], rest[1], rest[2]);
  if (name === "titik" && rest[0]) return atPoint(rest[0]);
  if (name === "lengkapi" && rest[0]) return written(rest[0]);
  if (name !== "kiriman") return home();
  await drawQueue();
  return () => show("kirim");
}

function route(): Promise<void> {
  return turnTo(wanted());
}

function move(hash: string): void {
  if (location.hash === hash) void route();
  else location.hash = hash;
}

async function used(photo: Photo): Promise<void> {
  const begun = (await drafts()).find((each) => each.id === photo.activity);
  if (begun?.held) return move(`#/lengkapi/${photo.activity}`);
  move("#/");
  told(say("kept-short"));
  void go(true);
}

/** Once more for the same activity, unless it was ``forgotten`` with its first photo. */
function again(photo: Photo, forgotten: boolean): void {
  if (!forgotten) return move(`#/foto/${photo.activity}/${photo.stage}${photo.percent === null ? "" : `/${photo.percent}`}`);
  if (location.hash.startsWith("#/titik/")) void route();
  else void turnTo(newOne(photo.stage === "plain" ? "C" : "A"));
}

async function network(): Promise<void> {
  const status = navigator.onLine ? await refresh() : 0;
  await whose();
  signIn((await owner()) !== "", status);
  if (part("layar-awal").hidden === false) await drawHome();
}

/** A session that ended needs its person, and no signal; both are said of a phone that is ``somebodys``. */
function signIn(somebodys: boolean, status: number): void {
  part("luring").hidden = !somebodys || status === 200 || status === 401;
  part("masuk-dulu").hidden = somebodys && status !== 401;
  part("masuk-belum").hidden = somebodys;
  part("masuk-lagi").hidden = !somebodys;
}

/** In another tab its person left, or another one came: the page begins anew, so that no photo gets the wrong name. */
async function whose(): Promise<void> {
  const { dataset } = document.body;
  const now = await person();
  // A page that has not been given to anybody yet, or a shot that is not kept yet, waits.
  if (dataset["user"] === undefined || dataset["user"] === now || holdsShot()) return;
  if (dataset["user"] === "") {
    dataset["user"] = now;
    return go(true);
  }
  await letGo();
  location.reload();
}

bindCapture();
bindOriginals();
bindReview((photo) => void used(photo), again);
bindForm((draft) => {
  void photos().then(async (all) => {
    // The form is saved: nothing holds its photos back any more.
    for (const each of all) if (each.activity === draft.id) await change(each.id, { title: draft.facts.title, ...(each.state === "held" ? { state: "waiting" as const } : {}) });
    move("#/");
    told(say("kept-short"));
    void go(true);
  });
}, () => void whose());
part("kirim-sekarang").addEventListener("click", () => void go(true));
window.addEventListener("hashchange", () => void route());
document.addEventListener("visibilitychange", () => {
  // A phone that is put away may never show this page again.
  if (document.hidden) void leave();
  // In another window somebody else may have signed in.
  else void whose();
});
// A page that comes back from the browser's memory has heard of nobody who came or left meanwhile.
window.addEventListener("pageshow", () => void whose());
window.addEventListener("online", () => void network());
window.addEventListener("offline", () => void network());
// What was sent waits for its next stage now, and is known here before the signal goes.
document.addEventListener("bukti:sent", () => void network());
changes(() => {
  void whose();
  if (!part("layar-kirim").hidden) void drawQueue();
  if (!part("layar-awal").hidden) void drawHome();
});

/** Of whoever comes here straight from signing in the server alone knows what they do; the phone learns it before anything else. */
async function met(): Promise<void> {
  const learned = new Promise<void>((done) => changes(() => void me().then((found) => found && done())));
  show("awal");
  told(say("learning"));
  await Promise.race([network(), learned, new Promise((done) => setTimeout(done, PATIENCE_MS))]);
  told("");
}

async function start(): Promise<void> {
  if (!(await keeps())) return location.replace(plainForm(location.hash));
  await settle();
  if (!(await me())) {
    await met();
    if ((await owner()) === "") signIn(false, 0);
  } else void network();
  await route();
}

void start();
