/** The pages for strangers: the slider and what copies a text; a stranger's phone keeps nothing of ours. */
import { pairs } from "./pair";
import { copies } from "./words";

pairs(document);
copies(document);
