// The gate under glitches: each instruction of the gate and of both judges is left out in turn while a file is offered that must not be accepted.
// Once: at its first or second execution. Always: it is gone from the image. Accepted would be: the engine is started, or ders_open says OK.
import * as assert from 'uvu/assert';
import { sampleLibrary } from '../../../bench/sample-library';
import * as signed from '../../engine/library/signed';
import { suite } from '../../suite';
import { Debugger, type Instruction, instructionsOf, symbolsOf } from './debugger';
import { MACHINES, imagePath } from './emulator';
import { type Release, openCommand, signedRelease } from './release';

const { AUTHOR, APPROVER, signaturePart } = signed;
const test = suite('hal/firmware acceptance with an instruction left out');

const LONG = process.env.DERS_LONG === '1';
const SAMPLE = 400;
/** Each of their instructions, in every run, against these files; in a long run against all. */
const GATE = ['ders_accept', 'ders_accepted'];
const SOME_FILES = ["a bad author's signature", 'one signature', 'two authors', 'changed content'];
/** All that is wrong with it is found by one comparison of the first judge. */
const DECEIVING = 'changed content';
const JUDGES = [
  'ders_open',
  'start_engine',
  'ders_verify_signed',
  'judge',
  'confirm',
  'header_reason',
  'ders_find_key',
  'ders_to_be_signed',
  'ders_trust_reason',
  'differ',
  'other_text',
];
/** What both judges call; gone for ever, they would deceive both. */
const SHARED = [
  'ders_ed25519_verify',
  'ders_sha256_storage',
  'ders_cbor_match',
  'ders_cbor_next',
  'ders_storage_read',
];
/** Before a second fault, in which the emulator would end. */
const FAULTS = ['reset_handler', 'hard_fault', 'memory_fault', 'bus_fault', 'usage_fault', 'unexpected'];
const KINDS = ['first', 'second', 'always'] as const;
const NOT_ON_THE_WAY = 'not on the way';
type Kind = (typeof KINDS)[number];

type Signer = signed.Signer;
const signedBy = (author: Signer, approver: Signer) => (parts: signed.Parts) => {
  parts.signatures = [signaturePart(author), signaturePart(approver)];
};
const badSignature = (which: number) => (parts: signed.Parts) => {
  const part = parts.signatures[which];
  part.signature = signed.signatureOf(part, parts);
  part.signature[20] ^= 1;
};

const OFFERED: [string, (parts: signed.Parts) => void][] = [
  ["a bad author's signature", badSignature(0)],
  ["a bad approver's signature", badSignature(1)],
  [
    'one signature',
    (parts) => {
      parts.signatures.pop();
    },
  ],
  [
    'no signature',
    (parts) => {
      parts.signatures = [];
    },
  ],
  ['two authors', signedBy(AUTHOR, signed.SECOND_AUTHOR)],
  ['one person twice', signedBy(AUTHOR, signed.SAME_PERSON)],
  ['a key nobody knows', signedBy(AUTHOR, signed.STRANGER)],
  ['a revoked key', signedBy(signed.REVOKED_AUTHOR, APPROVER)],
  ['demonstration keys', signedBy(signed.DEMO_AUTHOR, signed.DEMO_APPROVER)],
  ['a key that ended', signedBy(AUTHOR, signed.EXPIRED)],
  [
    'another organisation',
    (parts) => {
      parts.manifest[0][1] = signed.text('Another');
    },
  ],
  [
    // The good library was open before, so that its digest lies about in memory.
    'changed content',
    (parts) => {
      parts.content = Buffer.from(parts.content);
      parts.content[parts.content.length - 1] ^= 1;
    },
  ],
  [
    'a list signed as something else',
    (parts) => {
      parts.context = 'ders-trust-list/1';
    },
  ],
];

interface Trial {
  file: string;
  instruction: Instruction;
  kind: Kind;
}

const image = imagePath({ image: 'test_core' });
const symbols = symbolsOf(image);
/** A name may have got a suffix from the compiler, or have become part of its caller. */
const namesOf = (names: string[]): string[] =>
  [...symbols.keys()].filter((name) => names.includes(name.replace(/\..*/, '')));
const at = (name: string): number => {
  const address = symbols.get(name);
  if (address === undefined) throw new Error(`${image} has no function ${name}`);
  return address;
};
const library = sampleLibrary(4);
const good = signedRelease(library);
let board: Debugger;
let back = 0;
let deceived = 0;
const outcomes = new Map<string, number>();

/** Where the board came to from ders_open: the engine, the caller with this answer, a fault or a restart, or nowhere. */
async function ends(ms = 30_000): Promise<string> {
  for (;;) {
    const place = await board.go(ms);
    if (place === at('js_create')) return 'engine started';
    if (place === back) return `answer ${(await board.register(0)) | 0}`;
    if (place === -2 || FAULTS.some((name) => place === at(name))) return 'fault';
    if (place !== at('confirm')) return place < 0 ? 'hung' : `stop at ${place.toString(16)}`;
    deceived++;
    await board.passBy(place);
  }
}

/** Leads to the moment at which ders_open is called for a release. */
async function offer(name: string, release: Release): Promise<void> {
  await board.back('open');
  await board.write(Number(MACHINES['mps2-an386'].library), release.file);
  await board.stopAt(at('ders_open'));
  board.type(openCommand(release));
  assert.is(await board.go(), at('ders_open'));
  await board.passBy(at('ders_open'));
  back = (await board.register(14)) & ~1;
  await board.keep(name);
}

const unused = new Set<string>();

async function tryOut({ file, instruction, kind }: Trial): Promise<string> {
  const place = `${file} ${instruction.address}`;
  if (unused.has(place)) return NOT_ON_THE_WAY;
  await board.back(file);
  await board.stopAt(at('confirm'));
  if (kind === 'always') await board.takeOut(instruction);
  else {
    await board.stopAt(instruction.address);
    let stop = await board.go();
    // Else it was never reached: gone for ever, it changes nothing.
    if (stop !== instruction.address) unused.add(place);
    if (kind === 'second' && stop === instruction.address) stop = await board.goOn(instruction);
    await board.passBy(instruction.address);
    if (stop !== instruction.address) return NOT_ON_THE_WAY;
    await board.leaveOut(instruction);
    if (instruction.address === at('confirm')) deceived++;
  }
  // A hundred times as long as it takes.
  return ends(4000);
}

const accepts = (outcome: string): boolean => outcome === 'engine started' || outcome === 'answer 0';

async function tryAll(trials: Trial[]): Promise<void> {
  const wrong: string[] = [];
  for (const trial of trials) {
    const outcome = await tryOut(trial);
    outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
    const { address, text } = trial.instruction;
    if (accepts(outcome))
      wrong.push(
        `${trial.file}, ${trial.kind}: ${trial.instruction.function} ${address.toString(16)} ${text}: ${outcome}`,
      );
  }
  assert.equal(wrong, []);
}

function trialsOf(names: string[], kinds: readonly Kind[]): Trial[] {
  const instructions = instructionsOf(image, namesOf(names));
  return OFFERED.flatMap(([file]) =>
    instructions.flatMap((instruction) => kinds.map((kind) => ({ file, instruction, kind }))),
  );
}

/** A sample that is the same in each run. */
function some(trials: Trial[], count: number): Trial[] {
  if (LONG) return trials;
  let seed = 20261128;
  return Array.from({ length: count }, () => {
    seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
    return trials[Math.floor((seed / 2 ** 32) * trials.length)];
  });
}

test.before(async () => {
  board = new Debugger('test_core');
  await board.line('self-test ok');
  await board.attach();
  await board.keep('open');
  await offer('good', good);
  await board.stopAt(back);
  await board.go();
  await board.passBy(back);
  await board.keep('open');
  await offer('good', good);
  for (const [name, change] of OFFERED) await offer(name, signedRelease(library, change));
  for (const name of ['js_create', ...FAULTS]) await board.stopAt(at(name));
  await board.stopAt(back);
  await board.guard(64);
});
test.after(() => board.stop());

test('DERS-FW-050 with nothing left out the good library starts the engine, and each other one is refused', async () => {
  await board.back('good');
  assert.is(await ends(), 'engine started');
  for (const [name] of OFFERED) {
    await board.back(name);
    assert.is(await ends(), 'answer -201', name);
  }
});

test('DERS-FW-050 any instruction of the gate left out, once or for ever: nothing is accepted that is not signed', () =>
  tryAll(trialsOf(GATE, ['first', 'always']).filter(({ file }) => LONG || SOME_FILES.includes(file))));

test('DERS-FW-050 a branch left out deceives the first judge; what he lets through the second refuses', async () => {
  const branch = /^(b(eq|ne|cs|cc|mi|pl|hi|ls|ge|lt|gt|le)|cbn?z|it)/;
  const trials = trialsOf(['judge'], ['first']).filter(
    ({ file, instruction }) => file === DECEIVING && branch.test(instruction.text),
  );
  deceived = 0;
  await tryAll(trials);
  // Otherwise nothing was tried that one judge alone would not have held.
  assert.ok(
    deceived > 0,
    'with this compiler no branch of the first judge decides alone: choose another file',
  );
});

test(`DERS-FW-050 ${LONG ? 'each instruction' : `${SAMPLE} instructions, a sample,`} of both judges and their callers left out, once or for ever: the same`, () =>
  tryAll(some(trialsOf(JUDGES, KINDS), SAMPLE)));

test(`DERS-FW-051 ${LONG ? 'each instruction' : '80 instructions, a sample,'} of what both judges call left out once: the same`, () =>
  tryAll(some(trialsOf(SHARED, ['first', 'second']), 80)));

test.after(() => {
  console.log([...outcomes].map(([outcome, count]) => `${outcome}: ${count}`).join(', '));
});

test.run();
