import type { CertifiedReference } from '../../compare/types.ts';

/** A tensor of dtype `oracle`, known by its shape: two builds of this package may meet in one process. */
interface OracleTensor {
  readonly dtype: 'oracle';
  readonly shape: readonly number[];
  readonly storage: {
    readonly length: number;
    readonly hi: Float64Array;
    readonly lo?: Float64Array;
    readonly radius?: Float64Array;
  };
}

/** The outcome of an oracle run as references: every tensor of dtype `oracle` becomes its enclosures, all else stays. */
export function certifiedOutcome(outcome: unknown): unknown {
  return mapTensors(outcome, (tensor): CertifiedReference => {
    const { hi, lo, radius, length } = tensor.storage;
    return {
      kind: 'certified',
      shape: tensor.shape,
      hi,
      lo: lo ?? new Float64Array(length),
      radius: radius ?? new Float64Array(length),
      description: 'the oracle’s run',
    };
  });
}

/** The same with the centres of the enclosures as plain numbers: what is left where the enclosures have grown too wide to judge by. */
export function centresOf(outcome: unknown): unknown {
  return mapTensors(outcome, ({ storage, shape }) => ({ data: storage.hi, shape, dtype: 'float64' }));
}

/** Whether the outcome of a run holds any tensor of dtype `oracle`: without one it proves nothing. */
export function hasOracleTensor(outcome: unknown): boolean {
  let found = false;
  mapTensors(outcome, (tensor) => {
    found = true;
    return tensor;
  });
  return found;
}

function mapTensors(value: unknown, map: (tensor: OracleTensor) => unknown): unknown {
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return value;
  if (isOracleTensor(value)) return map(value);
  if (Array.isArray(value)) return value.map((entry) => mapTensors(entry, map));
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, mapTensors(entry, map)]));
}

function isOracleTensor(value: object): value is OracleTensor {
  const { dtype, shape, storage } = value as Partial<OracleTensor>;
  return dtype === 'oracle' && Array.isArray(shape) && storage?.hi instanceof Float64Array;
}
