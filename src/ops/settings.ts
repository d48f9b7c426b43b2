/** The settings that ops and composites take: the one list for the types of a call and for the check of what was written in it. */
import { DomainError } from '../errors.ts';
import type { Shape } from './shape.ts';

type Pair = number | readonly [number, number];

/** One axis or several, negative ones counted from the end; without it all of them. `keepDims` leaves their extents at 1. */
export type ReductionSettings = {
  readonly axes?: number | readonly number[] | undefined;
  readonly keepDims?: boolean | undefined;
};

/** An axis, negative ones counted from the end. */
export type AxisSettings = { readonly axis?: number | undefined };

export type LossSettings = { readonly reduction?: 'mean' | 'sum' | 'none' | undefined };

export type WindowSettings = {
  readonly stride?: Pair | undefined;
  readonly padding?: Pair | undefined;
  readonly dilation?: Pair | undefined;
};

/** What each op and composite takes as its last argument, if it takes anything. */
export interface Settings {
  readonly cast: { readonly dtype: string; readonly from?: string | undefined };
  readonly clamp: { readonly minimum?: number | undefined; readonly maximum?: number | undefined };
  readonly reshape: { readonly shape: Shape };
  readonly broadcastTo: { readonly shape: Shape };
  readonly permute: { readonly axes: readonly number[] };
  readonly slice: AxisSettings & {
    readonly start?: number | undefined;
    readonly end?: number | undefined;
    readonly step?: number | undefined;
  };
  readonly concat: AxisSettings;
  readonly indexSelect: AxisSettings & { readonly indices: Int32Array };
  readonly gather: { readonly shape: Shape; readonly sources: Int32Array };
  readonly pad: {
    readonly before: readonly number[];
    readonly after: readonly number[];
    readonly fill?: number | undefined;
  };
  readonly unfold: WindowSettings & { readonly kernel: Pair; readonly fill?: number | undefined };
  readonly sum: ReductionSettings;
  readonly sumTo: { readonly shape: Shape };
  readonly scatterAdd: { readonly shape: Shape; readonly targets: Int32Array };
  readonly max: ReductionSettings;
  readonly min: ReductionSettings;
  readonly argmax: ReductionSettings;
  readonly argmin: ReductionSettings;
  readonly mean: ReductionSettings;
  readonly variance: ReductionSettings & { readonly correction?: number | undefined };
  readonly norm: ReductionSettings;
  readonly logSumExp: AxisSettings & { readonly keepDims?: boolean | undefined };
  readonly softmax: AxisSettings;
  readonly logSoftmax: AxisSettings;
  readonly layerNorm: { readonly rank?: number | undefined; readonly epsilon?: number | undefined };
  readonly batchNorm: { readonly epsilon?: number | undefined };
  readonly elu: { readonly alpha?: number | undefined };
  readonly leakyRelu: { readonly slope?: number | undefined };
  readonly conv2d: WindowSettings & { readonly groups?: number | undefined };
  readonly maxPool2d: WindowSettings & { readonly kernel: Pair };
  readonly avgPool2d: WindowSettings & { readonly kernel: Pair };
  readonly scaledDotProductAttention: { readonly isCausal?: boolean | undefined };
  readonly embedding: { readonly indices: Int32Array; readonly shape?: Shape | undefined };
  readonly mseLoss: LossSettings;
  readonly l1Loss: LossSettings;
  readonly crossEntropy: LossSettings & { readonly targets: Int32Array };
  readonly bceWithLogits: LossSettings;
}

/** The settings of one op; `never` where it has none. */
export type SettingsOf<Name> = Name extends keyof Settings ? Settings[Name] : never;

/** What may follow the inputs of an op in a call: nothing, a record that may be left out, or one that may not. */
export type SettingsArgument<Name> = Name extends keyof Settings
  ? Partial<Settings[Name]> extends Settings[Name]
    ? [settings?: Settings[Name]]
    : [settings: Settings[Name]]
  : [];

/** The arguments of an op in a call: its inputs, each a `V`, and then its settings. */
export type ArgumentsOf<Name, V> =
  SettingsArgument<Name> extends []
    ? V[]
    : [] extends SettingsArgument<Name>
      ? V[] | [...V[], SettingsArgument<Name>[0]]
      : [...V[], ...SettingsArgument<Name>];

type Names<S> = { readonly [Key in keyof Required<S>]: undefined extends S[Key] ? true : 'required' };

const reduction: Names<ReductionSettings> = { axes: true, keepDims: true };
const axis: Names<AxisSettings> = { axis: true };
const loss: Names<LossSettings> = { reduction: true };
const window: Names<WindowSettings> = { stride: true, padding: true, dilation: true };

/** The names in `Settings`, there at run time, and which of them have no default. */
export const settingNames: { readonly [Name in keyof Settings]: Names<Settings[Name]> } = {
  cast: { dtype: 'required', from: true },
  clamp: { minimum: true, maximum: true },
  reshape: { shape: 'required' },
  broadcastTo: { shape: 'required' },
  permute: { axes: 'required' },
  slice: { ...axis, start: true, end: true, step: true },
  concat: axis,
  indexSelect: { ...axis, indices: 'required' },
  gather: { shape: 'required', sources: 'required' },
  pad: { before: 'required', after: 'required', fill: true },
  unfold: { ...window, kernel: 'required', fill: true },
  sum: reduction,
  sumTo: { shape: 'required' },
  scatterAdd: { shape: 'required', targets: 'required' },
  max: reduction,
  min: reduction,
  argmax: reduction,
  argmin: reduction,
  mean: reduction,
  variance: { ...reduction, correction: true },
  norm: reduction,
  logSumExp: { ...axis, keepDims: true },
  softmax: axis,
  logSoftmax: axis,
  layerNorm: { rank: true, epsilon: true },
  batchNorm: { epsilon: true },
  elu: { alpha: true },
  leakyRelu: { slope: true },
  conv2d: { ...window, groups: true },
  maxPool2d: { ...window, kernel: 'required' },
  avgPool2d: { ...window, kernel: 'required' },
  scaledDotProductAttention: { isCausal: true },
  embedding: { indices: 'required', shape: true },
  mseLoss: loss,
  l1Loss: loss,
  crossEntropy: { ...loss, targets: 'required' },
  bceWithLogits: loss,
};

/**
 * Refuses a setting that is not in `known`: what is misspelt would be left at its default in silence.
 *
 * @param where - for the message: `softmax`, `torch`
 */
export function checkSettings(where: string, given: object, known: object): void {
  if (!isRecord(given)) {
    const example = Object.keys(known).length === 0 ? 'It takes none' : `Write { ${Object.keys(known).join(', ')} }`;
    throw new DomainError(`${where}: settings are a record, got ${argumentText(given)}. ${example}.`);
  }
  for (const key of Object.keys(given)) {
    if (Object.hasOwn(known, key)) continue;
    const names = Object.keys(known);
    const instead = names.length === 0 ? 'It takes none.' : `Write ${names.join(', ')}.`;
    throw new DomainError(`${where}: there is no setting ${JSON.stringify(key)}. ${instead}`);
  }
}

/** `slice({ axis, start, end, step })`, to follow a message about a call; nothing for what takes no settings. */
export function settingsText(name: string): string {
  const known = (settingNames as Readonly<Record<string, object>>)[name];
  return known === undefined
    ? ''
    : ` Settings go into a record at the end: ${name}({ ${Object.keys(known).join(', ')} }).`;
}

/** An object literal, of this realm or another. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

/** What was given where something else was due. */
export function argumentText(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value);
  if (typeof value === 'function') return 'a function';
  if (Array.isArray(value)) return 'an array';
  if (typeof value !== 'object' || value === null) return String(value);
  return isRecord(value) ? 'a record' : `a ${value.constructor.name}`;
}
