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

import { DriftReporter } from './reporter.ts';
import type { ReporterOptions } from './reporter.ts';

/** Options of the plugin. */
export interface UlpwiseOptions extends ReporterOptions {
  /** `false` adds no reporter. */
  readonly reporter?: boolean;
  /** Names the environment, for baselines that differ in it: `webgpu-swiftshader`, `arm64`. */
  readonly environment?: string;
}

/** What this plugin reads of a Vite configuration. */
interface TestConfiguration {
  readonly test?: { readonly setupFiles?: string | readonly string[] | undefined } | undefined;
}

/** What it adds. */
interface AddedConfiguration {
  readonly test: { readonly setupFiles?: string[]; readonly env?: Record<string, string> };
}

/** What it reads of Vitest. */
interface Runner {
  readonly config: { readonly reporters: unknown[] };
}

/** A Vite plugin, in the part that is used here. */
export interface UlpwisePlugin {
  readonly name: 'ulpwise';
  config(configuration: object): AddedConfiguration | undefined;
  configureVitest(context: { readonly vitest: object }): void;
}

/**
 * The set-up module, as a path where the engine can resolve it: the bare name would be looked up from the user's root,
 * where a package that came in by way of another one is not found under strict installers.
 */
function setupFile(): string {
  return decodeURIComponent(new URL(import.meta.resolve('ulpwise/vitest')).pathname).replace(/^\/([A-Za-z]:)/, '$1');
}

/**
 * The Vite plugin: adds `ulpwise/vitest` to `test.setupFiles`, and the reporter to the reporters, once each, however often the plugin is
 * listed.
 */
export function ulpwise(options: UlpwiseOptions = {}): UlpwisePlugin {
  return {
    name: 'ulpwise',
    config(configuration) {
      const present = [(configuration as TestConfiguration).test?.setupFiles ?? []].flat();
      const file = setupFile();
      const setupFiles = present.includes(file) || present.includes('ulpwise/vitest') ? undefined : [file];
      const env = options.environment === undefined ? undefined : { ULPWISE_ENVIRONMENT: options.environment };
      if (setupFiles === undefined && env === undefined) return undefined;
      return { test: { ...(setupFiles === undefined ? {} : { setupFiles }), ...(env === undefined ? {} : { env }) } };
    },
    configureVitest({ vitest }) {
      const { reporters } = (vitest as Runner).config;
      const named = reporters.some((reporter) => [reporter].flat()[0] === 'ulpwise/vitest/reporter');
      const present = reporters.some((reporter) => reporter instanceof DriftReporter);
      if (options.reporter !== false && !named && !present) reporters.push(new DriftReporter(options));
    },
  };
}
