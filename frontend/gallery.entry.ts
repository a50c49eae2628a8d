/** The galleries at a desk: the keys of the inbox, for tiles and tables. */
import { keys } from "./review/keys";

keys(document);
