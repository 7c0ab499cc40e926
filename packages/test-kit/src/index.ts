export { createTempFolder } from './temp-folder.ts';
