import type { ErrorObject } from 'ajv/dist/2020';
import type { Findings, Subject } from './finding';
import schema from './library.schema.json';
import { type Place, type SourceMap, type SourceValue, isMap, placeOf, textAt } from './place';
import { validatorOf } from './schema-validator';
import { didYouMean, nearest } from './suggestion';

const validate = validatorOf(schema, {
  allErrors: true,
  strict: true,
  strictRequired: false,
  allowUnionTypes: true,
  verbose: true,
});

/**
 * Holds a source against the JSON Schema beside this file and turns what ajv says into findings with file, line and entry. Returns the
 * pointers of the entries ("/care-areas/adult-icu/entries/3") and of everything else that is at fault. What is missing is no fault at the top
 * where only some files could be read, and nowhere in a part of a library, whose base could not.
 */
export function checkStructure(
  root: SourceMap,
  extent: 'whole' | 'some files' | 'part',
  findings: Findings,
): Set<string> {
  const faulty = new Set<string>();
  if (validate(root)) return faulty;
  for (const error of validate.errors ?? []) {
    // What each program type alone would have missed says less than "exactly one of them".
    if (error.schemaPath.includes('/oneOf/')) continue;
    if (error.keyword === 'propertyNames') continue;
    if (extent === 'part' && ['required', 'oneOf', 'minProperties'].includes(error.keyword)) continue;
    // A file that could not be read may hold what is missing.
    if (extent !== 'whole' && error.keyword === 'required' && error.instancePath === '') continue;
    const at = locate(root, error);
    faulty.add(at.pointer);
    report(error, at, findings);
  }
  return faulty;
}

interface Location {
  value: SourceValue;
  place: Place;
  subject: Subject;
  /** The entry's pointer, else the full one. */
  pointer: string;
  /** Keys from the entry, care area or root down. */
  name: string;
}

function locate(root: SourceMap, error: ErrorObject): Location {
  const keys = error.instancePath.split('/').slice(1).map(unescaped);
  let value: SourceValue = root;
  let place = placeOf(root);
  const subject: Subject = {};
  let pointer = error.instancePath;
  let name = keys;
  keys.forEach((key, depth) => {
    place = placeOf(value as SourceMap, key);
    value = (value as SourceMap)[key] as SourceValue;
    if (keys[0] !== 'care-areas') return;
    if (depth === 1) {
      subject.careArea = key;
      name = keys.slice(2);
    }
    if (depth === 3 && keys[2] === 'entries') {
      subject.entry = (isMap(value) ? textAt(value, 'id') : undefined) ?? `number ${Number(key) + 1}`;
      pointer = `/${keys.slice(0, 4).map(escaped).join('/')}`;
      name = keys.slice(4);
    }
  });
  return { value, place, subject, pointer, name: name.join('.') };
}

function unescaped(key: string): string {
  return key.replaceAll('~1', '/').replaceAll('~0', '~');
}

/** A key as it stands in a JSON pointer. */
export function escaped(key: string): string {
  return key.replaceAll('~', '~0').replaceAll('/', '~1');
}

function report(error: ErrorObject, at: Location, findings: Findings): void {
  const { keyword, params, parentSchema } = error;
  const inside = at.name === '' ? '' : ` in ${at.name}`;
  const add = findings.add.bind(findings);
  if (keyword === 'additionalProperties') {
    const key = params.additionalProperty as string;
    const known = Object.keys((parentSchema?.properties as object) ?? {});
    const place = isMap(at.value) ? placeOf(at.value, key) : at.place;
    add(
      'unknown-key',
      `there is no key "${key}"${inside}.${didYouMean(nearest(key, known))}`,
      place,
      at.subject,
      `Correct or remove it; allowed here: ${known.join(', ')}.`,
    );
  } else if (keyword === 'required') {
    add('missing-key', `"${params.missingProperty}" is missing${inside}`, at.place, at.subject);
  } else if (keyword === 'type') {
    const wanted = [params.type].flat().includes('object')
      ? 'keys with their values'
      : params.type === 'array'
        ? 'a list'
        : 'a text';
    add('wrong-type', `${wanted} should stand${inside}, not ${described(at.value)}`, at.place, at.subject);
  } else if (keyword === 'enum') {
    const allowed = params.allowedValues as string[];
    const meant = typeof at.value === 'string' ? nearest(at.value, allowed) : undefined;
    add(
      'wrong-value',
      `"${at.value}"${inside} is not one of ${allowed.join(', ')}.${didYouMean(meant)}`,
      at.place,
      at.subject,
    );
  } else if (keyword === 'oneOf') {
    const given = (params.passingSchemas as number[] | null) === null ? 'none' : 'more than one';
    add(
      'program-type-count',
      `the entry has ${given} of continuous, intermittent, pca, fluid, multi-step`,
      at.place,
      at.subject,
    );
  } else if (error.propertyName !== undefined) {
    const place = isMap(at.value) ? placeOf(at.value, error.propertyName) : at.place;
    add(
      'wrong-form',
      `"${error.propertyName}"${inside} is not a name in lower case with dashes, such as adult-icu`,
      place,
      at.subject,
    );
  } else if (keyword === 'pattern' || keyword === 'minLength' || keyword === 'maxLength') {
    const expected = (parentSchema?.description as string | undefined) ?? 'a text';
    const long = keyword === 'maxLength' ? ` (at most ${params.limit} characters)` : '';
    add(
      'wrong-form',
      at.value === ''
        ? `nothing stands${inside}`
        : `"${shortened(String(at.value))}"${inside} is not ${expected}${long}.${didYouMean(typed(String(at.value)))}`,
      at.place,
      at.subject,
    );
  } else {
    add('wrong-form', `${at.name || 'the library'} ${error.message}`, at.place, at.subject);
  }
}

function described(value: SourceValue): string {
  if (typeof value !== 'string') return Array.isArray(value) ? 'a list' : 'keys with their values';
  return value === '' ? 'nothing' : `"${shortened(value)}"`;
}

function shortened(text: string): string {
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}

/** The quantity that was meant by `5mg`, `.5 mg`, `1,000 mL` or `05 mg`; undefined for anything else. */
function typed(text: string): string | undefined {
  const parts = /^([\d.,]+) *(\D.*)?$/.exec(text);
  if (!parts) return undefined;
  const number = (parts[1] as string)
    .replaceAll(',', '')
    .replace(/^0+(?=\d)/, '')
    .replace(/^\./, '0.')
    .replace(/\.$/, '');
  if (!/^\d+(\.\d+)?$/.test(number)) return undefined;
  const meant = parts[2] ? `${number} ${parts[2]}` : number;
  return meant === text ? undefined : meant;
}
