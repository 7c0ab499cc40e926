export { closedPortUrl, startHttpServer, startSocketServer, type TestServer } from './http-server.ts';
export { type RecordedRequest, type RecordingProxy, startRecordingProxy } from './recording-proxy.ts';
export { createTempFolder } from './temp-folder.ts';
