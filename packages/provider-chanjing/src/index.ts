export { type ChanjingSettings, createChanjing } from './chanjing-provider.ts';
