export { failureOf } from './failure-of.ts';
export { closedPortUrl, startHttpServer, startSocketServer, type TestServer } from './http-server.ts';
export { type RecordedRequest, type RecordingProxy, startRecordingProxy } from './recording-proxy.ts';
export { createRecordingTokenStore } from './recording-token-store.ts';
export { createTempFolder } from './temp-folder.ts';
