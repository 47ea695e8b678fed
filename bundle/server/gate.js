// The component's way to the network: to the accounts of its settings and to where Gorgias keeps
// files, and nowhere else.

import { readFileSync } from "node:fs";
import { outgoingHandler, types } from "./shim/nodejs/http.js";

const manifest = JSON.parse(readFileSync(new URL("../manifest.json", import.meta.url)));
const PORTS = { "http:": 80, "https:": 443 };

const open = new Set();

/** Opens what the settings name. What is malformed opens nothing; the component says what is wrong. */
export function allow(settings) {
  openHost(settings.GORGIAS_FILE_HOST?.trim() || manifest.user_config.file_host.default);
  for (const [setting, value] of Object.entries(settings)) {
    const text = value.trim();
    // A connection's settings have its id behind two underscores.
    const [name] = setting.split("__");
    if (name === "GORGIAS_DOMAIN") {
      const [, account] = /^(?:https:\/\/)?([a-z0-9-]+)(?:\.gorgias\.com)?\/?$/i.exec(text) ?? [];
      if (account) openHost(`${account}.gorgias.com`);
    } else if (name === "GORGIAS_BASE_URL") {
      openHost(text);
    }
  }
}

function openHost(text) {
  const url = text.includes("://") ? text : `https://${text}`;
  if (!URL.canParse(url)) return;
  const { protocol, hostname, port } = new URL(url);
  if (protocol in PORTS) open.add(place(protocol, hostname, port));
}

/** One spelling for what a connection is made to. */
function place(protocol, host, port) {
  return `${protocol}//${host.toLowerCase()}:${port || PORTS[protocol]}`;
}

/** The function of wasi:http/outgoing-handler. */
export function handle(request, options) {
  // Taken apart as the shim does it, which connects to these and not to what a URL of them would name.
  const { tag, val } = request.scheme() ?? { tag: "HTTPS" };
  const protocol = `${tag === "other" ? val : tag}:`.toLowerCase();
  const [host, port] = (request.authority() ?? "").split(":");
  if (!open.has(place(protocol, host, port))) throw { tag: "HTTP-request-denied" };
  const response = outgoingHandler.handle(request, options);
  endUnlessTaken(request);
  return response;
}

/** Ends a request whose body the component did not take: otherwise its connection is never used again. */
function endUnlessTaken(request) {
  let body;
  try {
    body = request.body();
  } catch {
    return;
  }
  types.OutgoingBody.finish(body);
}

// Otherwise the shim keeps each body, and the request that it belongs to, for as long as it runs.
const { finish } = types.OutgoingBody;
types.OutgoingBody.finish = (body, trailers) => {
  try {
    finish(body, trailers);
  } finally {
    body[Symbol.dispose ?? Symbol.for("dispose")]();
  }
};
