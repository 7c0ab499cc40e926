import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const stampPath = (root) => join(root, 'node_modules', '.reelwright-install.json');

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
  return [...inside, join('test', 'package.json')].filter((path) => exists(join(root, path))).sort();
}

function exists(path) {
  try {
    readFileSync(path);
    return true;
  } catch {
    return false;
  }
}
