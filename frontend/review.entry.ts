/** The inbox of whoever decides, and the page of a decision: keys, a closer look, marks on pictures, several at once. */
import { draws } from "./review/draw";
import { keys } from "./review/keys";
import { picks } from "./review/picks";
import { zooms } from "./review/zoom";

zooms(document);
draws(document);
picks(document);
keys(document);
