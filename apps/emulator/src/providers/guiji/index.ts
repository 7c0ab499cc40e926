export type { GuijiAccountSettings, GuijiCaps } from './accounts.ts';
export { type GuijiSettings, guiji } from './guiji-service.ts';
export type { Quirks as GuijiQuirks } from './quirks.ts';
