// Frames of the service link in the firmware's C, under sanitisers, with the published vectors and the TypeScript framing as the judge.
import { spawnSync } from 'node:child_process';
import fc from 'fast-check';
import * as assert from 'uvu/assert';
import {
  FrameReader,
  MOST_CONTENT,
  MOST_WIRE,
  encodeFrame,
} from '../../../drug-library-loader/service/frame';
import { suite } from '../../suite';
import { LINK_FRAMES } from '../../vectors/link-vectors';
import { hostProgram } from './host-programs';

const test = suite('hal/firmware link');
const SEED = 20261128;

let program = '';
test.before(() => {
  program = hostProgram('link', [
    'tests/hal/firmware/link_host.c',
    'hal/firmware/link_frame.c',
    'hal/jerryscript-bindings/storage.c',
  ]);
});

function inC(lines: string[]): string[] {
  const run = spawnSync(program, { input: `${lines.join('\n')}\n`, encoding: 'utf8', maxBuffer: 1 << 27 });
  assert.is(run.status, 0, run.stderr);
  const answers = run.stdout.split('\n').slice(0, -1);
  assert.is(answers.length, lines.length);
  return answers;
}

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');

/** What the TypeScript reader finds in pieces of a line, written as C writes it. */
function inTypeScript(pieces: Uint8Array[]): string[] {
  const reader = new FrameReader();
  return pieces.map((piece) => {
    const found = reader.push(piece).map((content) => `${hex(content)} `);
    return `${found.join('')}${reader.damaged}`;
  });
}

/** C and TypeScript read several lines, each in pieces, and must find the same. */
function agree(lines: Uint8Array[][]): string[] {
  const answers = inC(lines.flatMap((pieces) => ['begin', ...pieces.map((piece) => `read ${hex(piece)}`)]));
  const expected = lines.flatMap((pieces) => ['', ...inTypeScript(pieces)]);
  assert.equal(answers, expected);
  return answers;
}

test('DERS-FW-030 every published frame is read, or dropped, as published; senders make exactly those marked so', () => {
  const answers = inC(LINK_FRAMES.flatMap(({ wire }) => ['begin', `read ${wire}`]));
  LINK_FRAMES.forEach(({ what, content }, i) =>
    assert.is(answers[2 * i + 1].split(' ').slice(0, -1).join(' '), content ?? '', what),
  );
  const sent = LINK_FRAMES.filter(({ sent, content }) => sent && content !== null);
  assert.ok(sent.length >= 10);
  const wires = inC(sent.map(({ content }) => `frame ${MOST_WIRE} ${content}`));
  sent.forEach(({ what, wire }, i) => assert.is(wires[i], wire, what));
});

test('DERS-FW-030 contents of every length are framed as in TypeScript, in the room they need and in no byte less', () => {
  const contents = Array.from({ length: MOST_CONTENT }, (_, i) =>
    Buffer.alloc(i + 1, i % 3 === 0 ? 0 : i & 0xff),
  );
  const room = (length: number) => length + 4 + Math.ceil((length + 4) / 254) + 1;
  const wires = inC(contents.map((content) => `frame ${room(content.length)} ${hex(content)}`));
  contents.forEach((content, i) => assert.is(wires[i], hex(encodeFrame(content)), `${content.length} bytes`));
  const refused = [
    `frame ${MOST_WIRE} `,
    `frame 4000 ${hex(Buffer.alloc(MOST_CONTENT + 1))}`,
    ...contents.map((content) => `frame ${room(content.length) - 1} ${hex(content)}`),
  ];
  assert.ok(inC(refused).every((answer) => answer === '-'));
});

const content = fc.oneof(
  { weight: 5, arbitrary: fc.uint8Array({ minLength: 1, maxLength: 300 }) },
  { weight: 1, arbitrary: fc.integer({ min: 1, max: MOST_CONTENT }).map((n) => new Uint8Array(n).fill(7)) },
);

/** What comes over a line: frames, frames cut or with a bit changed, the same twice, noise, zeros, what has no end. */
const traffic = fc.oneof(
  content.map(encodeFrame),
  content.map((bytes) => Buffer.concat([encodeFrame(bytes), encodeFrame(bytes)])),
  fc
    .tuple(content, fc.nat(2000))
    .map(([bytes, cut]) => encodeFrame(bytes).subarray(0, cut % (bytes.length + 5))),
  fc.tuple(content, fc.nat(20_000)).map(([bytes, bit]) => {
    const wire = encodeFrame(bytes);
    wire[(bit >> 3) % wire.length] ^= 1 << (bit & 7);
    return wire;
  }),
  fc.uint8Array({ maxLength: 400 }),
  fc.constant(Buffer.alloc(3)),
  fc.integer({ min: MOST_WIRE - 2, max: MOST_WIRE + 2 }).map((n) => Buffer.alloc(n, 0x55)),
  fc.constant(Buffer.alloc(5000, 0xff)),
);

test('DERS-FW-031 whatever comes over the line, in whatever pieces, C finds the frames that TypeScript finds', () => {
  const lines = fc
    .sample(fc.tuple(fc.array(traffic, { maxLength: 12 }), fc.array(fc.integer({ min: 1, max: 900 }))), {
      seed: SEED,
      numRuns: 1500,
    })
    .map(([parts, cuts]) => {
      const line = Buffer.concat(parts);
      const pieces: Buffer[] = [];
      for (let at = 0, i = 0; at < line.length; i++) {
        const size = cuts[i % (cuts.length || 1)] ?? line.length;
        pieces.push(line.subarray(at, at + size));
        at += size;
      }
      return pieces;
    });
  const answers = agree(lines);
  // Frames were found, and frames were dropped: the comparison has something to compare.
  assert.ok(answers.filter((answer) => answer.includes(' ')).length > 500);
  assert.ok(answers.filter((answer) => !/(?:^| )0$/.test(answer)).length > 500);
});

test('DERS-FW-031 each bit of a frame changed: the same content or none, and the frame behind it is read', () => {
  const wire = encodeFrame(Buffer.from('a frame with a zero\0 in it'));
  const behind = Buffer.concat([Buffer.of(0), encodeFrame(Buffer.from('behind'))]);
  const lines = Array.from({ length: wire.length * 8 }, (_, bit) => {
    const changed = Buffer.from(wire);
    changed[bit >> 3] ^= 1 << (bit & 7);
    return [Buffer.concat([changed, behind])];
  });
  for (const answer of agree(lines).filter((text) => text !== ''))
    assert.is(answer.split(' ').at(-2), hex(Buffer.from('behind')));
});

test('DERS-FW-031 a flood without an end is one damaged frame, and the frame behind it is read', () => {
  const flood = Array.from({ length: 200 }, () => Buffer.alloc(1000, 7));
  const answers = agree([[...flood, Buffer.concat([Buffer.of(0), encodeFrame(Buffer.from('after'))])]]);
  assert.is(answers.at(-1), `${hex(Buffer.from('after'))} 1`);
});

test('DERS-FW-031 what is just as long as the longest frame is judged, one byte more is not', () => {
  const longest = encodeFrame(Buffer.alloc(MOST_CONTENT, 9));
  assert.is(longest.length, MOST_WIRE);
  const answers = agree([[longest], [Buffer.concat([Buffer.of(9), longest])]]);
  assert.is(answers[1], `${hex(Buffer.alloc(MOST_CONTENT, 9))} 0`);
  assert.is(answers[3], '1');
});

test.run();
