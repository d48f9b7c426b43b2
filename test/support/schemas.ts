/** The shipped schemas, compiled. */
import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';

export type Faults = (document: unknown) => readonly string[];

/** What a schema finds wrong with a document: nothing where it is valid. */
export function schemaAt(path: string): Faults {
  const schema = JSON.parse(readFileSync(path, 'utf8')) as object;
  // strict: a keyword that is misspelt, or of another type's, is an error
  const validate = new Ajv2020({ strict: true, allowUnionTypes: true }).compile(schema);
  return (document) =>
    validate(document) ? [] : validate.errors!.map(({ instancePath, message }) => `${instancePath} ${message}`);
}
