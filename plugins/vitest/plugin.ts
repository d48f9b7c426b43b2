/**
 * `ulpwise/vitest/plugin`: one line in the Vitest configuration adds the matchers to every test file.
 *
 * ```ts
 * import { defineConfig } from 'vitest/config';
 * import { ulpwise } from 'ulpwise/vitest/plugin';
 *
 * export default defineConfig({ plugins: [ulpwise()] });
 * ```
 *
 * @module
 */

/** What this plugin reads of a Vite configuration. */
interface TestConfiguration {
  readonly test?: { readonly setupFiles?: string | readonly string[] | undefined } | undefined;
}

/** A Vite plugin, in the part that is used here. */
export interface UlpwisePlugin {
  readonly name: 'ulpwise';
  config(configuration: object): { test: { setupFiles: string[] } } | undefined;
}

/**
 * The set-up module, as a path where the engine can resolve it: the bare name would be looked up from the user's root,
 * where a package that came in by way of another one is not found under strict installers.
 */
function setupFile(): string {
  return decodeURIComponent(new URL(import.meta.resolve('ulpwise/vitest')).pathname).replace(/^\/([A-Za-z]:)/, '$1');
}

/** The Vite plugin: adds `ulpwise/vitest` to `test.setupFiles`, once, however often the plugin is listed. */
export function ulpwise(): UlpwisePlugin {
  return {
    name: 'ulpwise',
    config(configuration) {
      const present = [(configuration as TestConfiguration).test?.setupFiles ?? []].flat();
      const file = setupFile();
      return present.includes(file) || present.includes('ulpwise/vitest')
        ? undefined
        : { test: { setupFiles: [file] } };
    },
  };
}
