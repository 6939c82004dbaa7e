import { createHash } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";

const text = await readFile("dist/index.js");
const digest = createHash("sha512").update(text).digest("hex");
await writeFile("dist/index.js.sha512", `${digest}  index.js\n`);
