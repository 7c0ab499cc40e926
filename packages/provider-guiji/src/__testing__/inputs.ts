import type {
  AuthorizeInput,
  AvatarVideoInput,
  CloneAvatarInput,
  CloneVoiceInput,
  ConsentInput,
  MediumInput,
  TtsInput,
} from '@reelwright/provider';

export const consent: ConsentInput = {
  statement: 'I am Mei Chen. I consent guiji clone my voice for the synthesis of audio.',
  recording: media('https://media.test/consent.wav'),
};

export const faceConsent: ConsentInput = { statement: 'I am Mei Chen.', recording: media('https://media.test/consent.mp4') };

export const voiceInput: CloneVoiceInput = { kind: 'clone-voice', name: 'Mei', sample: media('https://media.test/mei.wav'), consent };

export const avatarInput: CloneAvatarInput = {
  kind: 'clone-avatar',
  name: 'Mei at her desk',
  video: media('https://media.test/desk.mp4'),
  trainVoice: false,
  consent: faceConsent,
};

export const speechInput: TtsInput = { kind: 'tts', voice: 'C_173', text: 'Hello.', speed: 1, pitch: 1, watermark: false };

export const videoInput: AvatarVideoInput = {
  kind: 'avatar-video',
  avatar: '-292',
  speech: { kind: 'text', text: 'Hello.', voice: 'C_173', speed: 1, pitch: 1 },
  captions: false,
  quality: 'basic',
  playback: 'forward',
  frames: 'sequential',
  transparent: false,
  watermark: false,
  volume: 100,
};

export const authorizeInput: AuthorizeInput = { kind: 'authorize', target: { kind: 'voice', id: 'C_125' }, consent };

export function media(url: string): MediumInput {
  return { kind: 'url', url };
}
