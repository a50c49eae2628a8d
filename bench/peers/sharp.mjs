// The same pictures by sharp, as its manual shows: one pipeline for each output. Told on the command line: which job, the
// two photos, where to write, how often, and the long edges of the copies; says what the last round cost.
import sharp from "sharp";

const [job, before, after, out, rounds, edges] = process.argv.slice(2);
sharp.concurrency(1);
sharp.cache(false);

const panel = (photo, width, height) => sharp(photo).autoOrient().resize(width, height, { kernel: "lanczos3" }).toBuffer();

async function picture(width, height, top, across, deep, name) {
  const tiles = await Promise.all([before, after].map((photo) => panel(photo, across, deep)));
  const composite = tiles.map((input, at) => ({ input, left: at * (across + 8), top }));
  const sheet = sharp({ create: { width, height, channels: 3, background: "#163A66" } }).composite(composite);
  await sheet.jpeg({ quality: 91, chromaSubsampling: "4:2:0" }).toFile(`${out}/${name}.jpg`);
}

async function all() {
  await picture(1080, 1350, 0, 536, 1000, "portrait");
  if (job !== "set") return;
  await picture(1080, 1080, 0, 536, 776, "square");
  await picture(1080, 1920, 270, 536, 953, "story");
  await picture(1600, 900, 0, 796, 672, "landscape");
  for (const [number, photo] of [before, after].entries()) {
    for (const edge of edges.split(",").map(Number)) {
      const sized = sharp(photo).autoOrient().resize(edge, edge, { fit: "inside", withoutEnlargement: true });
      await sized.jpeg({ quality: 80 }).toFile(`${out}/${number}-${edge}.jpg`);
    }
  }
}

let cost = {};
for (let round = 0; round < Number(rounds); round += 1) {
  const cpu = process.cpuUsage();
  const began = performance.now();
  await all();
  const used = process.cpuUsage(cpu);
  cost = { cpu: (used.user + used.system) / 1e6, wall: (performance.now() - began) / 1e3 };
}
console.log(JSON.stringify({ ...cost, peak: process.resourceUsage().maxRSS / 1024 }));
