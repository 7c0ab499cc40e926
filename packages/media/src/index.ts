export { breakLines } from './break-lines.ts';
export { type CaptionCue, tidyCues } from './caption-cue.ts';
export { joinVideos } from './join-videos.ts';
export { type MediaFacts, probeMedia } from './probe-media.ts';
export { parseSrt, renderSrt } from './srt.ts';
export { parseVtt, renderVtt } from './vtt.ts';
export { type LineRules, wrapCues } from './wrap-cues.ts';
