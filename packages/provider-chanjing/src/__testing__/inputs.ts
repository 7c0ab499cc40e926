import type { AvatarVideoInput, CloneAvatarInput, CloneVoiceInput, LipSyncInput, TtsInput } from '@reelwright/provider';
import { staged } from './chanjing-rig.ts';

/** One plain input of each kind. */
export const spoken: AvatarVideoInput['speech'] = { kind: 'text', text: '君不见黄河之水天上来。', voice: 'v-1', speed: 0.9, pitch: 1.1 };

export const avatarVideo: AvatarVideoInput = {
  kind: 'avatar-video',
  avatar: 'C-d1af99e0fee34978bc844d43078bf8c9',
  speech: spoken,
  captions: false,
  quality: 'basic',
  playback: 'forward',
  frames: 'sequential',
  transparent: false,
  watermark: false,
  volume: 100,
};

export const avatarClone: CloneAvatarInput = {
  kind: 'clone-avatar',
  video: staged('avatar-footage', 'f-footage'),
  name: 'Mei',
  trainVoice: false,
};

export const voiceClone: CloneVoiceInput = {
  kind: 'clone-voice',
  name: 'Mei',
  sample: staged('voice-sample', 'f-sample', 'https://res.example/a.wav'),
};

export const speech: TtsInput = { kind: 'tts', voice: 'C-Audio-1', text: '你好，世界。', speed: 1, pitch: 1, watermark: false };

export const lipSync: LipSyncInput = {
  kind: 'lip-sync',
  video: staged('footage', 'f-video'),
  speech: { kind: 'text', text: '你好，世界。', voice: 'v-1', speed: 1, pitch: 1 },
  quality: 'basic',
  playback: 'forward',
  frames: 'sequential',
  volume: 100,
};
