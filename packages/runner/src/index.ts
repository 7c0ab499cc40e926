export { type CallbackListener, type CallbackListenerSettings, createCallbackListener } from './callbacks/callback-listener.ts';
export type { ArrivedCallback, CallbackSource, HintAnswer, HintListener } from './callbacks/callback-source.ts';
export type { EventError, NodeFacts, RunEvent, RunFact, RunNode, RunResult, WaitReason } from './events.ts';
export type { BudgetLimits } from './execute/budget.ts';
export type { OnUncertain, RunOptions } from './execute/run-options.ts';
export { runPlan } from './execute/run-plan.ts';
export { type Downloaded, type DownloadRequest, type DownloadTools, download } from './fetch/download.ts';
export { createFence, type Fence } from './fetch/fence.ts';
export { createHttpGetter, type HttpGetter } from './fetch/http-get.ts';
export { type FrozenOptions, frozenDifferences } from './lock/frozen-differences.ts';
export type { Lock, LockedAccount, LockedInput, LockedInstance, LockedOutput, LockedStep } from './lock/lock.ts';
export { emptyLock } from './lock/lock.ts';
export { type LockOfOptions, lockOf } from './lock/lock-of.ts';
export { type HasBlob, lockedResults, withLock } from './lock/locked-results.ts';
export { type ParsedLock, parseLock } from './lock/parse-lock.ts';
export { renderLock } from './lock/render-lock.ts';
export { type RepairedLock, type RepairOptions, repairLock } from './lock/repair-lock.ts';
export { type InspectOptions, inspectMedia } from './media/inspect-media.ts';
export type { MediaTools, ProbedMedia } from './media/media-tools.ts';
export {
  type ComparisonArguments,
  compareProviders,
  type FieldComparison,
  type ProviderComparison,
  type StepComparison,
  type Support,
} from './plan/compare-providers.ts';
export { createPlan, type PlanArguments } from './plan/create-plan.ts';
export { estimatePlan, type PlanEstimate } from './plan/estimate.ts';
export { fingerprintOfInput } from './plan/fingerprint-of-input.ts';
export type { KnownResults, KnownTask, OutputValue, PreviousInputs, StepResult } from './plan/known.ts';
export { localProvider } from './plan/local-provider.ts';
export { mediaPaths } from './plan/media-paths.ts';
export type { Decision, NodeEstimate, Plan, PlanAlternative, PlanNode, PlanOutput } from './plan/plan.ts';
export { type GraphFormat, renderGraph } from './plan/render-graph.ts';
export { openState, type StateSettings } from './state/open-state.ts';
export type { RunnerState } from './state/runner-state.ts';
export type { TaskRecord } from './state/task-store.ts';
export { collectGarbage, type GarbageOptions, type GarbageReport } from './store/collect-garbage.ts';
export { holdStore } from './store/hold-store.ts';
export { type ListedBlob, type ListedResult, listStore, type NamedLock, type StoreListing } from './store/list-store.ts';
export { pullFromRemote } from './store/pull-from-remote.ts';
export { type PushOptions, pushToRemote } from './store/push-to-remote.ts';
export { blobKey, RemoteBusy, type RemoteDownload, type RemoteUpload, type StoreRemote } from './store/store-remote.ts';
export type { TransferOptions, TransferProgress, TransferReport, TransferTrouble, Wanted } from './store/transfer.ts';
export { type StoreVerification, type VerifyOptions, verifyStore } from './store/verify-store.ts';
export { type Adopted, type Adoption, type AdoptOptions, adoptTask } from './tasks/adopt-task.ts';
export { type ForgetOptions, forgetIntent } from './tasks/forget-intent.ts';
export { type ListedTask, type ListOptions, listTasks } from './tasks/list-tasks.ts';
export {
  readUpToDateStamp,
  type SeenFile,
  type StampKey,
  seeFiles,
  type UpToDateStamp,
  writeUpToDateStamp,
} from './up-to-date-stamp.ts';
