import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { FileFault } from '../control/fault.ts';
import type { Probe } from '../media-studio.ts';
import type { ReceivedFile } from '../server/receive-file.ts';
import type { Collection, Store } from '../state/store.ts';
import type { SharedTimings } from '../timings.ts';

/** A file that somebody was allowed to upload. */
export interface StoredFile {
  readonly id: string;
  readonly owner: string;
  readonly service: string;
  readonly name: string;
  /** Path on the storage origin and below the media folder. */
  readonly key: string;
  readonly mimeType: string;
  readonly createdAt: number;
  readonly faults: readonly FileFault[];
  readonly upload?: ReceivedFile & { readonly at: number };
  readonly deletedAt?: number;
  /** What the bytes turned out to be; known after the first use. */
  readonly probe?: Probe;
  /** Stands in the provider's pages as an example: there without an upload. */
  readonly example?: true;
}

/** 0 not there or still being checked, 1 ready, 98 refused, 99 deleted, 100 purged. */
export type FileStatus = 0 | 1 | 98 | 99 | 100;

/** Uploads and what became of them. */
export class FileBook {
  readonly #files: Collection<StoredFile>;
  readonly #timings: SharedTimings;
  readonly #folder: string;

  constructor(store: Store, timings: SharedTimings, folder: string) {
    this.#files = store.collection('file');
    this.#timings = timings;
    this.#folder = folder;
  }

  path(file: StoredFile): string {
    return join(this.#folder, file.key);
  }

  get(id: string): StoredFile | undefined {
    return this.#files.get(id);
  }

  /** The file at a path of the storage origin. Its id is the path's last part. */
  at(key: string): StoredFile | undefined {
    const id = /([^/]+?)(?:\.[^./]*)?$/.exec(key)?.[1];
    const file = id === undefined ? undefined : this.get(id);
    return file?.key === key ? file : undefined;
  }

  add(file: StoredFile): void {
    this.#files.insert(file.id, file, { list: file.example ? '' : file.owner });
  }

  /** Everything that an app has uploaded, newest first. */
  of(owner: string): StoredFile[] {
    return this.#files.page(owner, 0, -1);
  }

  received(id: string, received: ReceivedFile, now: number): void {
    const file = this.#files.get(id);
    if (file === undefined) return;
    const { probe: _, ...rest } = file;
    this.#files.update(id, { ...rest, upload: { ...received, at: now } }, now + this.#timings.fileLifeMs);
  }

  probed(id: string, probe: Probe): void {
    const file = this.#files.get(id);
    if (file !== undefined) this.#files.update(id, { ...file, probe });
  }

  delete(id: string, now: number): void {
    const file = this.#files.get(id);
    if (file === undefined) return;
    this.#files.update(id, { ...file, deletedAt: now }, null);
    rmSync(this.path(file), { force: true });
  }

  /** Sets a state by hand; without an id for no file, since rules for coming files stand in the fault book. */
  bend(id: string, fault: FileFault): boolean {
    const file = this.#files.get(id);
    return (
      file !== undefined && this.#files.update(id, { ...file, faults: [...file.faults.filter(({ kind }) => kind !== fault.kind), fault] })
    );
  }

  /** Removes the bytes of files whose time is over. */
  sweep(now: number): void {
    for (const file of this.#files.dueBy(now)) {
      rmSync(this.path(file), { force: true });
      this.#files.update(file.id, file, null);
    }
  }

  status(file: StoredFile, now: number): FileStatus {
    if (file.example) return 1;
    if (file.deletedAt !== undefined) return 99;
    if (file.upload === undefined) return 0;
    if (now >= file.upload.at + this.#timings.fileLifeMs) return 100;
    const readyAt = file.upload.at + (faultOfFile(file, 'file-delay')?.ms ?? this.#timings.uploadReadyMs);
    if (now < readyAt) return 0;
    return faultOfFile(file, 'file-state')?.status ?? 1;
  }
}

function faultOfFile<K extends FileFault['kind']>(file: StoredFile, kind: K): Extract<FileFault, { readonly kind: K }> | undefined {
  return file.faults.find((fault): fault is Extract<FileFault, { readonly kind: K }> => fault.kind === kind);
}
