// The component's way to the network: to the accounts of its settings and to where Gorgias keeps
// files, and nowhere else.

import { outgoingHandler } from "./shim/nodejs/http.js";

/** Where Gorgias' own web client has it that attachments lie. */
const FILE_HOST = "uploads.gorgias.io";

const open = new Set();

/** Opens what the settings name. What is malformed opens nothing; the component says what is wrong. */
export function allow(settings) {
  openHost(settings.GORGIAS_FILE_HOST?.trim() || FILE_HOST);
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
  if (URL.canParse(url)) open.add(new URL(url).origin);
}

/** The function of wasi:http/outgoing-handler. */
export function handle(request, options) {
  const url = `${request.scheme()?.tag.toLowerCase()}://${request.authority()}`;
  if (!URL.canParse(url) || !open.has(new URL(url).origin)) throw { tag: "HTTP-request-denied" };
  return outgoingHandler.handle(request, options);
}
