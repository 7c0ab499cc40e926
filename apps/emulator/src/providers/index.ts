// The one place of the emulator that names providers: each has its line, with what it and its settings are called outside.
export { type AccountCaps, type AccountSettings, type ChanjingQuirks, chanjing, type LimitSettings } from './chanjing/index.ts';
export { type GuijiAccountSettings, type GuijiCaps, type GuijiQuirks, type GuijiSettings, guiji } from './guiji/index.ts';
