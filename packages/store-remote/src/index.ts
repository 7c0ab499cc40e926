export { createStoreRemote } from './create-store-remote.ts';
export {
  type BucketSettings,
  type DirectorySettings,
  parseStoreSettings,
  type StoreProblem,
  type StoreSettings,
} from './store-settings.ts';
