import { createSystemClock } from '@reelwright/clock';
import { createBridge, type PublicUrlSettings } from '../index.ts';
import { mediumOf } from './medium.ts';

/** Another run: publishes one file, says where it is, and ends when nobody listens to it any more. */
const [folder = '', path = '', settings = ''] = process.argv.slice(2);
const bridge = createBridge(JSON.parse(settings) as PublicUrlSettings, { clock: createSystemClock(), folder });
const { url } = await bridge.publish(mediumOf(path, 'the film of the other run'), {});
process.stdout.write(`${url}\n`);
process.stdin.resume().once('end', () => void bridge[Symbol.asyncDispose]());
