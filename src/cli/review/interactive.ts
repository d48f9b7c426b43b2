/** Entry by entry in a terminal: shown, decided by a key, written at once. Text is only ever appended, so that any terminal will do. */
import type { Acknowledgement } from '../../drift/index.ts';
import type { Style } from '../../matchers/style.ts';
import { nameText, printable } from '../printable.ts';
import { accept, reject, whyNot } from './decide.ts';
import { interrupts } from './keyboard.ts';
import type { Pending } from './pending.ts';
import type { ReviewSession } from './session.ts';
import { entryLines } from './text.ts';

/** What was decided of each. */
export interface Decisions {
  readonly accepted: readonly Pending[];
  readonly rejected: readonly Pending[];
  readonly skipped: readonly Pending[];
  /** Not looked at. */
  readonly left: readonly Pending[];
}

interface Screen {
  readonly style: Style;
  readonly write: (text: string) => void;
  readonly nextKey: () => Promise<string>;
}

/**
 * Asks about every entry that is pending. What is accepted is written as soon as the key is pressed; what is rejected is dropped from the
 * records at the end, however that comes.
 */
export async function reviewEach(
  { folder, files, pending }: ReviewSession,
  acknowledgement: Acknowledgement | null,
  { style, write, nextKey }: Screen,
): Promise<Decisions> {
  const accepted: Pending[] = [];
  const rejected: Pending[] = [];
  const skipped: Pending[] = [];
  const left = new Set(pending);
  const show = (text: string): void => write(printable(text));

  /** @returns why it was refused, an entry each */
  const take = (items: readonly Pending[], nonFinite: boolean): string[] => {
    const done = accept(folder, files, items, { acknowledgement, nonFinite });
    accepted.push(...done.accepted);
    for (const item of done.accepted) left.delete(item);
    return done.refused.map(({ pending: item, why }) => `${item.key}: ${why}`);
  };

  /** Decides one entry. @returns whether to go on */
  const ask = async (item: Pending, number: number): Promise<boolean> => {
    const peers = [...left].filter(({ file }) => file === item.file);
    const takeable = item.obstacle === null;
    const bulk = peers.filter((peer) => whyNot(peer, { nonFinite: false }) === null);
    show(`${style.faint(`[${number}/${pending.length}]`)} ${entryLines(item, style).join('\n')}\n\n`);
    const choices = [
      ...(takeable ? ['a accept'] : []),
      'r reject',
      's skip',
      ...(bulk.length > 1 ? [`f accept all ${bulk.length} of this file`] : []),
      'q quit',
    ];
    for (;;) {
      show(`  ${choices.join(' · ')} › `);
      const key = await validKey(nextKey, `rsq${takeable ? 'a' : ''}${bulk.length > 1 ? 'f' : ''}`);
      if (key === 'q') {
        show('quit\n');
        return false;
      }
      if (key === 'a' || key === 'f') {
        const before = accepted.length;
        // whoever looks at an entry sees that NaN appeared; who takes a whole file does not
        const refused = key === 'a' ? take([item], true) : take(bulk, false);
        show(`accepted ${accepted.length - before}\n`);
        for (const why of refused) show(`  ${style.received('refused')} ${nameText(why)}\n`);
        if (left.has(item)) continue;
      } else {
        (key === 'r' ? rejected : skipped).push(item);
        left.delete(item);
        show(key === 'r' ? 'rejected\n' : 'skipped\n');
      }
      show('\n');
      return true;
    }
  };

  try {
    for (const [i, item] of pending.entries()) if (left.has(item) && !(await ask(item, i + 1))) break;
  } finally {
    reject(rejected);
  }
  return { accepted, rejected, skipped, left: [...left] };
}

/** Waits for one of some keys; what ends a review is `q`. */
async function validKey(nextKey: () => Promise<string>, valid: string): Promise<string> {
  for (;;) {
    const key = (await nextKey()).toLowerCase();
    if (interrupts.has(key)) return 'q';
    if (valid.includes(key)) return key;
  }
}
