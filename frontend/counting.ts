/**
 * How networks count a text, the same as the server does (`evidence/adapters/networks/counting.py`): a test gives both
 * the same texts. What is counted here while somebody writes is only ever a help; the server's count decides.
 *
 * The browsers of 2020 cannot look behind in an expression, so what stands before a match is looked at by hand.
 */

const ADDRESS_COUNTS = 23;
/** X's own table of characters that count one; all others count two. */
const ONE_EACH = [[0, 4351], [8192, 8205], [8208, 8223], [8242, 8247]] as const;

const COUNTRIES =
  "ac ad ae af ag ai al am ao aq ar as at au aw ax az ba bb bd be bf bg bh bi bj bl bm bn bo bq br bs bt bv bw by " +
  "bz ca cc cd cf cg ch ci ck cl cm cn co cr cu cv cw cx cy cz de dj dk dm do dz ec ee eg eh er es et eu fi fj fk " +
  "fm fo fr ga gb gd ge gf gg gh gi gl gm gn gp gq gr gs gt gu gw gy hk hm hn hr ht hu id ie il im in io iq ir is " +
  "it je jm jo jp ke kg kh ki km kn kp kr kw ky kz la lb lc li lk lr ls lt lu lv ly ma mc md me mf mg mh mk ml mm " +
  "mn mo mp mq mr ms mt mu mv mw mx my mz na nc ne nf ng ni nl no np nr nu nz om pa pe pf pg ph pk pl pm pn pr ps " +
  "pt pw py qa re ro rs ru rw sa sb sc sd se sg sh si sj sk sl sm sn so sr ss st su sv sx sy sz tc td tf tg th tj " +
  "tk tl tm tn to tr tt tv tw tz ua ug uk um us uy uz va vc ve vg vi vn vu wf ws ye yt za zm zw";
const COMMON =
  "com net org edu gov mil int info biz name pro mobi asia app dev blog site online shop store xyz tech cloud " +
  "link live news page space web wiki world media social email agency city academy center club community digital " +
  "fun global group guru help host icu ink life ltd me museum network one photo photos pics press pub red run " +
  "school solutions studio support systems team today tools top tours travel video vip website work works zone";

const TAIL = "(?:[/?#][\\p{Script=Latin}\\p{Script=Cyrillic}\\p{Nd}!*'();:@&=+$,/?#\\[\\]%_.~|\\-]*)?";
const LABEL = "[\\p{L}\\p{Nd}_](?:[\\p{L}\\p{M}\\p{Nd}_\\-]*[\\p{L}\\p{M}\\p{Nd}_])?";
const LINK = new RegExp(`https?://(?:${LABEL}\\.)+\\p{L}[\\p{L}\\p{M}\\p{Nd}\\-]*(?::\\d{1,5})?${TAIL}`, "giu");
const NOT_BEFORE_LINK = /[\p{L}\p{Nd}_@#$]/u;
const ENDINGS = `${COUNTRIES} ${COMMON}`.split(" ").join("|");
const BARE = new RegExp(`(?:${LABEL}\\.)+(?:${ENDINGS})(?![\\p{L}\\p{Nd}_@\\-])${TAIL}`, "giu");
const NOT_BEFORE_BARE = /[\p{L}\p{Nd}_@#$./-]/u;
const HASHTAG = /[#＃](?=[\p{N}_]*[\p{L}\p{M}])[\p{L}\p{M}\p{N}_]+/gu;
const NOT_BEFORE_HASHTAG = /[\p{L}\p{M}\p{N}_&/#＃@]/u;
const NAME = "[A-Za-z0-9_](?:[A-Za-z0-9_.\\-]*[A-Za-z0-9_])?";
const MENTION = new RegExp(`[@＠]${NAME}(?:@${NAME})?`, "gu");
const NOT_BEFORE_MENTION = /[\p{L}\p{M}\p{N}_/.@＠#&%$!*-]/u;
const EMOJI =
  /^(?:(?![©®™])\p{Extended_Pictographic}(?!\uFE0E)|[©®™]\uFE0F|\p{Regional_Indicator}{2}|[0-9#*]\uFE0F?\u20E3)/u;
const CLOSING: Record<string, string> = { ")": "(", "]": "[" };

/** A piece of a text, in UTF-16 units. */
interface Span {
  start: number;
  text: string;
}

const segmenter = typeof Intl.Segmenter === "function" ? new Intl.Segmenter(undefined, { granularity: "grapheme" }) : null;

/** What a reader calls one character each; without the browser's help code points, which are never fewer. */
function clusters(text: string): string[] {
  return segmenter ? Array.from(segmenter.segment(text), (each) => each.segment) : [...text];
}

function find(pattern: RegExp, notBefore: RegExp, text: string): Span[] {
  const found: Span[] = [];
  pattern.lastIndex = 0;
  for (let match = pattern.exec(text); match; match = pattern.exec(text)) {
    const before = [...text.slice(Math.max(0, match.index - 2), match.index)].pop() ?? "";
    if (before && notBefore.test(before)) {
      pattern.lastIndex = match.index + String.fromCodePoint(text.codePointAt(match.index) ?? 0).length;
    } else {
      found.push({ start: match.index, text: match[0] });
    }
  }
  return found;
}

/** An address ends before the punctuation of its sentence, but keeps brackets that it opened itself. */
function trimmed(address: string): string {
  for (;;) {
    const last = address.slice(-1);
    const opening = CLOSING[last];
    const balanced = opening !== undefined && address.split(opening).length >= address.split(last).length;
    if (!last || balanced || !"!*';:,.?)([|~$&@".includes(last)) return address;
    address = address.slice(0, -1);
  }
}

const addresses = (pattern: RegExp, notBefore: RegExp, text: string): Span[] =>
  find(pattern, notBefore, text).map(({ start, text: told }) => ({ start, text: trimmed(told) }));

function blanked(text: string, spans: Span[], filler = " "): string {
  for (const { start, text: told } of [...spans].sort((one, other) => other.start - one.start)) {
    text = text.slice(0, start) + filler.repeat(told.length) + text.slice(start + told.length);
  }
  return text;
}

const links = (text: string): Span[] => addresses(LINK, NOT_BEFORE_LINK, text);
const within = (pattern: RegExp, notBefore: RegExp, text: string): Span[] => find(pattern, notBefore, blanked(text, links(text)));
const hashtags = (text: string): Span[] => within(HASHTAG, NOT_BEFORE_HASHTAG, text);
const mentions = (text: string): Span[] => within(MENTION, NOT_BEFORE_MENTION, text);

const bytes = (text: string): number => new TextEncoder().encode(text).length;

function mastodon(text: string): number {
  for (const { start, text: told } of [...links(text), ...mentions(text)].sort((one, other) => other.start - one.start)) {
    const named = /^[@＠]/.test(told);
    const stands = named ? `@${told.slice(1).split("@")[0] ?? ""}` : "x".repeat(ADDRESS_COUNTS);
    text = text.slice(0, start) + stands + text.slice(start + told.length);
  }
  return clusters(text).length;
}

function weight(character: string): number {
  const point = character.codePointAt(0) ?? 0;
  return ONE_EACH.some(([first, last]) => first <= point && point <= last) ? 1 : 2;
}

function weighted(text: string): number {
  const composed = text.normalize("NFC");
  const found = links(composed);
  const bare = addresses(BARE, NOT_BEFORE_BARE, blanked(composed, found));
  const rest = blanked(composed, [...found, ...bare], "");
  const words = clusters(rest).map((each) => (EMOJI.test(each) ? 2 : [...each].reduce((sum, one) => sum + weight(one), 0)));
  return ADDRESS_COUNTS * (found.length + bare.length) + words.reduce((sum, each) => sum + each, 0);
}

const threads = (text: string): number =>
  clusters(text).reduce((sum, each) => sum + (EMOJI.test(each) ? bytes(each) : [...each].length), 0);

/** Each way of counting by the name that the server gives it (`evidence/compose/measures.py`). */
export const COUNTS: Record<string, (text: string) => number> = {
  points: (text) => [...text].length,
  utf16: (text) => text.length,
  utf8: bytes,
  graphemes: (text) => clusters(text).length,
  mastodon,
  weighted,
  threads,
  links: (text) => links(text).length,
  hashtags: (text) => hashtags(text).length,
  mentions: (text) => mentions(text).length,
};
