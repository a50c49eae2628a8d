/** A new activity in as few words as may be: everything is proposed, and everything can be changed. */
import { fill } from "../page";
import { changeDraft, drafts, keepDraft, me, type Choice, type Draft, type Facts, type Point } from "../outbox/store";
import { uuid } from "../outbox/ids";
import { cityTime } from "./knowledge";
import { owner } from "./shot";
import { day, part, say } from "./words";

/** What was chosen last is each person's own, though they share a phone. */
const LAST = "bukti-last-";

interface Last {
  unit?: string;
  place?: string;
  category?: string;
}

function last(user: string): Last {
  try {
    return JSON.parse(localStorage.getItem(LAST + user) ?? "{}") as Last;
  } catch {
    return {};
  }
}

/** An activity of ``mode`` (A, B or C) with what was chosen last, or null where this phone has not learned what ``user`` does. */
export async function begin(user: string, mode: string): Promise<Draft | null> {
  const known = await me();
  const before = last(user);
  const unit = known?.units.find((each) => each.code === before.unit) ?? known?.units[0];
  const category = known?.categories.find((each) => each.code === before.category && fits(each.mode, mode)) ?? known?.categories.find((each) => fits(each.mode, mode));
  if (known?.id !== user || !unit || !category) return null;
  const place = [before.place, unit.code].find((code) => known.places.some((each) => each.code === code)) ?? known.places[0]?.code ?? "";
  const now = cityTime(known);
  const facts = { category: category.code, mode, unit: unit.code, place: { unit: place, rt: null, rw: null, street: "" } };
  return fresh(user, { ...facts, title: proposed(category.label, now), work_date: dateOf(now), note: "" });
}

/** An activity at a photo point, as it always is there. */
export async function repeat(user: string, point: Point): Promise<Draft> {
  const now = cityTime(await me());
  const { id, category, mode, unit, place } = point;
  return fresh(user, { category, mode, unit, place, title: proposed(point.name, now), work_date: dateOf(now), note: "", point: id });
}

function fresh(user: string, facts: Facts): Draft {
  return { id: uuid(), user, facts, held: true, sent: false, reason: "", created: Date.now() };
}

/** The date in Surakarta, as ``2026-11-25``; none where the phone does not know what day it is. */
function dateOf(now: number | null): string | null {
  return now === null ? null : new Date(now + 7 * 3_600_000).toISOString().slice(0, 10);
}

/** Documentation has categories of its own; the rest fit both other ways. */
function fits(usual: string | undefined, mode: string): boolean {
  return (usual === "C") === (mode === "C");
}

function proposed(category: string, now: number | null): string {
  return now === null ? category : say("title", { category, day: day(now) });
}

/** What was ``chosen`` and is not on offer any more stays what it is, by its name in ``named`` if it has one there. */
function options(id: string, choices: Choice[], chosen: string, named: Choice[] = []): void {
  const gone = chosen === "" || choices.some((each) => each.code === chosen) ? [] : [named.find((each) => each.code === chosen) ?? { code: chosen, label: chosen }];
  fill(part(id), ...[...choices, ...gone].map((each) => new Option(each.label, each.code, false, each.code === chosen)));
}

let draft: Draft | null = null;

/** Show the form for that draft of the phone's person; false where there is none. */
export async function openForm(id: string): Promise<boolean> {
  const [known, who] = await Promise.all([me(), owner()]);
  draft = (await drafts()).find((each) => each.id === id && each.user === who) ?? null;
  if (!draft || !known) return false;
  const { facts } = draft;
  options("isi-kategori", known.categories, facts.category);
  options("isi-unit", known.units, facts.unit, known.places);
  part("isi-unit-baris").hidden = part<HTMLSelectElement>("isi-unit").options.length < 2;
  // Documentation has no before; which of the other two it is can still be chosen.
  part("isi-cara-baris").hidden = facts.mode === "C";
  part<HTMLSelectElement>("isi-cara").value = facts.mode;
  options("isi-tempat", known.places, facts.place.unit);
  part<HTMLInputElement>("isi-judul").value = facts.title;
  part<HTMLInputElement>("isi-jalan").value = facts.place.street;
  part<HTMLInputElement>("isi-rt").value = facts.place.rt === null ? "" : String(facts.place.rt);
  part<HTMLInputElement>("isi-rw").value = facts.place.rw === null ? "" : String(facts.place.rw);
  wrong(draft.reason);
  return true;
}

function wrong(words: string): void {
  part("isi-salah").hidden = words === "";
  part("isi-salah-kata").textContent = words;
}

const RT_RW = ["isi-rt", "isi-rw"];

/** Null where nothing is written, and NaN for what is no number from 1 to 999. */
function number(id: string): number | null {
  const value = part<HTMLInputElement>(id).value.trim();
  if (value === "") return null;
  return /^\d{1,3}$/.test(value) && Number(value) > 0 ? Number(value) : NaN;
}

function written(before: Facts): Facts {
  const text = (id: string): string => part<HTMLInputElement | HTMLSelectElement>(id).value.trim();
  return {
    ...before,
    title: text("isi-judul"),
    mode: before.mode === "C" ? "C" : text("isi-cara"),
    category: text("isi-kategori"),
    unit: text("isi-unit"),
    place: { unit: text("isi-tempat"), rt: number("isi-rt"), rw: number("isi-rw"), street: text("isi-jalan") },
  };
}

/**
 * The draft with what its person wrote. It may be on its way at this moment, or have arrived and left the phone. Null where
 * another person has signed in meanwhile, whose words these may be.
 */
async function save(draft: Draft, facts: Facts): Promise<Draft | null> {
  if (draft.user !== (await owner())) return null;
  // Work elsewhere begins as it did before a sign was read.
  if (!facts.point) localStorage.setItem(LAST + draft.user, JSON.stringify({ unit: facts.unit, place: facts.place.unit, category: facts.category }));
  const anew = { facts, held: false, sent: false, reason: "", attempts: 0, due: 0 };
  const kept = await changeDraft(draft.id, (now) => ({ ...anew, edited: now.sent || now.tried === true, made: now.sent || now.made === true }));
  if (kept) return kept;
  const back = { ...draft, ...anew, edited: true, made: true };
  await keepDraft(back);
  return back;
}

/** ``saved`` hears of a draft whose person has written it, and ``foreign`` of one that is not theirs any more. */
export function bindForm(saved: (draft: Draft) => void, foreign: () => void): void {
  part("isi-kategori").addEventListener("change", () => {
    const select = part<HTMLSelectElement>("isi-kategori");
    const title = part<HTMLInputElement>("isi-judul");
    void me().then((known) => {
      const usual = known?.categories.find((each) => each.code === select.value)?.mode;
      if (draft?.facts.mode !== "C" && (usual === "A" || usual === "B")) part<HTMLSelectElement>("isi-cara").value = usual;
    });
    // A title of the person's own stays.
    const usual = [...select.options].some((each) => title.value.startsWith(each.label));
    const began = draft?.facts.work_date;
    if (usual) title.value = proposed(select.selectedOptions[0]?.label ?? "", began ? Date.parse(began) : null);
  });
  part<HTMLFormElement>("isi-formulir").addEventListener("submit", (event) => {
    event.preventDefault();
    if (!draft) return;
    const facts = written(draft.facts);
    if (facts.title.length < 5) {
      wrong(say("short-title"));
      part("isi-judul").focus();
      return;
    }
    const odd = RT_RW.find((id) => Number.isNaN(number(id)));
    if (odd) {
      wrong(say(odd));
      part(odd).focus();
      return;
    }
    void save(draft, facts).then((kept) => (kept ? saved(kept) : foreign()));
  });
}
