import type { GuijiWorld } from './call.ts';
import { exampleAudio, exampleFootage } from './examples.ts';
import { nextNumber } from './guiji-task.ts';
import { createTraining } from './training-record.ts';
import { createVoice } from './voice-record.ts';

const longAgoMs = 60 * 60 * 1000;

/** An avatar and a voice that an account has cloned before consents were asked for. They are listed, done, and paid for. */
export function addHistoricalClones(world: GuijiWorld, owner: string): void {
  world.transact((now) => {
    const order = { owner, callback: undefined, now: now - longAgoMs };
    const [trainingId, sceneId] = [nextNumber(world), -nextNumber(world)];
    const video = { ...exampleFootage, sha256: `historical ${sceneId}` };
    const avatar = { title: 'Historical avatar', videoUrl: 'https://example.com/historical.mp4', video, level: 1, compress: false };
    createTraining(world, { ...order, id: String(trainingId), input: { trainingId, sceneId, ...avatar } });
    const voice = { name: 'Historical voice', audioUrl: 'https://example.com/historical.wav', sex: null };
    const speakerId = `C_${nextNumber(world)}`;
    createVoice(world, { ...order, id: speakerId, input: { ...voice, audio: { ...exampleAudio, sha256: `historical ${speakerId}` } } });
  });
}
