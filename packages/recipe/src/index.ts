export { renderConfig } from './config/render-config.ts';
export { type InstantiatedRecipe, type InstantiateOptions, instantiateRecipe } from './instantiate/instantiate-recipe.ts';
export { type LoadedRecipe, loadRecipe } from './load-recipe.ts';
export { defaultLimits, type ParseLimits } from './parse/limits.ts';
export { type ParsedDocument, parseRecipe } from './parse/parse-recipe.ts';
export { type ParsedProject, parseProject } from './project/parse-project.ts';
export type {
  Budget,
  CastBinding,
  CastClone,
  CastMember,
  CastPart,
  Consent,
  Profile,
  Project,
  ProviderSettings,
  SecretPointer,
  SettingValue,
  StoreWords,
} from './project/project.ts';
export type { ProjectView } from './project/project-names.ts';
export type { FileFacts, ProjectFiles } from './project-files.ts';
export type {
  AvatarSource,
  Background,
  CastReference,
  FrameSize,
  GrantedConsent,
  InputDeclaration,
  MediumSource,
  OutputKind,
  Recipe,
  RecipeEntry,
  RecipeInstance,
  RecipeStep,
  RecipeValue,
  Reference,
  ReferencePath,
  Sourced,
  SpeechSource,
  SpokenText,
  StepInstance,
  StepOrigin,
  StepOutput,
  StepUses,
  StepWith,
  VoiceSource,
} from './recipe.ts';
export { type StepKind, stepKinds } from './step-kinds.ts';
export { type ValidatedRecipe, type ValidateOptions, validateRecipe } from './validate/validate-recipe.ts';
export { compileVendorChecks, type JsonSchema, type VendorChecks, type VendorSchemas } from './vendor/vendor-checks.ts';
