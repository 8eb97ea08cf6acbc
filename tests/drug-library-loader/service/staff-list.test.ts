// The staff list from a YAML of numbers and codes to a pump that knows the second person.
import assert from 'node:assert/strict';
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { provisioned } from '../../../drug-library-loader/service/factory';
import {
  MAX_PEOPLE,
  encodeStaffFile,
  peopleOf,
  readStaffFile,
} from '../../../drug-library-loader/service/staff-list';
import { splitSigned } from '../../../drug-library-loader/signature/signed-file';
import { encodeTrust, readTrustFile } from '../../../drug-library-loader/signature/trust';
import { personOf } from '../../../engine/pump/person';
import { List } from '../../../engine/service/provision';
import { Region } from '../../../hal/hal';
import { fill, newFlash } from '../../engine/service/pump-parts';
import { suite } from '../../suite';
import { type CommandResult, runCommand } from '../run-command';
import { folderOf } from '../sample-source';
import { pumpOnPort, runService } from './run-service';

const test = suite('drug-library-loader/service/staff-list');

const HEAD = 'organisation: Example organisation\nsequence: 4\n';
const GOOD = `${HEAD}people:\n  - { person: 101, code: "724906" }\n  - { person: 102, code: 0350218 }\n`;
const folder = folderOf({ 'staff.yaml': GOOD, passphrase: 'correct horse battery\n' });
const at = (name: string) => join(folder, name);
const TRUST = at('trust.json');
const AUTHOR = ['--key', at('p-1-author.pem'), '--passphrase-file', at('passphrase'), '--trust', TRUST];
const APPROVER = ['--key', at('p-2-approver.pem'), '--passphrase-file', at('passphrase'), '--trust', TRUST];

async function run(code: number, ...words: string[]): Promise<CommandResult> {
  const result = await runCommand(...words);
  assert.equal(result.code, code, `${words.join(' ')}\n${result.out}${result.error}`);
  return result;
}

test.before(async () => {
  await run(0, 'trust', 'new', TRUST, '--organisation', 'Example organisation');
  for (const [person, role] of [
    ['p-1', 'author'],
    ['p-2', 'approver'],
  ] as const) {
    const owner = ['--role', role, '--person', person, '--passphrase-file', at('passphrase')];
    await run(0, 'keys', 'new', ...owner, '-o', folder);
    await run(0, 'trust', 'add', TRUST, at(`${person}-${role}.public.json`), ...ALWAYS);
  }
});

function write(name: string, text: string | Uint8Array): string {
  writeFileSync(at(name), text);
  return at(name);
}

/** The list that both signed, fresh. */
async function signed(name: string, source = at('staff.yaml')): Promise<string> {
  await run(0, 'staff', 'sign', source, ...AUTHOR, '-o', at(name));
  await run(0, 'staff', 'sign', at(name), ...APPROVER);
  return at(name);
}

/** Signed today, installed on a pump whose clock stands in 2026. */
const ALWAYS = ['--from', '2026-01-01', '--until', '2099-12-31'];

const people = (count: number) =>
  `${HEAD}people:\n${Array.from({ length: count }, (_, i) => `  - { person: ${i + 1}, code: "${100000 + i}" }\n`).join('')}`;

test('DERS-SVC-052 codes are text, four to twelve digits; up to 500 people', () => {
  assert.deepEqual(readStaffFile(at('staff.yaml')), {
    organisation: 'Example organisation',
    sequence: 4,
    people: [
      { person: 101, code: '724906' },
      { person: 102, code: '0350218' },
    ],
  });
  const most = readStaffFile(write('most.yaml', people(MAX_PEOPLE)));
  assert.equal(peopleOf(encodeStaffFile(most)).length, 500);
  for (const code of ['1234', '123456789012'])
    assert.equal(readStaffFile(write('code.yaml', GOOD.replace('724906', code))).people[0]?.code, code);
});

const FAULTS: [what: string, text: string, line: number, says: RegExp][] = [
  ['an unknown key', `${GOOD}note: x\n`, 6, /no key "note"/],
  ['a name beside a number', GOOD.replace('101,', '101, name: Jo,'), 4, /no key "name"/],
  ['no organisation', GOOD.replace(/^.*\n/, ''), 1, /"organisation" is missing/],
  ['a sequence of zero', GOOD.replace('sequence: 4', 'sequence: 0'), 2, /"sequence" wants/],
  ['a sequence with a fraction', GOOD.replace('sequence: 4', 'sequence: 1.5'), 2, /"sequence" wants/],
  ['nobody', `${HEAD}people: []\n`, 3, /1 to 500/],
  ['a person alone', `${HEAD}people: { person: 1, code: "1234" }\n`, 3, /1 to 500/],
  ['one too many', people(501), 3, /1 to 500/],
  ['a name for a number', GOOD.replace('101', 'jo'), 4, /never a name/],
  ['person zero', GOOD.replace('101', '0'), 4, /never a name/],
  ['a number beyond the record', GOOD.replace('101', '1000000000'), 4, /never a name/],
  ['a person who is a text', `${HEAD}people:\n  - "101"\n`, 4, /never a name/],
  ['a code of three digits', GOOD.replace('724906', '724'), 4, /4 to 12 digits/],
  ['a code of thirteen digits', GOOD.replace('724906', '1234567890123'), 4, /4 to 12 digits/],
  ['a code with a letter', GOOD.replace('724906', '7249o6'), 4, /4 to 12 digits/],
  ['no code', GOOD.replace(', code: "724906"', ''), 4, /4 to 12 digits/],
  ['one digit over and over', GOOD.replace('724906', '7777'), 4, /one digit/],
  ['the same number twice', GOOD.replace('102', '101'), 5, /number 101 stands in line 4 already/],
  ['the same code twice', GOOD.replace('724906', '0350218'), 5, /could not be told; it stands in line 4/],
  ['a tab', GOOD.replace('  - {', '\t- {'), 4, /tab/],
];
for (const [what, text, line, says] of FAULTS)
  test(`DERS-SVC-052 refused with its line, and nothing is written: ${what}`, async () => {
    const path = write('fault.yaml', text);
    const { error } = await run(1, 'staff', 'encode', path, '-o', at('fault.list'));
    assert.match(error, new RegExp(`line ${line}: ${says.source}|line ${line}: .*${says.source}`));
    assert.ok(!/0350218|7249|7777/.test(error), 'no code is shown');
    assert.ok(!existsSync(at('fault.list')));
  });

test('DERS-SVC-052 everything wrong with a list is said at once', async () => {
  const path = write(
    'faults.yaml',
    GOOD.replace('101', 'jo').replace('0350218', '12').replace('sequence: 4\n', ''),
  );
  const { error } = await run(1, 'staff', 'encode', path, '-o', at('fault.list'));
  assert.match(error, /never a name.*4 to 12 digits/s);
  assert.match(error, /"sequence" wants/);
});

test('DERS-SVC-052 each list has salts of its own, and no code stands in it', async () => {
  await run(0, 'staff', 'encode', at('staff.yaml'), '-o', at('a.list'));
  await run(0, 'staff', 'encode', at('staff.yaml'), '-o', at('b.list'));
  const [a, b] = [readFileSync(at('a.list')), readFileSync(at('b.list'))];
  assert.equal(a.length, 8 + 2 * 48);
  assert.notDeepEqual(a, b);
  const salts = [a, b].flatMap((list) => peopleOf(list).map(({ salt }) => Buffer.from(salt).toString('hex')));
  assert.equal(new Set(salts).size, 4);
  assert.ok(!a.includes('724906') && !a.includes('0350218'));
});

test('DERS-SVC-053 author and approver sign, and a pump takes the list and knows the codes', async () => {
  const first = await run(0, 'staff', 'sign', at('staff.yaml'), ...AUTHOR, '-o', at('whole.signed'));
  assert.match(first.out, /sequence 4, signed by author p-1\n {2}people: 101, 102\nthe approver is still/);
  await run(1, 'staff', 'verify', at('whole.signed'), '--trust', TRUST);
  const second = await run(0, 'staff', 'sign', at('whole.signed'), ...APPROVER, '--json');
  const { signatures, people, sequence } = JSON.parse(second.out);
  assert.deepEqual([signatures, people, sequence], [2, [101, 102], 4]);
  const { out } = await run(
    0,
    'staff',
    'verify',
    at('whole.signed'),
    '--trust',
    TRUST,
    '--people',
    at('staff.yaml'),
  );
  assert.match(out, /staff list 4.*p-1.*p-2.*takes it.*people: 101, 102/s);
  await run(0, 'staff', 'verify', at('whole.signed'), '--trust', TRUST, '--release', '--highest', '3');
  await run(1, 'staff', 'verify', at('whole.signed'), '--trust', TRUST, '--highest', '5');

  const flash = newFlash();
  fill(flash, Region.TRUST, provisioned(encodeTrust(readTrustFile(readFileSync(TRUST, 'utf8')))));
  const pump = await pumpOnPort(flash);
  try {
    const installed = await runService('install', at('whole.signed'), '--pump', pump.address);
    assert.equal(installed.code, 0, installed.error);
    assert.match(installed.out, /staff list is replaced/);
    const start = pump.slots.provision.offset[List.STAFF] as number;
    const whose = (code: string) => personOf(pump.hal, start, code);
    assert.deepEqual(['724906', '0350218', '350218', '724907', ''].map(whose), [101, 102, 0, 0, 0]);
  } finally {
    await pump.close();
  }
});

test('DERS-SVC-053 a list of other people or codes is told apart', async () => {
  const list = await signed('apart.signed');
  const rows: [string, RegExp][] = [
    [GOOD.replace('724906', '724907'), /101 has another code/],
    [GOOD.replace('101', '103'), /103 is not in the list; 101 is in the list alone/],
    [`${GOOD}  - { person: 103, code: "9876" }\n`, /103 is not in the list/],
  ];
  for (const [text, says] of rows) {
    const other = write('other.yaml', text);
    const { error } = await run(1, 'staff', 'verify', list, '--trust', TRUST, '--people', other);
    assert.match(error, says);
  }
});

test('DERS-SVC-053 a changed list, a wrong order and a wrong kind of file are refused, and files stay as they were', async () => {
  const half = at('half.signed');
  await run(0, 'staff', 'sign', at('staff.yaml'), ...AUTHOR, '-o', half);
  const good = readFileSync(half);
  const changed = Buffer.from(good);
  changed[changed.length - 1] = (changed[changed.length - 1] as number) ^ 1;
  const list = splitSigned(good)?.library as Buffer;
  const rows: [code: number, says: RegExp, words: string[]][] = [
    [1, /not a staff list/, [write('changed.signed', changed), ...APPROVER]],
    [1, /author signs first/, [half, ...AUTHOR]],
    [1, /author signs first/, [at('staff.yaml'), ...APPROVER, '-o', at('none.signed')]],
    [2, /name the list to write/, [at('staff.yaml'), ...AUTHOR]],
    [2, /there already/, [at('staff.yaml'), ...AUTHOR, '-o', half]],
    [2, /not a signed list/, [write('bare.list', list), ...AUTHOR, '-o', at('none.signed')]],
    [
      1,
      /trust list of "Example organisation"/,
      [write('else.yaml', GOOD.replace('Example', 'Another')), ...AUTHOR, '-o', at('none.signed')],
    ],
    [2, /cannot read/, [at('nothing.yaml'), ...AUTHOR, '-o', at('none.signed')]],
  ];
  for (const [code, says, words] of rows) {
    const before = readdirSync(folder).sort();
    const { error } = await run(code, 'staff', 'sign', ...words);
    assert.match(error, says);
    assert.deepEqual(readdirSync(folder).sort(), before);
    assert.deepEqual(readFileSync(half), good);
  }
});

test.run();
