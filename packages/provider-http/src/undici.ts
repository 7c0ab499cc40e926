/**
 * What is used of undici, loaded with `import('./undici.ts')` on the first call. Its names stand here one by one because a
 * bundler that splits code hands out a CommonJS package as `default` alone when it is imported dynamically.
 */
export { Agent, request } from 'undici';
