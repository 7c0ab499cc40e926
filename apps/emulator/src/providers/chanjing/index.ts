export type { AccountCaps, AccountSettings } from './accounts.ts';
export { chanjing } from './chanjing-service.ts';
export type { LimitSettings } from './limits.ts';
export type { Quirks as ChanjingQuirks } from './quirks.ts';
