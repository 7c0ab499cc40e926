export type { GuijiAccount, GuijiQuota } from './account-wire.ts';
export type { GuijiAvatar, GuijiTraining } from './avatar-wire.ts';
export { type CallbackOutcome, decodeGuijiCallback, type GuijiCallback } from './guiji-callback.ts';
export {
  createGuijiCatalogue,
  type GuijiCatalogue,
  type ListOptions,
  type PublicAvatarOptions,
  type PublicVoiceOptions,
  type VoiceOptions,
} from './guiji-catalogue.ts';
export { createGuiji } from './guiji-provider.ts';
export type { Bridge, GuijiSettings } from './guiji-settings.ts';
export type { GuijiState } from './guiji-states.ts';
export type { GuijiSpeech } from './speech-wire.ts';
export type { GuijiVideo } from './video-wire.ts';
export type { GuijiVoice } from './voice-wire.ts';
