/**
 * Baseline files under bad luck: writers that are killed, eight writers at once, a full disk, files that may not be written. What is read
 * afterwards is the old content or the new, and whoever cannot write says so.
 */
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import * as fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { rolldown } from 'rolldown';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { BaselineError } from '../../src/errors.ts';
import { baselineFiles, parseBaseline, printBaseline } from '../../src/drift/index.ts';
import type { BaselineFiles, Entry, FileSystem } from '../../src/drift/index.ts';
import { drift } from './entries.ts';

const root = fs.mkdtempSync(join(tmpdir(), 'ulpwise-files-'));
const script = join(root, 'writer.mjs');
let folder = '';
let path = '';

beforeAll(async () => {
  const writer = fileURLToPath(new URL('writer.ts', import.meta.url));
  const cwd = fileURLToPath(new URL('../..', import.meta.url));
  const build = await rolldown({ cwd, input: writer, platform: 'node', logLevel: 'silent' });
  await build.write({ file: script, format: 'esm', codeSplitting: false });
  await build.close();
});
beforeEach(() => {
  folder = fs.mkdtempSync(join(root, 'case-'));
  path = join(folder, '__drift__/a.test.ts.drift.json');
});
afterAll(() => fs.rmSync(root, { recursive: true, force: true }));

const start = (name: string, ...rest: string[]): ChildProcess =>
  spawn(process.execPath, [script, join(folder, 'a.test.ts'), name, ...rest], { stdio: ['ignore', 'pipe', 'inherit'] });

/** A machine whose file system may be tampered with. Its clock does not wait. */
function machine(changes: Partial<FileSystem> = {}, alive = (_pid: number): boolean => false): BaselineFiles {
  const files = { ...fs, ...changes } as unknown as FileSystem;
  return baselineFiles({ files, pid: 1, thread: 0, host: 'here', isAlive: alive, sleep: () => undefined });
}

const baseline = (maxUlps: number, key = 'a#1'): string =>
  printBaseline(new Map<string, Entry>([[key, { ...drift, metrics: { ...drift.metrics, maxUlps } }]]));
const change = (text: string | undefined) => () => ({ text, sidecars: new Map(), referenced: new Set<string>() });

describe('writers', () => {
  /** When each is killed: in the middle of its first, second or third write, between any two calls, or at a moment of the clock. */
  const moment = fc.oneof(
    // in millionths of three writes
    { weight: 5, arbitrary: fc.tuple(fc.constant('bytes'), fc.integer({ min: 1, max: 1_000_000 })) },
    { weight: 4, arbitrary: fc.tuple(fc.constant('calls'), fc.integer({ min: 1, max: 60 })) },
    { weight: 1, arbitrary: fc.tuple(fc.constant('clock'), fc.integer({ min: 0, max: 15 })) },
  );

  test('killed at 200 random moments, two at once, leave a whole file with everything that they had finished', async () => {
    const moments = fc.sample(moment, { numRuns: 200, seed: 5 });
    const finished: string[] = [];
    const check = (): void => {
      if (!fs.existsSync(path)) return;
      const entries = parseBaseline(fs.readFileSync(path, 'utf8'), path);
      expect(finished.filter((key) => !entries.has(key))).toEqual([]);
    };
    const kill = async (i: number): Promise<void> => {
      const [unit, limit] = moments[i]!;
      const size = (fs.existsSync(path) ? fs.statSync(path).size : 0) + 1000;
      const after = unit === 'bytes' ? Math.ceil((limit / 1e6) * 3 * size) : limit;
      const child = start(`w${i}`, 'Infinity', unit, String(after));
      let said = '';
      child.stdout!.setEncoding('utf8').on('data', (text: string) => (said += text));
      const closed = new Promise<NodeJS.Signals>((done) => child.on('close', (_, signal) => done(signal!)));
      if (unit === 'clock') {
        await new Promise((done) => child.stdout!.once('data', done));
        await new Promise((done) => setTimeout(done, limit));
        child.kill('SIGKILL');
      }
      expect(await closed).toBe('SIGKILL');
      for (const k of said.match(/^\d+$/gm) ?? []) finished.push(`w${i}#${Number(k) % 40}, ${k}`);
      check();
    };
    const lane = async (first: number): Promise<void> => {
      for (let i = first; i < moments.length; i += 2) await kill(i);
    };
    await Promise.all([lane(0), lane(1)]);
    // many of them had come to something
    expect(finished.length).toBeGreaterThan(40);
    // whoever comes next is not held up by what the dead left behind, and tidies it away
    const next = start('next', '1');
    expect(await new Promise((done) => next.on('close', done))).toBe(0);
    check();
    expect(fs.readdirSync(join(folder, '__drift__'))).toEqual(['a.test.ts.drift.json']);
  }, 240_000);

  test('eight at once lose nothing of each other', async () => {
    const writers = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'].map((name) => start(name, '12'));
    for (const writer of writers) writer.stdout!.resume();
    const ends = await Promise.all(writers.map((writer) => new Promise((done) => writer.on('close', done))));
    expect(ends).toEqual(ends.map(() => 0));
    const entries = parseBaseline(fs.readFileSync(path, 'utf8'), path);
    expect(entries.size).toBe(8 * 12);
    expect(fs.readdirSync(join(folder, '__drift__'))).toEqual(['a.test.ts.drift.json']);
  });
});

describe('a write', () => {
  const names = [
    'openSync',
    'writeSync',
    'fsyncSync',
    'closeSync',
    'renameSync',
    'linkSync',
    'mkdirSync',
    'readFileSync',
    'unlinkSync',
  ] as const;

  /** A file system that dies at its n-th call: nothing works from there on, as after kill -9. */
  function dyingAt(n: number): Partial<FileSystem> {
    let calls = 0;
    const dying =
      (name: (typeof names)[number]) =>
      (...args: unknown[]): unknown => {
        if (calls++ >= n) throw new Error('dead');
        const bytes = args[1];
        // half of what was to be written is on the disk
        if (name === 'writeSync' && calls === n) return fs.writeSync(args[0] as number, bytes as Uint8Array, 0, 5);
        return (fs[name] as (...values: unknown[]) => unknown)(...args);
      };
    return Object.fromEntries(names.map((name) => [name, dying(name)]));
  }

  test('that stops at any call leaves the old content or the new', () => {
    machine().update(path, change(baseline(1)));
    const seen = new Set<string>();
    for (let n = 0; n < 40; n++) {
      try {
        machine(dyingAt(n)).update(path, change(baseline(2)));
      } catch {
        // it died
      }
      const text = fs.readFileSync(path, 'utf8');
      expect([baseline(1), baseline(2)]).toContain(text);
      seen.add(text);
      machine().update(path, change(baseline(1)));
      expect(fs.readFileSync(path, 'utf8')).toBe(baseline(1));
    }
    expect(seen.size).toBe(2);
    expect(fs.readdirSync(join(folder, '__drift__'))).toEqual(['a.test.ts.drift.json']);
  });

  test.each([
    ['ENOSPC', 'the disk is full. Make room. What was there before is unchanged.'],
    ['EROFS', 'the file system is read-only. Run with ULPWISE_UPDATE=none, or where it can be written.'],
    ['EIO', 'EIO. Look at the file and its folder.'],
  ])('that fails with %s says so, and leaves the old content and no other file', (code, message) => {
    machine().update(path, change(baseline(1)));
    const failing = machine({
      writeSync: (file, bytes, offset, length) => {
        // the lock is small enough to find a place
        if (length < 100) return fs.writeSync(file, bytes, offset, length);
        throw Object.assign(new Error(code), { code });
      },
    });
    expect(() => failing.update(path, change(baseline(2)))).toThrow(BaselineError);
    expect(() => failing.update(path, change(baseline(2)))).toThrow(`${path} cannot be written: ${message}`);
    expect(fs.readFileSync(path, 'utf8')).toBe(baseline(1));
    expect(fs.readdirSync(join(folder, '__drift__'))).toEqual(['a.test.ts.drift.json']);
  });

  test.each(['EPERM', 'EACCES', 'EBUSY'])(
    'over a file that somebody has open (%s) waits until it is closed',
    (code) => {
      machine().update(path, change(baseline(1)));
      let attempts = 0;
      const open = machine({
        renameSync: (from, to) => {
          if (to === path && attempts++ < 3) throw Object.assign(new Error(code), { code });
          fs.renameSync(from, to);
        },
      });
      open.update(path, change(baseline(2)));
      expect(attempts).toBe(4);
      expect(fs.readFileSync(path, 'utf8')).toBe(baseline(2));
    },
  );

  test.each(['EBUSY', 'EXDEV'])(
    'that cannot be renamed into place (%s) leaves the old content and no other file',
    (code) => {
      machine().update(path, change(baseline(1)));
      let attempts = 0;
      const stuck = machine({
        renameSync: (from, to) => {
          if (to !== path) return fs.renameSync(from, to);
          attempts++;
          throw Object.assign(new Error(code), { code });
        },
      });
      expect(() => stuck.update(path, change(baseline(2)))).toThrow(`${path} cannot be written`);
      expect(attempts).toBe(code === 'EXDEV' ? 1 : 51);
      expect(fs.readFileSync(path, 'utf8')).toBe(baseline(1));
      expect(fs.readdirSync(join(folder, '__drift__'))).toEqual(['a.test.ts.drift.json']);
    },
  );

  test('is on the disk before it takes the name of the old one: a machine that loses power has either', () => {
    machine().update(path, change(baseline(1)));
    const calls: string[] = [];
    const opened = new Map<number, string>();
    const watched = machine({
      openSync: (place, flags) => {
        const file = fs.openSync(place, flags);
        opened.set(file, place);
        return file;
      },
      writeSync: (file, bytes, offset, length) => {
        calls.push(`write ${opened.get(file)!}`);
        return fs.writeSync(file, bytes, offset, length);
      },
      fsyncSync: (file) => {
        calls.push(`flush ${opened.get(file)!}`);
        fs.fsyncSync(file);
      },
      renameSync: (from, to) => {
        calls.push(`rename ${from} ${to}`);
        fs.renameSync(from, to);
      },
    });
    watched.update(path, change(baseline(2)));
    const rename = calls.find((call) => call.endsWith(` ${path}`))!;
    const temporary = rename.split(' ')[1]!;
    expect(calls.filter((call) => call.includes(temporary))).toEqual([
      `write ${temporary}`,
      `flush ${temporary}`,
      rename,
    ]);
  });

  test('that the disk takes in small pieces is whole', () => {
    const slow = machine({
      writeSync: (file, bytes, offset, length) => fs.writeSync(file, bytes, offset, Math.min(length, 7)),
    });
    slow.update(path, change(baseline(2)));
    expect(fs.readFileSync(path, 'utf8')).toBe(baseline(2));
  });

  test('over a read-only file is refused, though a rename would do it', () => {
    machine().update(path, change(baseline(1)));
    fs.chmodSync(path, 0o444);
    expect(() => machine().update(path, change(baseline(2)))).toThrow('it may not be written. Change its permissions');
    expect(fs.readFileSync(path, 'utf8')).toBe(baseline(1));
    fs.chmodSync(path, 0o644);
  });

  test('that cannot remove the file says so: its last entry is not gone in silence', () => {
    machine().update(path, change(baseline(1)));
    const nothing = { text: undefined, sidecars: new Map(), referenced: new Set<string>() };
    const stuck = machine({
      unlinkSync: (place) => {
        if (place === path) throw Object.assign(new Error('EROFS'), { code: 'EROFS' });
        fs.unlinkSync(place);
      },
    });
    expect(() => stuck.update(path, () => nothing)).toThrow(`${path} cannot be written: the file system is read-only`);
    expect(fs.readFileSync(path, 'utf8')).toBe(baseline(1));
    machine().update(path, () => nothing);
    expect(fs.existsSync(join(folder, '__drift__'))).toBe(false);
  });

  test('brings its sidecars along and takes away those of before, and nothing of another file', () => {
    const sidecar = (digit: string): string => `a.test.ts.${digit.repeat(16)}.npy`;
    const place = (name: string): string => join(folder, '__drift__', name);
    const write = (maxUlps: number, ...digits: string[]): void =>
      machine().update(path, () => ({
        text: baseline(maxUlps),
        sidecars: new Map(digits.map((digit) => [sidecar(digit), () => Uint8Array.of(parseInt(digit, 16))])),
        referenced: new Set(digits.map(sidecar)),
      }));
    write(1, 'a', 'b');
    const others = ['b.test.ts.aaaaaaaaaaaaaaaa.npy', 'a.test.ts.notes.npy', 'a.test.ts.arm64.cccccccccccccccc.npy'];
    for (const other of others) fs.writeFileSync(place(other), '');
    const { ino } = fs.statSync(place(sidecar('b')));
    write(2, 'b', 'c');
    expect(fs.readdirSync(place('')).sort()).toEqual(
      ['a.test.ts.drift.json', sidecar('b'), sidecar('c'), ...others].sort(),
    );
    // one that is there is left alone; one that was not finished, or damaged since, is written anew
    expect(fs.statSync(place(sidecar('b'))).ino).toBe(ino);
    fs.writeFileSync(place(sidecar('b')), '');
    fs.writeFileSync(place(sidecar('c')), 'x');
    write(3, 'b', 'c');
    expect([...fs.readFileSync(place(sidecar('b')))]).toEqual([0xb]);
    expect([...machine().readSidecar(path, sidecar('c'))!]).toEqual([0xc]);
    expect(machine().readSidecar(path, sidecar('d'))).toBeUndefined();
  });

  test('where a file stands in the place of the folder, or a folder in that of the file, is refused', () => {
    fs.writeFileSync(join(folder, '__drift__'), '');
    expect(machine().read(path)).toBeUndefined();
    expect(() => machine().update(path, change(baseline(1)))).toThrow(
      'there is a file where its folder would be. Remove it.',
    );
    expect(fs.readFileSync(join(folder, '__drift__'), 'utf8')).toBe('');
    fs.rmSync(join(folder, '__drift__'));
    fs.mkdirSync(path, { recursive: true });
    expect(() => machine().update(path, change(baseline(1)))).toThrow(`${path} cannot be read`);
    expect(fs.readdirSync(join(folder, '__drift__'))).toEqual(['a.test.ts.drift.json']);
  });

  test('that changes nothing touches nothing', () => {
    machine().update(path, change(baseline(1)));
    const { ino, mtimeMs } = fs.statSync(path);
    machine().update(path, () => undefined);
    expect(fs.statSync(path)).toMatchObject({ ino, mtimeMs });
  });

  test('starts from what is there once the lock is held', () => {
    machine().update(path, change(baseline(1)));
    const texts: (string | undefined)[] = [];
    let intruded = false;
    const intruding = machine({
      openSync: (place, flags) => {
        if (!intruded) fs.writeFileSync(path, baseline(3));
        intruded = true;
        return fs.openSync(place, flags);
      },
    });
    intruding.update(path, (text) => {
      texts.push(text);
      return change(baseline(4))();
    });
    expect(texts).toEqual([baseline(1), baseline(3)]);
  });
});

describe('a lock', () => {
  const lock = (): string => `${path}.lock`;
  const locked = (owner: string): void => {
    machine().update(path, change(baseline(1)));
    fs.writeFileSync(lock(), owner);
  };

  test('of a process that is gone is taken over at once', () => {
    locked('here 4711 0 0');
    machine().update(path, change(baseline(2)));
    expect(fs.readFileSync(path, 'utf8')).toBe(baseline(2));
  });

  test('of a living process, or of another machine, is waited for, and then taken over', () => {
    for (const [owner, longest] of [
      ['here 4711 0 0', 20],
      ['there 4711 0 0', 20],
      ['', 2],
    ] as const) {
      locked(owner);
      let waited = 0;
      const files = { ...fs } as unknown as FileSystem;
      const patient = baselineFiles({
        files,
        pid: 1,
        thread: 0,
        host: 'here',
        isAlive: () => true,
        sleep: (milliseconds) => void (waited += milliseconds),
      });
      patient.update(path, change(baseline(2)));
      expect(waited).toBe(1000 * longest);
      expect(fs.readFileSync(path, 'utf8')).toBe(baseline(2));
    }
  });

  test('names its owner from its first moment on: a link to a file that is whole', () => {
    machine().update(path, change(baseline(1)));
    const opened: string[] = [];
    machine({
      openSync(place, flags) {
        opened.push(place);
        return fs.openSync(place, flags);
      },
      linkSync(existing, place) {
        expect(fs.readFileSync(existing, 'utf8')).toMatch(/^here 1 0 \d+$/);
        fs.linkSync(existing, place);
      },
    }).update(path, change(baseline(2)));
    expect(opened.filter((place) => place.endsWith('.lock'))).toEqual([]);
  });

  test.each(['EPERM', 'ENOTSUP', 'ENOSYS'])('is made and waited for where there are no hard links: %s', (code) => {
    const linkSync = (): never => {
      throw Object.assign(new Error(code), { code });
    };
    machine({ linkSync }).update(path, change(baseline(1)));
    fs.writeFileSync(lock(), 'here 4711 0 0');
    machine({ linkSync }).update(path, change(baseline(2)));
    expect(fs.readFileSync(path, 'utf8')).toBe(baseline(2));
    expect(fs.readdirSync(join(folder, '__drift__'))).toEqual(['a.test.ts.drift.json']);
  });

  test('of a third that came between is put back', () => {
    locked('here 4711 0 0');
    let third = 0;
    machine(
      {
        renameSync(from, to) {
          // the dead one's lock was taken over while this process thought about it
          if (from === lock() && third++ === 0) fs.writeFileSync(lock(), 'here 4712 0 0');
          fs.renameSync(from, to);
          if (from === lock() && third === 1) expect(fs.existsSync(lock())).toBe(false);
        },
        linkSync(existing, place) {
          fs.linkSync(existing, place);
          if (third === 1 && fs.readFileSync(place, 'utf8') === 'here 4712 0 0') third = 2;
        },
      },
      () => false,
    ).update(path, change(baseline(2)));
    expect(third).toBe(3);
    expect(fs.readFileSync(path, 'utf8')).toBe(baseline(2));
  });

  test('of another machine, or of another thread of this process, is waited for though no such process is there', () => {
    for (const owner of ['there 4711 0 0', 'here 1 1 0']) {
      locked(owner);
      let waits = 0;
      const files = { ...fs } as unknown as FileSystem;
      const sleep = (): void => void waits++;
      baselineFiles({ files, pid: 1, thread: 0, host: 'here', isAlive: () => false, sleep }).update(
        path,
        change(baseline(2)),
      );
      expect(waits).toBeGreaterThan(1000);
      expect(fs.readFileSync(path, 'utf8')).toBe(baseline(2));
    }
  });

  test('that was taken from its holder makes the holder start over', () => {
    machine().update(path, change(baseline(1)));
    let calls = 0;
    machine().update(path, () => {
      // somebody thought that this process was gone, and has finished meanwhile
      if (++calls === 2) fs.rmSync(lock());
      return change(baseline(10 + calls))();
    });
    expect(calls).toBe(3);
    expect(fs.readFileSync(path, 'utf8')).toBe(baseline(13));
  });
});

describe('a damaged file', () => {
  test('is never overwritten, whatever its bytes', () => {
    const whole = new TextEncoder().encode(baseline(1));
    fs.mkdirSync(join(folder, '__drift__'));
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(whole.length - 1), fc.nat(255)), { minLength: 1, maxLength: 4 }),
        (edits) => {
          const bytes = whole.slice();
          for (const [at, byte] of edits) bytes[at] = byte;
          fs.writeFileSync(path, bytes);
          try {
            machine().update(path, (text) => {
              const entries = new Map(parseBaseline(text!, path));
              return change(printBaseline(entries.set('b#1', drift)))();
            });
            expect(parseBaseline(fs.readFileSync(path, 'utf8'), path).has('b#1')).toBe(true);
          } catch (error) {
            expect(error).toBeInstanceOf(BaselineError);
            expect(new Uint8Array(fs.readFileSync(path))).toEqual(bytes);
          }
        },
      ),
      { numRuns: 150 },
    );
  });
});
