export type {
  BytesFault,
  Fault,
  FileFault,
  StatusOverride,
  TaskFailureFault,
  TaskFault,
  WireFault,
} from './control/fault.ts';
export type { FaultRule } from './control/fault-book.ts';
export type { FaultSwitches } from './control/fault-switches.ts';
export { renderReport } from './control/render-report.ts';
export type { EmulatorReport, ReportedTask } from './control/report.ts';
export { type Emulator, type EmulatorSettings, startEmulator } from './emulator.ts';
export type { MediaStudio } from './media-studio.ts';
// The registry lists one by one what each provider's types are called; listed here again, every provider would have two places.
export type * from './providers/index.ts';
export { defaultTimings, type Timings } from './providers/registered.ts';
export type { RateLimit } from './state/rate-windows.ts';
export type { CallbackRecord } from './tasks/callbacks.ts';
export type { TaskKind } from './tasks/task.ts';
