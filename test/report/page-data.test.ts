/** What goes into the page of a report: data that no parser takes for markup, and blocks that keep it small. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { blockSize, detailBlocks } from '../../src/report/html/blocks.ts';
import { reportHtml } from '../../src/report/html/document.ts';
import { htmlText, scriptJson, visibleText } from '../../src/report/html/page-data.ts';
import { entryId } from '../../src/report/html/report-data.ts';
import type { ReportDetail, ReportEntrySide } from '../../src/report/html/report-data.ts';
import { asFloat32 } from '../../src/report/html/page/bits.ts';
import { changeText, powerText, sizesApart } from '../../src/report/html/page/numbers.ts';
import { repeated } from '../support/report-records.ts';
import { hostileName } from '../support/hostile-names.ts';

describe('JSON in a script element', () => {
  test('comes back as it was, and holds nothing that ends or opens an element', () => {
    fc.assert(
      fc.property(hostileName, (name) => {
        const json = scriptJson({ [name]: [name] });
        expect(JSON.parse(json)).toEqual(JSON.parse(JSON.stringify({ [name]: [name] })));
        expect(json).not.toMatch(/[<>&\u2028\u2029\ud800-\udfff]/u);
      }),
    );
  });
});

describe('text on the page', () => {
  test.each([
    ['a\u0000b', 'a\\u0000b'],
    ['\u202eexe', '\\u202eexe'],
    ['\u2066\u200b\ufeff', '\\u2066\\u200b\\ufeff'],
    ['line\nfeed', 'line\\u000afeed'],
    ['\ud800', '\\ud800'],
    ['\u{e0041}', '\\u{e0041}'],
    ['é 漢 😀 ⁻²', 'é 漢 😀 ⁻²'],
  ])('hides nothing: %j is %j', (text, shown) => {
    expect(visibleText(text)).toBe(shown);
  });

  test('is no markup, whatever the name', () => {
    fc.assert(
      fc.property(hostileName, (name) => {
        expect(htmlText(name)).toMatch(/^(?:[^<>"'&]|&#\d+;)*$/);
      }),
    );
  });
});

describe('the page', () => {
  const index = {
    title: '</title><script>alert(1)</script>',
    verdict: '<b>',
    passed: true,
    failOn: [],
    base: { name: '"><script>', environments: null },
    head: { name: "'", environments: null },
    words: ['', '<i>'],
    columns: {
      finding: [6],
      file: [1],
      key: ['</noscript><script>alert(1)</script>'],
      project: [0],
      environment: [0],
      array: [0],
      metric: [0],
      base: [1],
      now: [null],
      limit: [null],
      note: [1],
    },
    blockSize,
    blocks: 1,
  };
  const page = reportHtml(index, ['eJw=']);

  test('has one script, one style sheet, data, and no other element or attribute that could act', () => {
    expect(page.match(/<script[^>]*>/g)).toEqual([
      '<script type="application/json" id="index">',
      '<script type="text/plain" id="block-0">',
      '<script>',
    ]);
    expect(page.match(/<style[^>]*>/g)).toHaveLength(1);
    const markup = page.replace(/<(script|style)[^>]*>[\s\S]*?<\/\1>/g, '');
    expect(markup.match(/<(?:b|i|img|svg|iframe|object|embed|link|base|form)\b/g)).toBeNull();
    expect(markup).not.toMatch(/<[a-z][^<>]* (?:on\w+|style|src|href)=/);
  });

  test('allows what it holds by its hash, and nothing else', async () => {
    const policy = /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(page)![1]!;
    const hashOf = async (text: string): Promise<string> => {
      const digest = await globalThis.crypto.subtle.digest('SHA-256', new TextEncoder().encode(text));
      return `'sha256-${Buffer.from(digest).toString('base64')}'`;
    };
    const script = /<script>([\s\S]*)<\/script>/.exec(page)![1]!;
    const style = /<style>([\s\S]*)<\/style>/.exec(page)![1]!;
    expect(policy.split('; ')).toEqual([
      "default-src 'none'",
      `script-src ${await hashOf(script)}`,
      `style-src ${await hashOf(style)}`,
      "base-uri 'none'",
      "form-action 'none'",
      "require-trusted-types-for 'script'",
      "trusted-types 'none'",
    ]);
  });

  test('carries the licence of what is in it, and no address that is asked for anything', () => {
    expect(page).toContain('Permission is hereby granted, free of charge');
    expect(page).toContain('Leon Sorokin');
    const addresses = new Set(page.match(/https?:\/\/[^\s"'`)<]+/g));
    expect([...addresses].sort()).toEqual(['http://www.w3.org/2000/svg', 'https://github.com/leeoniya/uPlot']);
  });
});

describe('the blocks of details', () => {
  const side = (patterns: string): ReportEntrySide => ({
    dtype: 'float32',
    shape: '[1024]',
    digest: '',
    special: '',
    tolerance: '',
    values: null,
    histogram: [1, 0, [2]],
    envelope: [1024, patterns, patterns],
  });
  // 128 bfloat16 patterns: range i holds the error i − 64, all of eight bits at most
  const word = new DataView(new ArrayBuffer(4));
  const patternOf = (x: number): string => {
    word.setFloat32(0, x);
    return (word.getUint32(0) >>> 16).toString(16).padStart(4, '0');
  };
  const patterns = Array.from({ length: 128 }, (_, i) => (i % 8 === 3 ? '7fc0' : patternOf(i - 64))).join('');
  const detail: ReportDetail = {
    test: 't',
    baseline: 'b',
    accept: '',
    passed: true,
    reasons: [],
    base: null,
    head: side(patterns),
    metrics: [],
    worst: Array.from({ length: 16 }, () => ['[0]', '1', '1', null, null, 1, 1] as const),
    history: [],
    level: 'full',
  };
  const levelsOf = (count: number, most: number): { blocks: ReportDetail[][]; details: ReportDetail[] } => {
    const blocks = detailBlocks(
      count,
      (_, level) => ({ ...detail, level }),
      (text) => text,
      most,
    ).map((text) => JSON.parse(text) as ReportDetail[]);
    return { blocks, details: blocks.flat() };
  };

  test('hold every entry once, in order, a fixed number in each but the last', () => {
    const blocks = detailBlocks(
      300,
      (i, level) => ({ ...detail, level, test: String(i) }),
      (text) => text,
    );
    const read = blocks.map((text) => JSON.parse(text) as ReportDetail[]);
    expect(read.map(({ length }) => length)).toEqual([128, 128, 44]);
    expect(read.flat().map(({ test: name }) => Number(name))).toEqual(Array.from({ length: 300 }, (_, i) => i));
    expect(new Set(read.flat().map(({ level }) => level))).toEqual(new Set(['full']));
  });

  test('are whole up to two fifths of the space, brief up to nine tenths, then bare', () => {
    // each block is a hundred characters: before the fifth, 400 are used, before the tenth, 900
    const levels: string[] = [];
    detailBlocks(
      128 * 12,
      (i, level) => {
        if (i % 128 === 0) levels.push(level);
        return { ...detail, level };
      },
      () => 'x'.repeat(100),
      1000,
    );
    expect(levels).toEqual([...repeated([4, 'full'], [5, 'brief'], [3, 'bare'])]);
  });

  test('keep, when brief, the lowest and highest of each eight ranges, without those that have none', () => {
    const size = JSON.stringify(Array.from({ length: 128 }, () => detail)).length;
    const { details } = levelsOf(128 * 3, 4 * size);
    const brief = details.at(-1)!;
    expect(brief.level).toBe('brief');
    const [count, lowest, highest] = brief.head!.envelope!;
    expect(count).toBe(1024);
    expect(lowest).toBe(Array.from({ length: 16 }, (_, i) => patternOf(8 * i - 64)).join(''));
    expect(highest).toBe(Array.from({ length: 16 }, (_, i) => patternOf(8 * i + 7 - 64)).join(''));
  });
});

describe('the name of an entry in links', () => {
  test('differs for ten thousand entries, and for each part of the place', () => {
    const names = new Set(Array.from({ length: 10_000 }, (_, i) => entryId(`test/${i % 100}.ts`, `a#${i}`, '', '')));
    expect(names.size).toBe(10_000);
    expect(
      new Set([
        entryId('a', 'b', '', ''),
        entryId('', 'a', 'b', ''),
        entryId('a', '', 'b', ''),
        entryId('ab', '', '', ''),
      ]).size,
    ).toBe(4);
    expect(entryId('a', 'b', '', '')).toMatch(/^entry-[0-9a-f]{13}$/);
  });
});

describe('a float64 as float32', () => {
  test.each([
    ['0x3ff0000000000000', '0x3f800000'],
    // 1 + 2^-24 is a tie, which goes to the even one; the next float64 does not
    ['0x3ff0000010000000', '0x3f800000'],
    ['0x3ff0000010000001', '0x3f800001'],
    ['0x8000000000000000', '0x80000000'],
    ['0x7fefffffffffffff', '0x7f800000'],
    ['0x36a0000000000000', '0x00000001'],
    ['0x3f800000', null],
  ])('%s is %s', (bits, rounded) => {
    expect(asFloat32(bits)).toBe(rounded);
  });
});

describe('numbers on the page', () => {
  test.each([
    [2, 3, '+50 %'],
    [3, 2, '−33 %'],
    [1, 2, '×2'],
    [1, 19.64, '×19.6'],
    [-2, 2, ''],
    [0, 1, 'from 0'],
    [1, 0, '−100 %'],
    [1000, 1000.5, '+0.05 %'],
    [1000.5, 1000, '−0.05 %'],
    [1, 1 + 2 ** -52, '+2e-14 %'],
    [null, 1, ''],
  ])('a change from %s to %s is %j', (base, now, text) => {
    expect(changeText(base, now)).toBe(text);
  });

  test.each([
    [
      [0.5, 0.50003, 0.5],
      ['0.5', '0.50003', '0.5'],
    ],
    [
      [0.49996, 0.50003, 0.49996],
      ['0.49996', '0.50003', '0.49996'],
    ],
    [
      [178956973, 178956975, null],
      ['1.7895697e8', '1.7895698e8', '–'],
    ],
    [
      [1, 1 + 2 ** -52, 1],
      ['1', '1.0000000000000002', '1'],
    ],
    [
      [-0.25, 0.25, 2],
      ['-0.25', '0.25', '2'],
    ],
    [
      [1, 2, null],
      ['1', '2', '–'],
    ],
  ])('%j side by side are %j', (sizes, texts) => {
    expect(sizesApart(sizes)).toEqual(texts);
  });

  test.each([
    [0, '1'],
    [-3, '0.125'],
    [-4, '2⁻⁴'],
    [13, '8,192'],
    [14, '2¹⁴'],
    [-1074, '2⁻¹⁰⁷⁴'],
  ])('2 to the power of %i is %s', (k, text) => {
    expect(powerText(k)).toBe(text);
  });
});
