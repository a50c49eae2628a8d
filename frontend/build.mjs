/**
 * Bundles the front end into static/dist under names that carry a hash of their content, so that a browser may keep
 * each file for ever, each with a packed .gz beside it for those that unpack it. manifest.json maps the plain name to the
 * hashed one and is written last: the server never reads a name whose file is not there yet.
 *
 * Entries are frontend/main.ts and frontend/main.css, and every frontend/*.entry.ts and *.entry.css beside them. What the
 * scripts of every page and of the field have in common is one file, shared.js, so that there is one outbox on a page.
 */
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, readFile, readdir, rename, rm, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";

const here = dirname(fileURLToPath(import.meta.url));
const root = dirname(here);
const dist = join(root, "static", "dist");
const manifest = {};

const isEntry = (name) => /^(main|.+\.entry)\.(ts|css)$/.test(name);
const stem = (name) => name.replace(/(\.entry)?\.[^.]+$/, "");
const entries = (await readdir(here)).filter(isEntry).map((name) => ({ in: join(here, name), out: stem(name) }));
const TOGETHER = new Set(["main.ts", "field.entry.ts"]);

const bundled = (chosen, more) => build({
  absWorkingDir: root,
  entryPoints: chosen,
  outdir: dist,
  entryNames: "[name]-[hash]",
  assetNames: "[name]-[hash]",
  bundle: true,
  minify: true,
  write: false,
  metafile: true,
  format: "esm",
  // A cheap phone that no longer gets updates may still run the Chrome of 2020.
  target: ["chrome80", "safari15", "firefox90"],
  loader: { ".svg": "file", ".woff2": "file" },
  legalComments: "none",
  logLevel: "warning",
  ...more,
});
const [together, alone] = await Promise.all([
  bundled(entries.filter((each) => TOGETHER.has(basename(each.in))), { splitting: true, chunkNames: "shared-[hash]" }),
  bundled(entries.filter((each) => !TOGETHER.has(basename(each.in)))),
]);
const outputs = { ...together.metafile.outputs, ...alone.metafile.outputs };
const outputFiles = [...together.outputFiles, ...alone.outputFiles];

/** The name a template asks for: that of the entry, or of the font or picture, with the extension the browser gets. */
function plainName(output) {
  const extension = output.slice(output.lastIndexOf("."));
  if (basename(output).startsWith("shared-")) return "shared.js";
  const source = outputs[output].entryPoint ?? Object.keys(outputs[output].inputs)[0];
  return stem(basename(source)) + extension;
}

/** One file with a <symbol> for each picture named in icons.json; its strokes follow the text's colour. */
async function sprite() {
  const symbols = [];
  for (const name of JSON.parse(await readFile(join(here, "icons.json"), "utf8"))) {
    const file = join(root, "node_modules", "lucide-static", "icons", `${name}.svg`);
    if (!existsSync(file)) throw new Error(`frontend/icons.json names ${name}, which lucide-static does not have.`);
    const inside = (await readFile(file, "utf8")).match(/<svg[^>]*>([\s\S]*)<\/svg>/)[1];
    symbols.push(
      `<symbol id="${name}" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="2" ` +
        `stroke-linecap="round" stroke-linejoin="round">${inside.replace(/\s+/g, " ").trim()}</symbol>`,
    );
  }
  const body = `<svg xmlns="http://www.w3.org/2000/svg">${symbols.join("")}</svg>\n`;
  const hash = createHash("sha256").update(body).digest("hex").slice(0, 8).toUpperCase();
  return { name: `icons-${hash}.svg`, body: Buffer.from(body) };
}

const files = outputFiles.map((file) => ({ name: basename(file.path), body: Buffer.from(file.contents) }));
for (const output of Object.keys(outputs)) manifest[plainName(output)] = basename(output);
const icons = await sprite();
files.push(icons);
manifest["icons.svg"] = icons.name;

// A font is packed as it is.
const packed = files.filter(({ name }) => /\.(js|css|svg)$/.test(name));
for (const file of packed) file.gzipped = gzipSync(file.body, { level: 9 });

await mkdir(dist, { recursive: true });
for (const { name, body } of files) await writeFile(join(dist, name), body);
for (const { name, gzipped } of packed) await writeFile(join(dist, `${name}.gz`), gzipped);
const sorted = Object.fromEntries(Object.entries(manifest).sort());
await writeFile(join(dist, "manifest.json.new"), JSON.stringify(sorted, null, 2) + "\n");
await rename(join(dist, "manifest.json.new"), join(dist, "manifest.json"));

const wanted = new Set([...files.map(({ name }) => name), ...packed.map(({ name }) => `${name}.gz`), "manifest.json"]);
for (const name of await readdir(dist)) if (!wanted.has(name)) await rm(join(dist, name), { recursive: true });

for (const { name, body, gzipped } of packed) {
  process.stdout.write(`  ${name}  ${(body.length / 1024).toFixed(1)} KB, gzipped ${(gzipped.length / 1024).toFixed(1)} KB\n`);
}
