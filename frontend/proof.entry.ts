/** The public proof page: nothing but the slider, since a stranger's phone keeps nothing of ours. */
import { pairs } from "./pair";

pairs(document);
