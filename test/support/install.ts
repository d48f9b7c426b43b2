import { cpSync, mkdirSync, realpathSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/**
 * Installs an unpacked package into a folder, without the network: a copy in `node_modules/ulpwise`, beside links to what it needs and to what
 * its user has. A copy, since a link would look for its runner where the original lies.
 *
 * @param links - from the name of each package to the folder in which it is installed already
 */
export function install(unpacked: string, folder: string, links: Readonly<Record<string, string>>): void {
  const modules = join(folder, 'node_modules');
  mkdirSync(modules, { recursive: true });
  cpSync(unpacked, join(modules, 'ulpwise'), { recursive: true });
  for (const [name, place] of Object.entries(links)) {
    mkdirSync(dirname(join(modules, name)), { recursive: true });
    symlinkSync(realpathSync(place), join(modules, name), 'junction');
  }
  writeFileSync(join(folder, 'package.json'), '{ "private": true }\n');
}
