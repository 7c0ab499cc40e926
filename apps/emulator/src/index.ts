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
export type { AccountCaps, AccountSettings } from './providers/chanjing/accounts.ts';
export type { LimitSettings } from './providers/chanjing/limits.ts';
export type { Quirks as ChanjingQuirks } from './providers/chanjing/quirks.ts';
export type { GuijiAccountSettings, GuijiCaps } from './providers/guiji/accounts.ts';
export type { GuijiSettings } from './providers/guiji/guiji-service.ts';
export type { Quirks as GuijiQuirks } from './providers/guiji/quirks.ts';
export type { RateLimit } from './state/rate-windows.ts';
export type { CallbackRecord } from './tasks/callbacks.ts';
export type { TaskKind } from './tasks/task.ts';
export { defaultTimings, type Timings } from './timings.ts';
