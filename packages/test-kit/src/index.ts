export { closedPortUrl, startHttpServer, startSocketServer, type TestServer } from './http-server.ts';
export { createTempFolder } from './temp-folder.ts';
