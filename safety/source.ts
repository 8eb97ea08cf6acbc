// Reads the YAML files of docs/safety, each held against its schema before anything is made of it.
import { readFileSync } from 'node:fs';
import Ajv, { type SchemaObject } from 'ajv';
import { parse } from 'yaml';
import { LIKELIHOODS, type Risk, SEVERITIES } from './risk';

export interface Control {
  what: string;
  requirements: string[];
}

export interface Hazard {
  id: string;
  hazard: string;
  causes: string[];
  effect: string;
  harm: string;
  initial: Risk;
  controls: Control[];
  residual: Risk;
  open: string[];
}

export interface OutsideSource {
  title: string;
  where: string;
  /** What of it was read, and how. */
  read: string;
}

export interface OutsideRequirement {
  id: string;
  text: string;
  source: string;
  /** Where in the source. */
  at: string;
  metBy: string[];
  /** Why it is not met, or not wholly where `metBy` names requirements as well. */
  notMet?: string;
}

export interface SoupItem {
  name: string;
  /** Where the version is read from: the lock file, a header, a configuration. */
  version: 'lock' | { file: string; pattern: string };
  where: 'pump' | 'hospital tools' | 'simulator';
  why: string;
  licence: string;
  anomalies: string;
  looked: string;
}

export interface Goal {
  id: string;
  kind: 'claim' | 'argument' | 'evidence';
  text: string;
  context: string[];
  assumptions: string[];
  /** Requirements or hazards whose state is the evidence. */
  requirements: string[];
  hazards: 'all' | string[];
  page?: string;
  undeveloped?: string;
  goals: Goal[];
}

export interface SafetyCase {
  goals: Goal[];
  notClaimed: string[];
}

const text = { type: 'string', minLength: 1 };
const texts = { type: 'array', items: text, default: [] };
const ids = { type: 'array', items: { type: 'string', pattern: '^DERS-[A-Z]+-\\d{3}$' }, default: [] };
const record = (properties: Record<string, unknown>, required: string[]): SchemaObject => ({
  type: 'object',
  properties,
  required,
  additionalProperties: false,
});
const listOf = (items: SchemaObject): SchemaObject => ({ type: 'array', items });
const risk = record({ severity: { enum: SEVERITIES }, likelihood: { enum: LIKELIHOODS } }, [
  'severity',
  'likelihood',
]);

const HAZARD = record(
  {
    id: { type: 'string', pattern: '^DERS-HAZ-\\d{3}$' },
    hazard: text,
    causes: { ...texts, minItems: 1 },
    effect: text,
    harm: text,
    initial: risk,
    controls: { ...listOf(record({ what: text, requirements: ids }, ['what'])), default: [] },
    residual: risk,
    open: texts,
  },
  ['id', 'hazard', 'causes', 'effect', 'harm', 'initial', 'residual'],
);
const OUTSIDE = record(
  {
    id: { type: 'string', pattern: '^EXT-[A-Z]+-\\d{3}$' },
    text,
    source: text,
    at: text,
    'met-by': ids,
    'not-met': text,
  },
  ['id', 'text', 'source', 'at'],
);
const SOUP = record(
  {
    name: text,
    version: { anyOf: [{ const: 'lock' }, record({ file: text, pattern: text }, ['file', 'pattern'])] },
    where: { enum: ['pump', 'hospital tools', 'simulator'] },
    why: text,
    licence: text,
    anomalies: text,
    looked: text,
  },
  ['name', 'version', 'where', 'why', 'licence', 'anomalies', 'looked'],
);
const GOAL: SchemaObject = {
  $id: 'goal',
  ...record(
    {
      id: { type: 'string', pattern: '^[GSE]\\d+(\\.\\d+)*$' },
      kind: { enum: ['claim', 'argument', 'evidence'] },
      text,
      context: texts,
      assumptions: texts,
      requirements: ids,
      hazards: { anyOf: [{ const: 'all' }, ids], default: [] },
      page: text,
      undeveloped: text,
      goals: { type: 'array', items: { $ref: 'goal' }, default: [] },
    },
    ['id', 'kind', 'text'],
  ),
};

function validated(path: string, schema: SchemaObject): Record<string, unknown> {
  const value: unknown = parse(readFileSync(path, 'utf8'));
  const ajv = new Ajv({ allErrors: true, useDefaults: true, strict: false });
  const validate = ajv.compile(schema);
  if (!validate(value)) {
    const faults = (validate.errors ?? []).map((error) => {
      const { allowedValues, additionalProperty } = error.params;
      const more = allowedValues
        ? ` (${allowedValues.join(', ')})`
        : additionalProperty
          ? `: ${additionalProperty}`
          : '';
      return `  ${error.instancePath || '/'} ${error.message}${more}`;
    });
    throw new Error(`${path} is not as it should be:\n${[...new Set(faults)].join('\n')}`);
  }
  return value as Record<string, unknown>;
}

export function readHazards(path: string): Hazard[] {
  return validated(path, record({ hazards: listOf(HAZARD) }, ['hazards'])).hazards as Hazard[];
}

export function readOutside(path: string): {
  sources: Record<string, OutsideSource>;
  requirements: OutsideRequirement[];
} {
  const source = record({ title: text, where: text, read: text }, ['title', 'where', 'read']);
  const sources = { type: 'object', additionalProperties: source };
  const value = validated(
    path,
    record({ sources, requirements: listOf(OUTSIDE) }, ['sources', 'requirements']),
  );
  const rows = value.requirements as (OutsideRequirement & { 'met-by': string[]; 'not-met'?: string })[];
  return {
    sources: value.sources as Record<string, OutsideSource>,
    requirements: rows.map(({ 'met-by': metBy, 'not-met': notMet, ...row }) => ({
      ...row,
      metBy,
      ...(notMet === undefined ? {} : { notMet }),
    })),
  };
}

export function readSoup(path: string): SoupItem[] {
  return validated(path, record({ items: listOf(SOUP) }, ['items'])).items as SoupItem[];
}

export function readSafetyCase(path: string): SafetyCase {
  const schema = {
    ...record({ goals: listOf({ $ref: 'goal' }), 'not-claimed': texts }, ['goals', 'not-claimed']),
    definitions: { goal: GOAL },
  };
  const value = validated(path, schema);
  return { goals: value.goals as Goal[], notClaimed: value['not-claimed'] as string[] };
}
