// The display driver of the STM32F405: bytes on the SPI become a picture in a panel that the test plays, and the picture is the one of the text.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as assert from 'uvu/assert';
import { Style } from '../../../hal/hal';
import { suite } from '../../suite';
import { PlayedChip, chipProgram } from './played-chip';

const test = suite('hal/firmware chip display');
const folder = mkdtempSync(join(tmpdir(), 'chip-display-'));
const [WIDTH, HEIGHT, ROWS, COLUMNS] = [320, 240, 14, 40];
let chip: PlayedChip;

test.before(() => {
  chip = new PlayedChip(chipProgram('chip-display'));
});
test.before.each(() => {
  assert.is(chip.ask('display'), '1');
  chip.ask('panel');
});
test.after(() => {
  chip.close();
  rmSync(folder, { recursive: true });
});

const show = (row: number, style: number, text: string) =>
  chip.ask(`show ${row} ${style} ${Buffer.from(text, 'utf8').toString('hex')}`);

/** Points as the panel shows them, 24 bits each. */
function picture(): number[] {
  const path = join(folder, 'picture.ppm');
  assert.is(chip.ask(`picture ${path}`), '1');
  const bytes = readFileSync(path).subarray(-3 * WIDTH * HEIGHT);
  return Array.from({ length: WIDTH * HEIGHT }, (_, i) => bytes.readUIntBE(3 * i, 3));
}

/** What the panel makes of a colour: 5, 6 and 5 bits. */
const shown = (rgb: number) => rgb & 0xf8fcf8;

// letters and ground of each style
const COLOURS: [Style, number, number][] = [
  [Style.NORMAL, 0xe9f5f9, 0x06141b],
  [Style.STATUS, 0xc3e6f0, 0x12303b],
  [Style.TITLE, 0xffffff, 0x1d5468],
  [Style.BIG, 0x8ff0ff, 0x06141b],
  [Style.SELECTED, 0x04202a, 0x7fe3ff],
  [Style.FIELD, 0x1c1703, 0xfff7da],
  [Style.DIM, 0x9fb6bf, 0x06141b],
  [Style.CAUTION, 0x241900, 0xffc233],
  [Style.DANGER, 0xffffff, 0xc4121f],
  [Style.KEYS, 0xa9dbe9, 0x102a34],
  [Style.BANNER, 0xffffff, 0x5b3bc4],
];

type Line = [style: Style, text: string];
const BLANK: Line = [Style.NORMAL, ''];
const glyphs = new Map<number, number[]>();

/** Rows of a glyph's points, by the driver's own font. */
function glyph(number: number): number[] {
  let rows = glyphs.get(number);
  if (!rows) {
    rows = [...Buffer.from(chip.ask(`glyph ${number}`), 'hex')];
    glyphs.set(number, rows);
  }
  return rows;
}

/** The picture that these rows make, drawn here. */
function drawn(lines: Line[]): number[] {
  const points = new Array<number>(WIDTH * HEIGHT).fill(shown(0x06141b));
  const large = lines.findIndex(([style, text]) => style === Style.BIG && text !== '' && text.length <= 20);
  let top = 0;
  lines.forEach(([style, text], row) => {
    const scale = row === large ? 2 : 1;
    const glaring = [Style.SELECTED, Style.CAUTION, Style.DANGER].includes(style) && text === '';
    const [, letters, ground] = COLOURS[glaring ? 0 : style];
    for (let y = 0; y < 16 * scale; y++) {
      for (let x = 0; x < WIDTH; x++) {
        const column = Math.floor(x / (8 * scale));
        const code = text.charCodeAt(column) || 32;
        const line = Math.floor(y / scale) - 1;
        const bits = line >= 0 && line < 13 ? glyph(code)[line] : 0;
        const lit = (bits << 1) & (0x80 >> (Math.floor(x / scale) % 8));
        points[(top + y) * WIDTH + x] = shown(lit ? letters : ground);
      }
    }
    top += 16 * scale;
  });
  return points;
}

function shows(lines: Line[]): void {
  const [wanted, there] = [drawn(lines), picture()];
  const wrong = wanted.findIndex((point, i) => point !== there[i]);
  assert.is(wrong, -1, `point ${wrong % WIDTH}, ${Math.floor(wrong / WIDTH)}`);
  assert.is(chip.ask('panel').split(' ')[0], '0', 'nothing against the data sheet');
}

const blank = (): Line[] => new Array<Line>(ROWS).fill(BLANK);

test('DERS-FW-075 the panel is woken as its data sheet asks, and shows nothing but the ground', () =>
  shows(blank()));

test('DERS-FW-075 every row shows its text in its style', () => {
  const lines = COLOURS.map(
    ([style], i): Line => [style, style === Style.BIG ? '' : `${i} Row of style ${style}`],
  );
  lines.push([Style.NORMAL, 'x'.repeat(COLUMNS)], [Style.TITLE, '~'], [Style.KEYS, '']);
  lines.forEach(([style, text], row) => assert.is(show(row, style, text), '1'));
  shows(lines);
});

test('DERS-FW-075 the running screen: one row of large figures, and what moves because of it', () => {
  const lines: Line[] = [
    [Style.STATUS, '12:04 Adult ICU                 BAT  98%'],
    BLANK,
    [Style.TITLE, 'DOPamine 400 mg/250 mL'],
    [Style.BIG, '15.4 mL/h'],
    [Style.NORMAL, '5 mcg/kg/min'],
    [Style.DIM, 'infused 3.2 mL, left 16.8 mL, 1 h 5 min'],
    BLANK,
    BLANK,
    [Style.CAUTION, 'NEARLY COMPLETE'],
    BLANK,
    BLANK,
    BLANK,
    [Style.DANGER, ''],
    [Style.KEYS, 'STOP  BOLUS  OPTIONS'],
  ];
  lines.forEach(([style, text], row) => assert.is(show(row, style, text), '1'));
  shows(lines);
  // The figures change, are too long to be large, and go.
  for (const [style, text] of [
    [Style.BIG, '120 mL/h'],
    [Style.BIG, '9'.repeat(21)],
    [Style.BIG, '1'],
    [Style.NORMAL, 'off'],
  ] as Line[]) {
    lines[3] = [style, text];
    show(3, style, text);
    shows(lines);
  }
  // Another row is large: from the higher one on all move.
  for (const row of [9, 5]) {
    lines[row] = [Style.BIG, '1'];
    show(row, Style.BIG, '1');
    shows(lines);
  }
  lines[5] = BLANK;
  show(5, Style.NORMAL, '');
  shows(lines);
});

test('DERS-FW-075 only cells that change are sent', () => {
  show(4, Style.NORMAL, 'Rate 12.5 mL/h');
  chip.ask('panel');
  show(4, Style.NORMAL, 'Rate 12.7 mL/h');
  assert.is(chip.ask('panel'), `0 ${8 * 16}`);
  show(4, Style.NORMAL, 'Rate 12.7 mL/h');
  assert.is(chip.ask('panel'), '0 0');
  show(4, Style.FIELD, 'Rate 12.7 mL/h');
  assert.is(chip.ask('panel'), `0 ${WIDTH * 16}`);
});

test('DERS-FW-075 what has no picture is a box, not a gap; text that is cut or no UTF-8 goes no further than its row', () => {
  const lines = blank();
  // Micro has a picture of its own, in both spellings.
  show(0, Style.NORMAL, 'µg μg');
  show(1, Style.NORMAL, 'a…é€😀b');
  chip.ask(`show 2 0 ${Buffer.from([0x61, 0xc3]).toString('hex')}`);
  chip.ask(`show 3 0 ${Buffer.from([0xff, 0xc3, 0x28, 0xe2, 0x82, 0x62, 0x07]).toString('hex')}`);
  show(4, Style.NORMAL, 'y'.repeat(1000));
  const box = '\x7f';
  lines[0] = [Style.NORMAL, '\x80g \x80g'];
  lines[1] = [Style.NORMAL, `a${box.repeat(4)}b`];
  lines[2] = [Style.NORMAL, `a${box}`];
  lines[3] = [Style.NORMAL, `${box}${box}(${box}${box}b${box}`];
  lines[4] = [Style.NORMAL, 'y'.repeat(COLUMNS)];
  shows(lines);
});

test('DERS-FW-075 a row or style that is none changes no other row', () => {
  const lines = blank();
  lines[13] = [Style.NORMAL, 'last'];
  show(13, 99, 'last');
  for (const row of [14, 255, 4294967295]) assert.is(show(row, Style.DANGER, 'nowhere'), '1');
  shows(lines);
});

test('DERS-FW-075 letters that are easily taken for each other are not alike', () => {
  const different = ['0O', 'Il1|', '5S', '2Z', '8B', 'uv', '6b', 'gq9'];
  for (const group of different)
    for (const a of group)
      for (const b of group)
        if (a < b) {
          const [one, two] = [glyph(a.charCodeAt(0)), glyph(b.charCodeAt(0))];
          const differ = one.reduce(
            (sum, row, i) => sum + (row ^ two[i]).toString(2).replace(/0/g, '').length,
            0,
          );
          assert.ok(differ >= 4, `${a} and ${b} differ in ${differ} points`);
        }
  const all = Array.from({ length: 0x60 }, (_, i) => glyph(0x21 + i).join());
  assert.is(new Set(all).size, all.length, 'no two are the same');
});

test('DERS-FW-076 an SPI that takes no bytes is told within a bounded wait, and the display begins again afterwards', () => {
  assert.is(chip.ask('spoil spi'), '1');
  assert.is(show(0, Style.NORMAL, 'unseen'), '0');
  assert.is(chip.ask('display'), '0');
  assert.is(show(0, Style.NORMAL, 'unseen'), '0');
  assert.is(chip.ask('spoil no spi'), '1');
  assert.is(chip.ask('display'), '1');
  assert.is(show(0, Style.NORMAL, 'seen'), '1');
  shows([[Style.NORMAL, 'seen'], ...blank().slice(1)]);
});

test.run();
