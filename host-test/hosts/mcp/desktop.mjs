// How a desktop client starts an installed bundle: command, arguments and environment from its
// manifest, filled in by the code that such clients share, with a person's answers. The answers are
// those for the mock in this process' environment.

import { dirname } from "node:path";
import { readFileSync } from "node:fs";
import { getMcpConfigForManifest } from "@anthropic-ai/mcpb/node";

export async function installed(path) {
  const { env } = process;
  const { command, args, env: asked } = await getMcpConfigForManifest({
    manifest: JSON.parse(readFileSync(path)),
    extensionPath: dirname(path),
    systemDirs: {},
    pathSeparator: "/",
    userConfig: {
      account: "acme",
      email: env.GORGIAS_EMAIL,
      api_key: env.GORGIAS_API_KEY,
      ...(env.GORGIAS_ACCESS && { access: env.GORGIAS_ACCESS }),
      ...(env.GORGIAS_FILE_HOST && { file_host: env.GORGIAS_FILE_HOST }),
    },
  });
  const unfilled = JSON.stringify([command, args, asked]).match(/\$\{[^}]*\}/);
  if (unfilled) throw new Error(`the manifest's ${unfilled} has no value`);
  // The account's own address would leave this machine.
  const mock = { GORGIAS_DOMAIN: "", GORGIAS_BASE_URL: env.GORGIAS_BASE_URL };
  return { command, args, env: { ...asked, ...mock } };
}
