/** Shards that a merge was not given, told by the names that the reporters give to records: `drift-run.shard-1-of-2.json`. Pure. */

/** The names of the records that are missing beside those given, in order: of one suite that was cut into several numbers of shards, of each. */
export function missingShards(paths: readonly string[]): string[] {
  const given = new Set(paths);
  const missing = new Set<string>();
  for (const path of paths) {
    const [, before, count, after] = /^(.*shard-)\d+-of-(\d+)(\.json)$/s.exec(path) ?? [];
    // a number that no suite is cut into is somebody's name for something else
    if (count === undefined || Number(count) > mostShards) continue;
    for (let i = 1; i <= Number(count); i++) {
      const name = `${before}${i}-of-${count}${after}`;
      if (!given.has(name)) missing.add(name);
    }
  }
  return [...missing];
}

const mostShards = 1000;
