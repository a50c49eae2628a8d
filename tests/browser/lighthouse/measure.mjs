/** Measures one page as a mid-range phone on a mobile line sees it. Takes JSON as its argument, prints the report as JSON. */
import { launch } from "chrome-launcher";
import lighthouse from "lighthouse";

const { program, flags, url, headers } = JSON.parse(process.argv[2]);
const chrome = await launch({ chromePath: program, chromeFlags: ["--headless=new", ...flags], logLevel: "silent" });
try {
  const { lhr } = await lighthouse(url, {
    port: chrome.port,
    logLevel: "silent",
    onlyCategories: ["performance", "accessibility", "best-practices"],
    extraHeaders: headers,
  });
  process.stdout.write(JSON.stringify(lhr));
} finally {
  chrome.kill();
}
