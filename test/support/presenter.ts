import { cpSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { repository } from './reel.ts';

/** A copy of `specs/presenter`, the project whose films render on every provider, removed by `using`. */
export interface PresenterProject extends Disposable {
  readonly path: string;
  read(name: string): string;
  /** Replaces a part of a file that must be there. */
  edit(name: string, part: string, by: string): void;
  write(name: string, text: string): void;
}

export function createPresenterProject(): PresenterProject {
  const path = realpathSync(mkdtempSync(join(tmpdir(), 'reel presenter ')));
  for (const name of ['reelwright.yaml', 'presenter.reel.yaml', 'bulletin.reel.yaml', 'assets', 'consents'])
    cpSync(join(repository, 'specs', 'presenter', name), join(path, name), { recursive: true });
  const read = (name: string) => readFileSync(join(path, name), 'utf8');
  const write = (name: string, text: string) => writeFileSync(join(path, name), text);
  return {
    path,
    read,
    write,
    edit(name, part, by) {
      const text = read(name);
      if (!text.includes(part)) throw new Error(`${name} does not hold ${part}`);
      write(name, text.replace(part, by));
    },
    [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true, maxRetries: 3 }),
  };
}
