// Asks the server what it does, again and again, and shows it.

import {bytes, count, duration, quantile, rate, time} from "./numbers.js";
import {byId, draw, element, facts, list, say, Table} from "./tables.js";

const INTERVAL_MILLIS = 2000;
const PATIENCE_MILLIS = 10_000;
const KEPT = 90;
const WINDOW_MILLIS = 30_000;
const SECTIONS = ["operations", "health", "modules", "cluster", "clients", "resources", "configuration"];

/** What the server has said, the latest last; all of one process. */
const samples = [];
let paused = false;
let answered = null;
let timer;

// ---- what follows from the samples ----

const latest = () => samples[samples.length - 1];

const key = operation => operation.id === undefined ? Number.MAX_SAFE_INTEGER : operation.id;

const find = (sample, wanted) => sample.operations.find(operation => key(operation) === wanted);

/** How often something happened in a second of each interval. */
function rates(counted) {
  return samples.slice(1).map((sample, i) => perSecond(samples[i], sample, counted));
}

function perSecond(before, now, counted) {
  const seconds = (now.uptimeMillis - before.uptimeMillis) / 1000;
  return seconds > 0 ? Math.max(0, counted(now) - counted(before)) / seconds : 0;
}

const last = values => values.length > 0 ? values[values.length - 1] : null;

const total = member => sample => sample.operations.reduce((sum, one) => sum + one[member], 0);

const of = (wanted, member) => sample => (find(sample, wanted) || {[member]: 0})[member];

/** Latencies of what was answered within the window before a sample. */
function latencies(end, wanted) {
  const now = samples[end];
  const begin = samples.findIndex(sample => now.uptimeMillis - sample.uptimeMillis <= WINDOW_MILLIS);
  const chosen = sample => wanted === null ? sample.operations : [find(sample, wanted)].filter(Boolean);
  const sum = (sample, i) => chosen(sample).reduce((all, one) => all + one.upTo[i], 0);
  const bounds = now.boundsNanos;
  const upTo = bounds.map((bound, i) => sum(now, i) - sum(samples[begin], i));
  const requests = sample => chosen(sample).reduce((all, one) => all + one.requests, 0);
  const all = requests(now) - requests(samples[begin]);
  return part => quantile(part, bounds, upTo, all);
}

// ---- the table of operations ----

const COLUMNS = [
  {title: "Operation", row: true, text: true, value: row => row.name, fill: writeName},
  {title: "Trend", class: "trend", fill: (cell, row) => drawIn(cell, row.trend)},
  {title: "Requests/s", value: row => row.rate, show: row => rate(row.rate), kind: row => row.rate ? "" : "quiet"},
  {title: "Errors/s", value: row => row.errorRate, show: row => rate(row.errorRate),
    hint: "a file that is not there is an error, too", kind: row => row.errorRate ? "bad" : "quiet"},
  {title: "P50", class: "p50", value: row => row.p50, show: row => time(row.p50), hint: "half of them took at most",
    kind: row => row.p50 === null ? "quiet" : ""},
  {title: "P99", value: row => row.p99, show: row => time(row.p99), hint: "99 of 100 took at most",
    kind: row => row.p99 === null ? "quiet" : ""},
  {title: "Busy", value: row => row.inFlight, show: row => count(row.inFlight), hint: "requests under way",
    kind: row => row.inFlight ? "" : "quiet"},
  {title: "Total", class: "total", value: row => row.requests, show: row => count(row.requests),
    kind: row => row.requests ? "" : "quiet"},
  {title: "Module", class: "of", text: true, value: row => row.of, show: row => row.of},
];

const BY_REQUESTS = COLUMNS[2];

const table = new Table("operation-table", COLUMNS, BY_REQUESTS, showOperations);

/** On a narrow screen it goes on behind an underscore, and not anywhere. */
function writeName(cell, row) {
  if (cell.textContent !== row.name) {
    cell.replaceChildren(...row.name.split(/(?<=_)/).flatMap(part => [part, element("wbr")]));
  }
}

function drawIn(cell, values) {
  if (cell.childElementCount === 0) {
    const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    svg.setAttribute("class", "line");
    svg.setAttribute("aria-hidden", "true");
    cell.append(svg);
  }
  draw(cell.firstChild, values.some(value => value > 0) ? values : []);
}

function showOperations() {
  if (samples.length === 0) return;
  const wanted = byId("filter").value.trim().toLowerCase();
  const shown = latest().operations.map(row).filter(one =>
    one.name.toLowerCase().includes(wanted) || one.of.toLowerCase().includes(wanted));
  table.show(shown);
  byId("none").hidden = shown.length > 0;
}

function row(operation) {
  const id = key(operation);
  const trend = rates(of(id, "requests"));
  const within = latencies(samples.length - 1, id);
  return {
    ...operation,
    key: id,
    name: operation.id === undefined ? "any other" : operation.name,
    of: operation.module,
    trend,
    rate: last(trend) ?? 0,
    errorRate: last(rates(of(id, "errors"))) ?? 0,
    p50: within(0.5),
    p99: within(0.99),
  };
}

// ---- the rest ----

function showAll() {
  const now = latest();
  document.title = `@${now.service} on ${now.node}`;
  say("service", "@" + now.service);
  say("about", `on ${now.node}, up for ${duration(now.uptimeMillis)}`);
  say("build", `pmxcfs-ipc ${now.build.version}, Vert.x ${now.build.vertx}, Java ${now.build.java}`);
  showCards(now);
  showOperations();
  showHealth(now);
  showModules(now);
  showCluster(now);
  showClients(now);
  showResources(now);
  showConfiguration(now);
}

function showCards(now) {
  const requests = rates(total("requests"));
  const errors = rates(total("errors"));
  const p99 = samples.map((sample, i) => latencies(i, null)(0.99));
  const within = latencies(samples.length - 1, null);
  say("requests", rate(last(requests)));
  draw(byId("requests-line"), requests);
  say("errors", rate(last(errors)));
  draw(byId("errors-line"), errors);
  say("p99", time(within(0.99)));
  say("p50", within(0.5) === null ? "no requests" : `half within ${time(within(0.5))}`);
  draw(byId("p99-line"), p99.filter(nanos => nanos !== null));
  say("connections", count(now.clients.open));
  say("may", now.clients.open === 0 ? "open" : `${now.clients.mayWrite} may write`);
  draw(byId("connections-line"), samples.map(sample => sample.clients.open));
}

function showHealth(now) {
  const faults = now.health.filter(check => !check.up);
  verdict(faults.length === 0, faults.length === 0 ? "All is well"
    : faults.length === 1 ? "1 check fails" : `${faults.length} checks fail`);
  byId("faults").hidden = faults.length === 0;
  list("faults", faults.map(check =>
    element("li", {}, element("b", {}, `${check.group}/${check.name}`), check.reason)));
  list("checks", now.health.map(check => element("li", {class: check.up ? null : "bad"},
    element("span", {}, check.name, check.up ? "" : element("small", {}, check.reason)),
    element("small", {}, check.group))));
}

function verdict(good, text) {
  byId("verdict").className = "verdict " + (good === null ? "" : good ? "good" : "bad");
  say("verdict", text);
}

function showModules(now) {
  const wanted = byId("filter").value.trim().toLowerCase();
  const shown = now.modules.filter(module => module.name.toLowerCase().includes(wanted)
    || module.operations.some(name => name.toLowerCase().includes(wanted)));
  list("module-list", shown.map(module => element("li", {},
    element("b", {}, module.name),
    element("span", {class: "version"}, module.version ?? "unloaded"),
    element("small", {}, plural(module.operations.length, "operation")
      + (module.before ? `; before: ${module.before}` : "")))));
  say("changes-title", now.moduleChangeCount === 0 ? "No swaps since the start"
    : `${plural(now.moduleChangeCount, "swap")} since the start`);
  list("changes", now.moduleChanges.slice(0, 6).map(change => element("li", {},
    `${change.module}: ${change.from ?? "nothing"} → ${change.to ?? "unloaded"}`,
    element("time", {datetime: change.time}, ago(change.time)))));
}

const plural = (number, word) => `${number} ${word}${number === 1 ? "" : "s"}`;

const ago = when => `${duration(Math.max(0, Date.now() - Date.parse(when)))} ago`;

function showCluster(now) {
  const cluster = now.cluster;
  if (!cluster) {
    say("cluster-summary", "This node is in no cluster.");
    list("members", []);
    list("groups", []);
    return;
  }
  const online = cluster.members.filter(member => member.online).length;
  say("cluster-summary", `${cluster.name}: ${online} of ${plural(cluster.members.length, "node")} online, `
    + (cluster.quorate ? "quorate" : "no quorum"));
  list("members", cluster.members.map(member => element("li", {class: member.online ? null : "bad"},
    element("span", {}, member.name, member.name === now.node ? " (this node)" : ""),
    element("small", {}, member.online ? `node ${member.id}` : "absent"))));
  facts("groups", cluster.groups.map(group => [group.name, group.synced
    ? `synced, ${plural(group.members, "member")}` : [group.mode.toLowerCase(), "bad"]]));
}

/** The counters of what was refused or ended, in words. */
const words = name => name.replace(/([A-Z])/g, " $1").toLowerCase().replace("uid", "user");

function showClients(now) {
  const {open, mayRead, mayWrite, closed, protection} = now.clients;
  const refusals = Object.entries(protection).filter(([, times]) => times > 0)
    .map(([name, times]) => [words(name), count(times)]);
  facts("client-facts", [
    ["open", count(open)],
    ["that may write", count(mayWrite)],
    ["that may only read", count(mayRead)],
    ["closed since the start", count(closed)],
    ...(refusals.length > 0 ? refusals : [["refused or ended", "none"]]),
  ]);
}

function showResources(now) {
  const {sharedMemoryBytes, sharedMemoryFreeBytes, openDescriptors, maxDescriptors} = now.resources;
  fill("shm", 1 - sharedMemoryFreeBytes / Math.max(1, sharedMemoryBytes),
    `${bytes(sharedMemoryFreeBytes)} of ${bytes(sharedMemoryBytes)} free`);
  fill("fds", openDescriptors / Math.max(1, maxDescriptors), `${openDescriptors} of ${maxDescriptors}`);
  const cores = last(rates(sample => sample.resources.cpuNanos / 1e9));
  facts("resource-facts", [["processor", cores === null ? "–" : `${Math.round(cores * 100)} % of a core`]]);
}

function fill(id, part, text) {
  byId(id).value = part;
  say(id + "-text", text);
}

function showConfiguration(now) {
  const {version, files, bytes: size, guests, writable, quorate, transactions, rrdQueued, rrdDropped}
    = now.configuration;
  const changes = !quorate ? ["refused: no quorum", "bad"] : writable === undefined ? "a directory, read-only"
    : writable ? "saved" : ["refused", "bad"];
  const entries = [["changes", changes], ["version", String(version)], ["files", count(files)],
    ["size", bytes(size)], ["guests", count(guests)]];
  if (transactions !== undefined) {
    entries.push(["transactions", `${rate(last(rates(sample => sample.configuration.transactions)))} per second`]);
  }
  if (now.mount) {
    entries.push(["calls of the mount", `${rate(last(rates(sample => sample.mount?.calls ?? 0)))} per second`],
      ["calls that wait", count(now.mount.waiting)]);
  }
  entries.push(["measurements that wait", count(rrdQueued)]);
  if (rrdDropped > 0) entries.push(["measurements lost", [count(rrdDropped), "bad"]]);
  facts("configuration-facts", entries);
}

// ---- asking ----

async function ask() {
  try {
    const response = await fetch("overview.json", {signal: AbortSignal.timeout(PATIENCE_MILLIS)});
    if (!response.ok) throw new Error(String(response.status));
    take(await response.json());
  } catch {
    // the server is restarting, or gone: the page says since when
  }
  showAge();
  next();
}

function take(sample) {
  const before = latest();
  if (before && sample.uptimeMillis < before.uptimeMillis) {
    samples.length = 0; // another process, which counts from 0
  }
  answered = performance.now();
  if (before && sample.uptimeMillis === before.uptimeMillis) return;
  samples.push(sample);
  if (samples.length > KEPT) samples.shift();
  showAll();
}

function next() {
  clearTimeout(timer);
  if (!paused && !document.hidden) timer = setTimeout(ask, INTERVAL_MILLIS);
}

function showAge() {
  const millis = answered === null ? Infinity : performance.now() - answered;
  if (paused) {
    say("age", "paused");
  } else if (millis < 2 * INTERVAL_MILLIS) {
    say("age", "live");
  } else {
    say("age", "");
    verdict(null, answered === null ? "no answer yet" : `no answer for ${duration(millis)}`);
  }
}

// ---- keys and buttons ----

function pause(on) {
  paused = on;
  byId("pause").setAttribute("aria-pressed", String(on));
  byId("pause").textContent = on ? "Go on" : "Pause";
  showAge();
  if (!on) ask();
}

function openHelp() {
  byId("help").showModal();
}

function filter() {
  showOperations();
  if (samples.length > 0) showModules(latest());
}

const KEYS = {
  "/": () => byId("filter").focus(),
  "p": () => pause(!paused),
  "s": () => table.orderByNext(),
  "?": openHelp,
};
SECTIONS.forEach((id, i) => {
  KEYS[String(i + 1)] = () => {
    byId(id).focus({preventScroll: true});
    byId(id).scrollIntoView({block: "nearest"});
  };
});

document.addEventListener("keydown", event => {
  if (event.ctrlKey || event.altKey || event.metaKey || byId("help").open) return;
  if (event.target === byId("filter")) {
    if (event.key === "Escape") {
      byId("filter").value = "";
      byId("filter").blur();
      filter();
    }
    return;
  }
  if (Object.hasOwn(KEYS, event.key)) {
    event.preventDefault();
    KEYS[event.key]();
  }
});
byId("filter").addEventListener("input", filter);
byId("pause").addEventListener("click", () => pause(!paused));
byId("help-button").addEventListener("click", openHelp);
document.addEventListener("visibilitychange", () => document.hidden ? clearTimeout(timer) : ask());
setInterval(showAge, 1000);
ask();
