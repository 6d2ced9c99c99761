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

async function secondsOf(sql) {
  const start = performance.now();
  await run(sql);
  return (performance.now() - start) / 1000;
}

const requests = {
  load: () => secondsOf(plan.load),
  async newest() {
    const seconds = await secondsOf(plan.newest);
    // Chiso holds no older versions either.
    await run("DROP TABLE version");
    return seconds;
  },
  async recompute(threads) {
    await run(`SET threads = ${threads}; DROP TABLE IF EXISTS flow; DROP TABLE IF EXISTS used; DROP TABLE IF EXISTS cells`);
    return secondsOf(plan.recompute);
  },
  cells: (file) => secondsOf(`COPY cells TO '${file}' (FORMAT csv, HEADER false)`),
};

// Read with the next statement on, as in PostgreSQL.
await run("SET integer_division = true");
const reader = await connection.runAndReadAll("SELECT version()");
tell({ version: reader.getRows()[0][0] });
for await (const line of createInterface({ input: createReadStream(options.requests) })) {
  const [request, argument] = line.split(" ");
  try {
    tell({ seconds: await requests[request](argument) });
  } catch (error) {
    tell({ error: String(error.message ?? error) });
  }
}
