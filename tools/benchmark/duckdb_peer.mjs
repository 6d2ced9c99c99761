// What scores are compared with in DuckDB, in a process of its own: `load TABLES`, `newest -`, `recompute THREADS` and
// `cells FILE`, one request a line, each answered by a line of JSON. tools/bench score starts it.
//
//   node duckdb_peer.mjs --module FOLDER --plan FILE --requests PIPE --answers PIPE
//
// FOLDER is that of @duckdb/node-api; the plan holds the SQL of `load`, `newest` and `recompute`.
import { createReadStream, createWriteStream, readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { createRequire } from "node:module";
import { parseArgs } from "node:util";

const text = { type: "string" };
const { values: options } = parseArgs({ options: { module: text, plan: text, requests: text, answers: text } });
const duckdb = createRequire(`${options.module}/package.json`)("@duckdb/node-api");
const plan = JSON.parse(readFileSync(options.plan, "utf8"));
const answers = createWriteStream(options.answers);
const tell = (answer) => answers.write(`${JSON.stringify(answer)}\n`);

const connection = await (await duckdb.DuckDBInstance.create(":memory:")).connect();

// Runs the statements one after another.
async function run(sql) {
  const statements = await connection.extractStatements(sql);
  for (let i = 0; i < statements.count; ++i) await (await statements.prepare(i)).run();
}

// What they take, in seconds: by the clock, and of the processor.
async function took(sql) {
  const start = performance.now();
  const before = process.cpuUsage();
  await run(sql);
  const { user, system } = process.cpuUsage(before);
  return { seconds: (performance.now() - start) / 1000, cpu: (user + system) / 1e6 };
}

const requests = {
  load: () => took(plan.load),
  async newest() {
    const times = await took(plan.newest);
    // Chiso holds no older versions either.
    await run("DROP TABLE version");
    return times;
  },
  async recompute(threads) {
    await run(`SET threads = ${threads}; DROP TABLE IF EXISTS flow; DROP TABLE IF EXISTS used; DROP TABLE IF EXISTS cells`);
    return took(plan.recompute);
  },
  cells: (file) => took(`COPY cells TO '${file}' (FORMAT csv, HEADER false)`),
};

// Read with the next statement on, as in PostgreSQL.
await run("SET integer_division = true");
const reader = await connection.runAndReadAll("SELECT version()");
tell({ version: reader.getRows()[0][0] });
for await (const line of createInterface({ input: createReadStream(options.requests) })) {
  const [request, argument] = line.split(" ");
  try {
    tell(await requests[request](argument));
  } catch (error) {
    tell({ error: String(error.message ?? error) });
  }
}
