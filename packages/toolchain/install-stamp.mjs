import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const stampPath = (root) => join(root, 'node_modules', '.reelwright-install.json');

/** Whether the tools of a developer are there: an install for rendering alone would take them away. */
export function hasDeveloperTools(root) {
  return existsSync(join(root, 'node_modules', '.bin', 'turbo'));
}

/** What stands in node_modules for the manifests as they are now: 'production', 'everything', or undefined. */
export function installedAs(root) {
  try {
    const stamp = JSON.parse(readFileSync(stampPath(root), 'utf8'));
    return stamp.manifests === hashManifests(root) ? stamp.scope : undefined;
  } catch {
    return undefined;
  }
}

export function recordInstall(root, scope) {
  writeFileSync(stampPath(root), JSON.stringify({ manifests: hashManifests(root), scope }));
}

/** SHA-256 over the lockfile, the workspace file and every manifest: whatever can change an install. */
function hashManifests(root) {
  const hash = createHash('sha256');
  for (const path of ['pnpm-lock.yaml', 'pnpm-workspace.yaml', 'package.json', ...workspaceManifests(root)]) {
    hash
      .update(path)
      .update('\0')
      .update(readFileSync(join(root, path)))
      .update('\0');
  }
  return hash.digest('hex');
}

function workspaceManifests(root) {
  const inside = ['packages', 'apps'].flatMap((folder) =>
    readdirSync(join(root, folder), { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map((entry) => join(folder, entry.name, 'package.json')),
  );
  return [...inside, join('test', 'package.json')].filter((path) => existsSync(join(root, path))).sort();
}
