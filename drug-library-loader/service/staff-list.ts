import { createHash, randomBytes } from 'node:crypto';
import { Refusal } from '../signature/refusal';
import { Findings } from '../source/finding';
import { type SourceMap, type SourceValue, isMap, placeOf } from '../source/place';
import { readSourceFile } from '../source/source-file';
import { type StaffRow, encodeStaff } from './factory';

/** What people keep: who may stand as the second person, by number, each with the code that they type. */
export interface StaffFile {
  organisation: string;
  sequence: number;
  people: { person: number; code: string }[];
}

/** A pump reads no longer list (engine/pump/second-person.ts), and takes no longer code from its keys. */
export const MAX_PEOPLE = 500;
const CODE = /^\d{4,12}$/;
const NUMBER = /^[1-9]\d{0,8}$/;

/** Reads a staff.yaml (docs/formats/staff-list.md); throws a Refusal that names everything wrong with it, with its line. */
export function readStaffFile(path: string): StaffFile {
  const findings = new Findings();
  const source = readSourceFile(path, findings);
  const problems = findings.list.map(({ line, message }) => `line ${line ?? 1}: ${message}`);
  const file = source && fileOf(source, problems);
  if (!file || problems.length > 0)
    throw new Refusal('staff-list', `${path} is no staff list: ${problems.join('; ')}`);
  return file;
}

function fileOf(source: SourceMap, problems: string[]): StaffFile {
  const say = (line: number, problem: string) => problems.push(`line ${line}: ${problem}`);
  const allow = (map: SourceMap, ...keys: string[]) => {
    for (const key of Object.keys(map))
      if (!keys.includes(key))
        say(placeOf(map, key).line, `there is no key "${key}" here; ${keys.join(', ')} are`);
  };
  allow(source, 'organisation', 'sequence', 'people');
  const { organisation, sequence, people } = source;
  if (typeof organisation !== 'string' || organisation === '')
    say(placeOf(source, 'organisation').line, '"organisation" is missing; it is that of the trust list');
  if (typeof sequence !== 'string' || !NUMBER.test(sequence))
    say(
      placeOf(source, 'sequence').line,
      '"sequence" wants a whole number from 1 on that rises with every list',
    );
  if (!Array.isArray(people) || people.length === 0 || people.length > MAX_PEOPLE)
    say(placeOf(source, 'people').line, `"people" wants a list of 1 to ${MAX_PEOPLE}`);
  const persons = new Map<string, number>();
  const codes = new Map<string, number>();
  const once = (known: Map<string, number>, text: string, line: number, what: string) => {
    const first = known.get(text);
    if (first !== undefined) say(line, `the ${what} stands in line ${first} already`);
    else known.set(text, line);
  };
  const rows = (Array.isArray(people) ? people : []).map((row: SourceValue, i) => {
    const line = placeOf(people as SourceValue[], i).line;
    const { person, code } = isMap(row) ? row : ({} as SourceMap);
    if (isMap(row)) allow(row, 'person', 'code');
    if (typeof person !== 'string' || !NUMBER.test(person))
      say(line, '"person" wants a number from 1 to 999999999 that stands for somebody, never a name');
    else once(persons, person, line, `number ${person}`);
    // The code itself is in no message: those are shown and kept.
    if (typeof code !== 'string' || !CODE.test(code)) say(line, '"code" wants 4 to 12 digits');
    else if (/^(\d)\1*$/.test(code)) say(line, 'the code is one digit over and over: anybody would try it');
    else once(codes, code, line, 'same code: who typed it could not be told; it');
    return { person: Number(person), code: String(code) };
  });
  return { organisation: String(organisation), sequence: Number(sequence), people: rows };
}

function hashOf(salt: Uint8Array, code: string): Buffer {
  return createHash('sha256').update(salt).update(code, 'ascii').digest();
}

/** The list as a pump reads it, each code under a salt of its own: no two lists of the same people are the same bytes. */
export function encodeStaffFile({ people }: StaffFile): Buffer {
  return encodeStaff(
    people.map(({ person, code }): StaffRow => {
      const salt = randomBytes(12);
      return { person, salt, hash: hashOf(salt, code) };
    }),
  );
}

/** The people of an encoded list; throws a Refusal where it is none. */
export function peopleOf(list: Buffer): StaffRow[] {
  const count = list.length >= 8 ? list.readUInt32BE(0) : 0;
  const rows = Array.from({ length: count <= MAX_PEOPLE ? count : 0 }, (_, i): StaffRow => {
    const row = list.subarray(8 + i * 48, 56 + i * 48);
    return {
      person: row.length === 48 ? row.readUInt32BE(0) : 0,
      salt: row.subarray(4, 16),
      hash: row.subarray(16),
    };
  });
  if (rows.length === 0 || !encodeStaff(rows).equals(list))
    throw new Refusal('staff-list', 'this is not a staff list in the form that a pump reads');
  return rows;
}

/** What an encoded list and a staff.yaml do not have in common: one line for each person. */
export function differences(list: Buffer, { people }: StaffFile): string[] {
  const rows = new Map(peopleOf(list).map((row) => [row.person, row]));
  const problems = people.flatMap(({ person, code }) => {
    const row = rows.get(person);
    rows.delete(person);
    if (!row) return [`${person} is not in the list`];
    return hashOf(row.salt, code).equals(row.hash) ? [] : [`${person} has another code in the list`];
  });
  return [...problems, ...[...rows.keys()].map((person) => `${person} is in the list alone`)];
}
