export { type Bridge, type BridgeContext, createBridge, type Published } from './bridge.ts';
export {
  type BridgeProblem,
  type BridgeSettings,
  type ListenAddress,
  type LoopbackSettings,
  type PublicUrlSettings,
  parseBridgeSettings,
  type S3Settings,
} from './bridge-settings.ts';
