// Frames of the service cable: COBS and CRC-32, and the vectors that the pump's C code is held to as well.
import fc from 'fast-check';
import * as assert from 'uvu/assert';
import {
  FrameReader,
  MOST_CONTENT,
  MOST_WIRE,
  decodeFrame,
  encodeFrame,
} from '../../../drug-library-loader/service/frame';
import { suite } from '../../suite';
import { LINK_FRAMES } from '../../vectors/link-vectors';

const test = suite('drug-library-loader/service/frame');

const bytes = (hex: string) => Buffer.from(hex, 'hex');

for (const { what, wire, content, sent } of LINK_FRAMES) {
  test(`DERS-SVC-030 ${what}`, () => {
    const got = new FrameReader().push(bytes(wire)).map((frame) => frame.toString('hex'));
    assert.equal(got, content === null ? [] : [content]);
    if (sent && content !== null) assert.is(encodeFrame(bytes(content)).toString('hex'), wire);
  });
}

test('DERS-SVC-030 the vectors cover groups of 253, 254 and 255 bytes, zeros at both ends, and every kind of damage', () => {
  assert.ok(LINK_FRAMES.filter(({ sent }) => sent).length >= 10);
  assert.ok(LINK_FRAMES.filter(({ content }) => content === null).length >= 8);
});

const anyContent = fc.oneof(
  fc.uint8Array({ minLength: 1, maxLength: 600 }),
  fc.integer({ min: 1, max: MOST_CONTENT }).map((length) => new Uint8Array(length)),
  fc.integer({ min: 1, max: MOST_CONTENT }).map((length) => new Uint8Array(length).fill(255)),
);

test('DERS-SVC-031 any content comes back from its frame, which has no zero inside and is never too long', () => {
  fc.assert(
    fc.property(anyContent, (content) => {
      const wire = encodeFrame(content);
      assert.is(wire.indexOf(0), wire.length - 1);
      assert.ok(wire.length <= MOST_WIRE);
      assert.equal(decodeFrame(wire.subarray(0, -1)), Buffer.from(content));
    }),
    { seed: 20261123 },
  );
});

test('DERS-SVC-031 frames come whole out of any pieces, and noise between them costs no good frame', () => {
  fc.assert(
    fc.property(
      fc.array(anyContent, { maxLength: 4 }),
      fc.array(fc.integer({ min: 1, max: 50 })),
      (contents, cuts) => {
        const noise = Buffer.of(0, 0x55, 3, 0, 0);
        const wire = Buffer.concat(contents.flatMap((content) => [encodeFrame(content), noise]));
        const reader = new FrameReader();
        const got: Buffer[] = [];
        for (let at = 0, i = 0; at < wire.length; i++) {
          const size = cuts[i % (cuts.length || 1)] ?? 7;
          got.push(...reader.push(wire.subarray(at, at + size)));
          at += size;
        }
        assert.equal(
          got,
          contents.map((content) => Buffer.from(content)),
        );
        assert.is(reader.damaged, contents.length);
      },
    ),
    { numRuns: 60, seed: 20261123 },
  );
});

test('DERS-SVC-031 no single bit that changes on the wire brings another content', () => {
  const content = Buffer.from('a frame with a zero\0 in it');
  const wire = encodeFrame(content);
  for (let bit = 0; bit < wire.length * 8; bit++) {
    const changed = Buffer.from(wire);
    changed[bit >> 3] ^= 1 << (bit % 8);
    for (const frame of new FrameReader().push(Buffer.concat([changed, Buffer.of(0)])))
      assert.equal(frame, content, `bit ${bit}`);
  }
});

test('DERS-SVC-031 a flood without an end takes no memory and does not hide the frame after it', () => {
  const reader = new FrameReader();
  for (let i = 0; i < 100; i++) assert.equal(reader.push(Buffer.alloc(1000, 7)), []);
  assert.is((reader as unknown as { pending: number[] }).pending.length, MOST_WIRE);
  assert.equal(reader.push(Buffer.concat([Buffer.of(0), encodeFrame(Buffer.from('after'))])), [
    Buffer.from('after'),
  ]);
  assert.is(reader.damaged, 1);
});

test('DERS-SVC-031 nothing and too much are no content', () => {
  assert.throws(() => encodeFrame(Buffer.alloc(0)), /1 to 1280 bytes, not 0/);
  assert.throws(() => encodeFrame(Buffer.alloc(MOST_CONTENT + 1)), /not 1281/);
  assert.is(
    encodeFrame(Buffer.alloc(MOST_CONTENT)).indexOf(0),
    encodeFrame(Buffer.alloc(MOST_CONTENT)).length - 1,
  );
});

test.run();
