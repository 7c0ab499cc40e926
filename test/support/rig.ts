import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest';
import { type EmulatorServer, startEmulatorServer } from './emulator.ts';
import { createProject, smallFilm, type TestProject } from './project.ts';

/** What every test of a group finds: one emulator for all of them, as new for each, and a project of its own with a small film. */
export interface Rig {
  readonly emulator: EmulatorServer;
  readonly project: TestProject;
}

/** Registers the hooks that make and clear the rig. Call it in `describe`; read its fields in tests only. */
export function useRig(): Rig {
  let home: TestProject;
  let emulator: EmulatorServer;
  let project: TestProject;
  beforeAll(async () => {
    home = createProject();
    emulator = await startEmulatorServer(home.path);
  });
  afterAll(async () => {
    await emulator.stop();
    home[Symbol.dispose]();
  });
  beforeEach(async () => {
    await emulator.control('POST', 'reset');
    project = createProject({ 'small.reel.yaml': smallFilm() });
  });
  afterEach(() => project[Symbol.dispose]());
  return {
    get emulator() {
      return emulator;
    },
    get project() {
      return project;
    },
  };
}
