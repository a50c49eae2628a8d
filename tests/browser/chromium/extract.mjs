/** Unpacks the Chromium of this package into the folder named by TMPDIR and prints the path of its program. */
import chromium from "@sparticuz/chromium";

process.stdout.write(await chromium.executablePath());
