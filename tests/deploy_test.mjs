// The manifests as kustomize renders them and the Dockerfile as it stands: checked against the types of the Kubernetes
// API, the rules of this suite, and the services' own flags and libraries. Needs no cluster, no engine and no network.

import assert from "node:assert";
import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { test } from "node:test";

const root = new URL("..", import.meta.url).pathname.replace(/\/$/, "");
const local = `${root}/.local/node_modules`;
assert.ok(existsSync(`${local}/typescript`), "the checks are not installed; run tools/setup test");
const require = createRequire(`${local}/`);
const ts = require("typescript");
const yaml = require("yaml");

const services = ["ingestion", "scoring", "reporting"];
const ports = { ingestion: 7661, scoring: 7662, reporting: 7663 };

function run(...command) {
  return execFileSync(command[0], command.slice(1), { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
}

function render() {
  const base = `${root}/deploy/kubernetes/base`;
  try {
    return run("kustomize", "build", base);
  } catch (error) {
    if (error.code !== "ENOENT") throw error;
    return run("kubectl", "kustomize", base);
  }
}

const objects = yaml.parseAllDocuments(render()).map((document) => document.toJSON());
const find = (kind, name) => objects.find((o) => o.kind === kind && o.metadata.name === name);
const deployment = (service) => find("Deployment", `chiso-${service}`);
const container = (service) => deployment(service).spec.template.spec.containers[0];
const secretsOf = (service) => (container(service).envFrom ?? []).map((source) => source.secretRef.name);
const read = (file) => readFileSync(`${root}/${file}`, "utf8");
const lines = (file) => read(file).split("\n").filter(Boolean);

// What the compiler says of each object written as a literal of its type: unknown fields, missing ones, wrong types.
function typeErrors(candidates) {
  const name = (i) => `${root}/.local/manifest${i}.ts`;
  const sources = new Map(
    candidates.map((object, i) => [
      name(i),
      `import type { I${object.kind} } from "kubernetes-models/${object.apiVersion}/${object.kind}";\n` +
        `export const object: I${object.kind} = ${JSON.stringify(object)};\n`,
    ]),
  );
  const options = {
    noEmit: true,
    strict: true,
    skipLibCheck: true,
    types: [],
    module: ts.ModuleKind.Node16,
    moduleResolution: ts.ModuleResolutionKind.Node16,
  };
  const host = ts.createCompilerHost(options);
  const { getSourceFile, fileExists, readFile } = host;
  host.fileExists = (file) => sources.has(file) || fileExists(file);
  host.readFile = (file) => sources.get(file) ?? readFile(file);
  host.getSourceFile = (file, target, ...rest) =>
    sources.has(file) ? ts.createSourceFile(file, sources.get(file), target) : getSourceFile(file, target, ...rest);
  const program = ts.createProgram([...sources.keys()], options, host);
  return candidates.map((_, i) => {
    const source = program.getSourceFile(name(i));
    return [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)].map((d) =>
      ts.flattenDiagnosticMessageText(d.messageText, "\n"),
    );
  });
}

test("every object has the form of its kind, and the check would notice one that has not", () => {
  const misspelt = structuredClone(deployment("scoring"));
  misspelt.spec.template.spec.containers[0].readynessProbe = {};
  const incomplete = structuredClone(deployment("scoring"));
  delete incomplete.spec.selector;
  const mistyped = structuredClone(deployment("scoring"));
  mistyped.spec.replicas = "1";
  const errors = typeErrors([...objects, misspelt, incomplete, mistyped]);
  objects.forEach((o, i) => assert.deepStrictEqual(errors[i], [], `${o.kind} ${o.metadata.name}`));
  for (const found of errors.slice(objects.length)) assert.strictEqual(found.length, 1);
  assert.match(errors[objects.length][0], /readynessProbe/);
});

// Who may call which service: namespaces by their label `chiso/…`, and workloads of the suite.
const callers = {
  ingestion: ["chiso-scoring", "operators", "senders"],
  scoring: ["operators", "readers"],
  reporting: ["chiso-scoring", "operators", "readers"],
};

// By port, whom a policy lets through; a rule that names nobody lets everybody through.
function callersOf(policy) {
  const found = {};
  for (const { from, ports: reached } of policy.ingress) {
    assert.ok(from?.length > 0 && reached?.length > 0, "everybody, or every port");
    for (const { port } of reached) found[port] = [...(found[port] ?? []), ...from.map(callerOf)].sort();
  }
  return found;
}

function callerOf(peer) {
  const [selector, ...others] = Object.entries(peer);
  assert.deepStrictEqual(others, []);
  const [[label, value], ...more] = Object.entries(selector[1].matchLabels);
  assert.deepStrictEqual(more, []);
  if (selector[0] === "podSelector") return value;
  assert.strictEqual(value, "true");
  return label.replace(/^chiso\//, "");
}

test("nothing in the namespace is reached that no policy names", () => {
  const { spec } = find("NetworkPolicy", "chiso");
  assert.deepStrictEqual(spec, { podSelector: {}, policyTypes: ["Ingress"] });
});

test("three workloads, each with its service, account and policy", () => {
  for (const kind of ["Deployment", "Service", "ServiceAccount", "NetworkPolicy"]) {
    assert.deepStrictEqual(
      objects.filter((o) => o.kind === kind).map((o) => o.metadata.name).sort(),
      [...services.map((s) => `chiso-${s}`), ...(kind === "NetworkPolicy" ? ["chiso"] : [])].sort(),
      kind,
    );
  }
  for (const o of objects) if (o.kind !== "Namespace") assert.strictEqual(o.metadata.namespace, "chiso");
  assert.strictEqual(deployment("scoring").spec.replicas, 1);
  assert.strictEqual(find("Namespace", "chiso").metadata.labels["pod-security.kubernetes.io/enforce"], "restricted");
});

for (const service of services) {
  test(`${service} runs without rights`, () => {
    const pod = deployment(service).spec.template.spec;
    assert.strictEqual(pod.containers.length, 1);
    assert.strictEqual(pod.securityContext.runAsNonRoot, true);
    assert.strictEqual(pod.securityContext.runAsUser, 65532);
    assert.strictEqual(pod.securityContext.seccompProfile.type, "RuntimeDefault");
    const own = container(service).securityContext;
    assert.strictEqual(own.allowPrivilegeEscalation, false);
    assert.strictEqual(own.readOnlyRootFilesystem, true);
    assert.deepStrictEqual(own.capabilities, { drop: ["ALL"] });
    assert.strictEqual(pod.automountServiceAccountToken, false);
    assert.strictEqual(pod.serviceAccountName, `chiso-${service}`);
    assert.strictEqual(find("ServiceAccount", `chiso-${service}`).automountServiceAccountToken, false);
  });

  test(`${service} is found, probed and guarded at the ports it listens on`, () => {
    const port = ports[service];
    const pod = container(service);
    assert.ok(pod.args.includes(`--listen=0.0.0.0:${port}`));
    assert.ok(pod.args.includes(`--admin_listen=0.0.0.0:${port + 10}`));
    assert.deepStrictEqual(pod.ports.map((p) => [p.name, p.containerPort]), [["grpc", port], ["admin", port + 10]]);
    assert.strictEqual(pod.readinessProbe.grpc.port, port + 10);
    // What has a database does not listen before that is there and migrated: 15 minutes, since a migration has 10.
    if (secretsOf(service).length > 0) {
      const { grpc, periodSeconds, failureThreshold } = pod.startupProbe;
      assert.strictEqual(grpc.port, port + 10);
      assert.ok(periodSeconds * failureThreshold >= 900);
    }
    // Health says NOT_SERVING while a service catches up: not a reason to end it.
    assert.deepStrictEqual(pod.livenessProbe.tcpSocket, { port: "admin" });
    const { spec } = find("Service", `chiso-${service}`);
    assert.deepStrictEqual(spec.ports.map((p) => [p.port, p.targetPort]), [[port, "grpc"]]);
    const labels = deployment(service).spec.template.metadata.labels;
    const policy = find("NetworkPolicy", `chiso-${service}`).spec;
    for (const selector of [spec.selector, policy.podSelector.matchLabels]) {
      for (const [key, value] of Object.entries(selector)) assert.strictEqual(labels[key], value);
    }
    assert.deepStrictEqual(callersOf(policy), { [port]: callers[service], [port + 10]: ["operators"] });
  });

  test(`${service} has room, ends in order and survives a drained node`, () => {
    const { requests, limits } = container(service).resources;
    assert.ok(requests.cpu && requests.memory && limits.memory);
    // What ingestion's limits add up to, as its own static_assert says, is what it is granted.
    if (service === "ingestion") {
      const [granted] = read("services/ingestion/limits.h").match(/(?<=kGrantedBytes = )\d+(?= \* kMiB)/);
      assert.strictEqual(limits.memory, `${granted / 1024}Gi`);
    }
    // The drain of common/rpc/server.h, after the wait for the endpoints to be withdrawn.
    const [drain] = read("common/rpc/server.h").match(/(?<=drain = absl::Seconds\()\d+/);
    const [command, wait] = container(service).lifecycle.preStop.exec.command;
    assert.strictEqual(command, "sleep");
    const grace = deployment(service).spec.template.spec.terminationGracePeriodSeconds;
    assert.ok(grace >= Number(wait) + Number(drain) + 10, `${service} is killed before it has drained`);
    const { rollingUpdate } = deployment(service).spec.strategy;
    assert.strictEqual(rollingUpdate.maxUnavailable, 0);
    // A budget over a single replica would only block the drain.
    const budget = find("PodDisruptionBudget", `chiso-${service}`);
    assert.strictEqual(Boolean(budget), deployment(service).spec.replicas > 1);
  });

  test(`${service} is given only flags that it has, and its database by a secret`, () => {
    const program = read(`services/${service}/main.cc`);
    const shared = [...program.matchAll(/"(common\/service\/\w+)\.h"/g)].map((m) => read(`${m[1]}.cc`));
    const known = new Set([...[program, ...shared].join().matchAll(/ABSL_FLAG\([^,]+,\s*(\w+)/g)].map((m) => m[1]));
    const stage = dockerfile().find((s) => s.name === service);
    const given = [...container(service).args, ...stage.command].map((argument) => /^--(\w+)=/.exec(argument)[1]);
    for (const flag of given) assert.ok(known.has(flag), `--${flag}`);
    // Arguments of a container replace those of its image, and what a flag says of 127.0.0.1 holds on one machine only.
    for (const argument of stage.command) assert.ok(container(service).args.includes(argument), argument);
    for (const [, flag] of program.matchAll(/ABSL_FLAG\([^,]+,\s*(\w+),\s*"127\./g)) {
      assert.ok(given.includes(flag), `--${flag} is not given`);
    }
    assert.deepStrictEqual(secretsOf(service), known.has("postgres") ? [`chiso-${service}-postgres`] : []);
    // Arguments can be read by whoever sees the process.
    assert.ok(!given.includes("postgres"));
  });

  test(`${service} reaches whom it calls`, () => {
    for (const argument of container(service).args) {
      const [, target, port] = /=(chiso-\w+):(\d+)$/.exec(argument) ?? [];
      if (target) assert.ok(find("Service", target).spec.ports.some((p) => p.port === Number(port)), argument);
    }
  });
}

// The stages: name, base, user, copies, commands, entry point and its default arguments, exposed ports.
function dockerfile() {
  const stages = [];
  for (const line of read("deploy/Dockerfile").replace(/\\\n/g, " ").split("\n")) {
    const [word, ...rest] = line.trim().split(/\s+/);
    const stage = stages.at(-1);
    if (word === "FROM") stages.push({ base: rest[0], name: rest[2], copies: [], runs: [], command: [], expose: [] });
    else if (word === "COPY") stage.copies.push(rest);
    else if (word === "RUN") stage.runs.push(rest.join(" "));
    else if (word === "USER") stage.user = rest[0];
    else if (word === "EXPOSE") stage.expose = rest.map(Number);
    else if (word === "CMD") stage.command = JSON.parse(rest.join(" "));
    else if (word === "ENTRYPOINT") stage.entry = JSON.parse(rest.join(" "))[0];
  }
  return stages;
}

test("the images: a stage for each, from the same Debian, not root, with all that they copy", () => {
  const [, version] = /^project\(chiso VERSION (\S+)/m.exec(read("CMakeLists.txt"));
  const stages = dockerfile();
  const stage = (name) => stages.find((s) => s.name === name);
  assert.strictEqual(stage("build").base, stage("run").base);
  assert.strictEqual(stage("run").user, "65532:65532");
  assert.match(stage("run").runs[1], /useradd .*--uid 65532 /);
  const context = lines("deploy/Dockerfile.dockerignore").filter((line) => line.startsWith("!")).map((l) => l.slice(1));
  for (const { name, copies } of stages) {
    for (const words of copies.filter((w) => !w[0].startsWith("--from"))) {
      for (const source of words.slice(0, -1)) {
        assert.ok(existsSync(`${root}/${source}`), `${name} copies ${source}`);
        const kept = context.some((path) => source === path || source.startsWith(`${path}/`));
        assert.ok(kept, `Dockerfile.dockerignore keeps ${source} away`);
      }
    }
  }
  for (const name of ["build", "run"]) {
    assert.ok(stage(name).copies.some((words) => words.join(" ") === `tools/packages/${name}.txt /tmp/packages.txt`));
    assert.match(stage(name).runs[0], /xargs -a \/tmp\/packages.txt apt-get install -y --no-install-recommends/);
  }
  const [, folders] = /^set\(folders (.+)\)$/m.exec(read("CMakeLists.txt"));
  for (const folder of folders.split(" ").filter((f) => !f.startsWith("tools/"))) {
    const copied = stage("build").copies.some(([source]) => folder === source || folder.startsWith(`${source}/`));
    assert.ok(copied, `the build lacks ${folder}`);
  }
  for (const service of services) {
    const { base, expose, entry, user, copies } = stage(service);
    assert.strictEqual(base, "run");
    assert.strictEqual(user, undefined, "the user of the stage below stays");
    assert.deepStrictEqual(expose, [ports[service], ports[service] + 10]);
    assert.strictEqual(entry, `/usr/bin/chiso-${service}`);
    assert.match(stage("build").runs.at(-1), new RegExp(`--target [^&]*\\bchiso-${service}\\b`));
    assert.deepStrictEqual(copies.at(-1), [
      "--from=build",
      `/src/build/release/services/${service}/chiso-${service}`,
      "/usr/bin/",
    ]);
    assert.strictEqual(container(service).image, `chiso-${service}:${version}`);
  }
});

// Each shared library that a service loads, and the Debian package that brings it. Those of sanitizers aside: images
// hold no such build.
function librariesOf(service) {
  const build = process.env.CHISO_BUILD_DIR ?? `${root}/build/release`;
  const loaded = run("ldd", `${build}/services/${service}/chiso-${service}`);
  const paths = [...loaded.matchAll(/^\s*(\S+) => (.+?)( \(0x\w+\))?$/gm)]
    .filter(([, name]) => !/^lib([alt]|ub)san\./.test(name))
    .map(([, name, path]) => {
      assert.ok(path.startsWith("/"), `${service} lacks ${name} even here`);
      return path.replace(/^\/usr/, "");
    });
  // Some packages know a file by its path in /lib, others by that in /usr/lib: half of the answers are errors.
  const asked = paths.flatMap((path) => [path, `/usr${path}`]);
  const answers = spawnSync("dpkg-query", ["-S", ...asked], { encoding: "utf8" }).stdout;
  const owners = new Map(
    [...answers.matchAll(/^([^\s:,]+)[^/]*: (?:\/usr)?(\/\S+)$/gm)].map(([, owner, path]) => [path, owner]),
  );
  return paths.map((path) => [path, owners.get(path)]);
}

// The packages, and what apt installs with them.
function withDependencies(packages) {
  const fields = run("dpkg-query", "-W", "-f", "${Package}\t${Pre-Depends}, ${Depends}\n");
  const dependencies = new Map(
    fields
      .split("\n")
      .filter(Boolean)
      .map((line) => line.split("\t"))
      .map(([name, list]) => [name, list.split(/[,|]/).map((d) => d.trim().split(/[ :]/)[0])]),
  );
  const all = new Set();
  const add = (name) => {
    if (all.has(name) || !dependencies.has(name)) return;
    all.add(name);
    dependencies.get(name).forEach(add);
  };
  packages.forEach(add);
  return all;
}

test("the images hold every library that the services load, and no package for nothing", () => {
  const listed = lines("tools/packages/run.txt");
  const installed = withDependencies(listed);
  const used = new Set();
  for (const service of services) {
    const libraries = librariesOf(service);
    assert.ok(libraries.some(([path]) => path.includes("/libgrpc++.so")), `${service}: ldd is not understood`);
    for (const [path, owner] of libraries) {
      assert.ok(installed.has(owner), `${service} loads ${path} of ${owner}, which tools/packages/run.txt lacks`);
      used.add(owner);
    }
  }
  for (const name of listed) assert.ok(used.has(name), `no service loads anything of ${name}`);
});

test("the images: what the stage build copies is enough to configure it", () => {
  const tree = mkdtempSync(`${tmpdir()}/chiso-image-`);
  try {
    for (const words of dockerfile().find((stage) => stage.name === "build").copies) {
      for (const source of words.slice(0, -1).filter((word) => !word.startsWith("tools/packages/"))) {
        cpSync(`${root}/${source}`, `${tree}/${source}`, { recursive: true });
      }
    }
    const { status, stderr } = spawnSync("cmake", ["--preset", "release"], { cwd: tree, encoding: "utf8" });
    assert.strictEqual(status, 0, stderr);
  } finally {
    rmSync(tree, { recursive: true });
  }
});
