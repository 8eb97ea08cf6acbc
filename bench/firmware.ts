// What the core costs on the emulated Cortex-M4F. With `-icount shift=0` the emulator gives every instruction one nanosecond of virtual time, so a
// count of the board's 25 MHz timer is 40 instructions; the counts repeat from run to run. Every verdict is compared with Node's first.
import { renameSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { LibraryModel, RecordModel } from '../drug-library-loader/compiler/encode';
import { limitItemsIn } from '../drug-library-loader/compiler/limit-items';
import {
  type EntryKey,
  type InfusionProgram,
  Key,
  Library,
  PROGRAM_TYPE_NAMES,
  type Program,
  Quantity,
  infusionProgram,
  judgeProgram,
} from '../engine/index';
import { MemoryStorage } from '../hal/desktop/memory-storage';
import { Emulator, imagePath } from '../tests/hal/firmware/emulator';
import { RUNTIMES } from '../tests/hal/firmware/images';
import { openCommand, signedRelease } from '../tests/hal/firmware/release';
import { PUMP_AIMS, type PumpFigures, measurePump } from './firmware-pump';
import { sampleLibrary } from './sample-library';

export interface Figures {
  /** Instructions of look-up, decoding and check of one program, identifiers in and codes out. */
  median: number;
  worst: number;
  /** Instructions from ders_open to the open library of about 300 KB: signatures, digest, parse of the bundle. */
  coldStart: number;
  /** Bytes of the block, headers and own state included. */
  heapPeak: number;
  /** Bytes of the image with the console of the tests. */
  image: number;
}

/** What the firmware is to reach. */
export const AIMS: Record<string, Figures> = {
  duktape: {
    median: 600_000,
    worst: 1_000_000,
    coldStart: 120_000_000,
    heapPeak: 192 << 10,
    image: 512 << 10,
  },
  jerryscript: {
    median: 600_000,
    worst: 1_000_000,
    coldStart: 60_000_000,
    heapPeak: 56 << 10,
    image: 512 << 10,
  },
};

const INSTRUCTIONS = 40;
const PROGRAMS = 1000;
const hard = (unit: string, upperHard: string) => limitItemsIn(unit, { upperHard });
const soft = (unit: string, lowerSoft: string, upperSoft: string, upperHard: string) =>
  limitItemsIn(unit, { lowerSoft, upperSoft, upperHard });

const RECORDS: Record<string, () => [number, number[]][]> = {
  continuous: () => [
    [Quantity.DOSE, soft('mcg/kg/min', '0.5', '10', '20')],
    [Quantity.RATE, hard('mL/h', '500')],
    [Quantity.TITRATION_UP, soft('%', '0', '100', '200')],
    [Quantity.BOLUS_DOSE, soft('mcg/kg', '1', '80', '100')],
    [Quantity.BOLUS_RATE, hard('mL/h', '600')],
    [Quantity.LOADING_DOSE, soft('mcg/kg', '1', '80', '100')],
    [Quantity.LOADING_RATE, hard('mL/h', '600')],
  ],
  intermittent: () => [
    [Quantity.DOSE, soft('mg', '100', '1000', '2000')],
    [Quantity.DURATION, soft('min', '20', '120', '240')],
    [Quantity.RATE, hard('mL/h', '500')],
  ],
  pca: () => [
    [Quantity.DEMAND_DOSE, soft('mg', '0.5', '2', '5')],
    [Quantity.LOCKOUT, soft('min', '5', '15', '60')],
    [Quantity.BASAL, soft('mg/h', '0', '2', '5')],
    [Quantity.ACCUMULATED_DOSE, soft('mg', '0', '30', '60')],
    [Key.WINDOW, [4 * 3600, 31]],
  ],
  fluid: () => [[Quantity.RATE, soft('mL/h', '5', '150', '999')]],
  'multi-step': () => [
    [Quantity.DOSE, soft('mcg/kg/min', '0.5', '10', '20')],
    [Quantity.RATE, hard('mL/h', '500')],
    [Quantity.STEPS, hard('step', '8')],
  ],
};
const TYPES = Object.keys(RECORDS);

/** The sample library with entries of every type. */
export function mixedLibrary(entries: number): LibraryModel {
  const library = sampleLibrary(entries);
  return {
    ...library,
    entries: library.entries.map((entry, i) => {
      const type = TYPES[i % TYPES.length];
      const record: RecordModel = new Map(RECORDS[type]());
      const concentration = type === 'fluid' ? undefined : entry.concentration;
      return { ...entry, type: PROGRAM_TYPE_NAMES.indexOf(type), record, concentration };
    }),
  };
}

export function drawer(seed: number): (from: string[]) => string {
  let state = seed;
  return (from) => {
    state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff;
    return from[(state >> 8) % from.length];
  };
}

/** A program for an entry of this type, inside, at and outside its limits. */
export function programFor(type: string, draw: (from: string[]) => string): InfusionProgram {
  const weight = draw(['82 kg', '71.5 kg', '34.9 kg', '3.456 kg']);
  const volume = draw(['250 mL', '500 mL', '50.5 mL']);
  const rate = draw(['5 mcg/kg/min', '0.125 mcg/kg/min', '19.9 mcg/kg/min', '33.3 mcg/kg/min']);
  const amount = draw(['40 mcg/kg', '99.9 mcg/kg', '0.5 mcg/kg']);
  switch (type) {
    case 'continuous': {
      const kind = draw(['continuous', 'titration', 'bolus', 'loading']);
      if (kind === 'bolus')
        return { type: kind, weight, bolusDose: amount, bolusRate: '300 mL/h', running: rate };
      if (kind === 'loading') return { type: kind, weight, loadingDose: amount, loadingRate: '250 mL/h' };
      if (kind === 'titration') return { type: kind, weight, dose: rate, running: '4 mcg/kg/min', volume };
      return { type: kind, weight, dose: rate, volume };
    }
    case 'intermittent':
      return {
        type,
        dose: draw(['500 mg', '1234 mg', '5000 mg']),
        duration: draw(['30 min', '7 min', '1.5 h']),
      };
    case 'pca':
      return {
        type,
        demandDose: draw(['1 mg', '2.5 mg', '7 mg']),
        lockout: draw(['6 min', '10 min', '2 min']),
        basal: draw(['0.5 mg/h', '3 mg/h']),
        volume: '50 mL',
        delivered: [
          { kind: 'demand', amount: '1 mg', from: 3600, until: 3500 },
          { kind: 'basal', amount: '2 mg', from: 14000, until: 0 },
        ],
      };
    case 'fluid':
      return { type, rate: draw(['75 mL/h', '3 mL/h', '250.5 mL/h', '1500 mL/h']), volume };
    default:
      return {
        type,
        weight,
        steps: [
          { dose: '2 mcg/kg/min', duration: '30 min' },
          { dose: rate, duration: '1 h' },
          { dose: '1.5 mcg/kg/min', duration: '45 min' },
        ],
      };
  }
}

/** A check as the console of the test image takes it. */
export function checkCommand(key: EntryKey, program: Program): string {
  const values: (string | number)[] = [];
  let count = 0;
  for (let quantity = 1; quantity * 3 < program.values.length; quantity++) {
    if (program.values[quantity * 3 + 2] === 0) continue;
    values.push(quantity, ...program.values.slice(quantity * 3, quantity * 3 + 3));
    count++;
  }
  const place = [key.careArea, 0, +key.anaesthesia, key.drug, key.therapy, key.variant, program.type];
  const steps = [program.steps.length / 6, ...program.steps];
  return [
    'check',
    ...place,
    count,
    ...values,
    ...steps,
    program.delivered.length / 4,
    ...program.delivered,
  ].join(' ');
}

async function boot(runtime: string, library: Uint8Array): Promise<Emulator> {
  const board = new Emulator({ image: 'test_core', runtime, library, counting: true });
  await board.line();
  if ((await board.line()) !== 'self-test ok') throw new Error('the board fails its self-test');
  return board;
}

async function open(board: Emulator, command: string): Promise<number> {
  const [, error, reason, ticks] = (await board.ask(command, 300)).split(' ');
  if (error !== '0') throw new Error(`the library does not open: error ${error}, reason ${reason}`);
  return Number(ticks) * INSTRUCTIONS;
}

async function checks(runtime: string): Promise<Pick<Figures, 'median' | 'worst' | 'heapPeak'>> {
  const release = signedRelease(mixedLibrary(5000));
  const library = new Library(new MemoryStorage(release.bytes));
  if (library.open(0, release.bytes.length) !== 0) throw new Error(`no library: ${library.reason}`);
  const board = await boot(runtime, release.file);
  try {
    await open(board, openCommand(release));
    const costs: number[] = [];
    const draw = drawer(7);
    for (let n = 0; n < PROGRAMS; n++) {
      const number = (n * 1237) % 5000;
      const key = library.key(number);
      const limits = key && library.limits(key.careArea, number);
      if (!key || !limits?.entry) throw new Error(`entry ${number} is not there`);
      const type = PROGRAM_TYPE_NAMES[limits.entry.items[limits.entry.at[Key.HEAD] + 1]];
      const program = infusionProgram(programFor(type, draw));
      const expected = judgeProgram(program, limits, []);
      const answer = await board.ask(checkCommand(key, program));
      const [, error, verdict, , ticks] = answer.split(' ');
      if (error !== '0' || Number(verdict) !== expected)
        throw new Error(`program ${n}, ${type}: Node judges ${expected}, the board answers ${answer}`);
      costs.push(Number(ticks) * INSTRUCTIONS);
    }
    const heapPeak = Number((await board.ask('heap')).split(' ')[1]);
    costs.sort((a, b) => a - b);
    return { median: costs[PROGRAMS >> 1], worst: costs[PROGRAMS - 1], heapPeak };
  } finally {
    await board.stop();
  }
}

async function coldStart(runtime: string): Promise<number> {
  const release = signedRelease(sampleLibrary(3590));
  const board = await boot(runtime, release.file);
  try {
    return await open(board, openCommand(release));
  } finally {
    await board.stop();
  }
}

/** Measures one runtime; what it needs was built by ./build.sh firmware. */
export async function measure(runtime: string): Promise<Figures> {
  const image = statSync(imagePath({ image: 'test_core', runtime }, 'bin')).size;
  return { ...(await checks(runtime)), coldStart: await coldStart(runtime), image };
}

export const FIGURES = join(__dirname, 'firmware-figures.json');

/** The committed figures: of the core by runtime, and of the pump's image. */
export interface AllFigures {
  core: Record<string, Figures>;
  pump: Record<string, PumpFigures>;
}

interface Row {
  what: string;
  value: number;
  unit: string;
  note: string;
}

function coreRows(runtime: string, figures: Figures): Row[] {
  const aims = AIMS[runtime];
  const row = (what: string, name: keyof Figures, unit: string) => ({
    what: `Cortex-M4F, ${runtime}: ${what}`,
    value: figures[name],
    unit,
    note: `aim: at most ${aims[name].toLocaleString('en-US')}`,
  });
  return [
    row('look-up, decoding and check, median of 1,000 programs', 'median', 'instructions'),
    row('the same, worst', 'worst', 'instructions'),
    row('cold start with a library of 300 KB', 'coldStart', 'instructions'),
    row('heap peak of the core', 'heapPeak', 'bytes'),
    row('image of the core', 'image', 'bytes'),
  ];
}

function pumpRows(runtime: string, figures: PumpFigures): Row[] {
  const aims = PUMP_AIMS[runtime];
  const row = (what: string, name: keyof PumpFigures, unit: string) => ({
    what: `Cortex-M4F, ${runtime}, whole pump: ${what}`,
    value: figures[name],
    unit,
    note: Number.isFinite(aims[name]) ? `aim: at most ${aims[name].toLocaleString('en-US')}` : '',
  });
  return [
    row('cold start with a library of 300 KB', 'coldStart', 'instructions'),
    row('installation of that library, every entry checked', 'installation', 'instructions'),
    row('the same over the line at 115,200 baud', 'installationSeconds', 's of virtual time'),
    row('heap peak', 'heapPeak', 'bytes'),
    row('image', 'image', 'bytes'),
  ];
}

/** Measures what was built, writes the figures that the tests hold the firmware to, and gives rows for the table. */
export async function firmware(): Promise<Row[]> {
  const all: AllFigures = { core: {}, pump: {} };
  for (const runtime of RUNTIMES) {
    all.core[runtime] = await measure(runtime);
    all.pump[runtime] = measurePump(runtime);
  }
  writeFileSync(`${FIGURES}.part`, `${JSON.stringify(all, null, 2)}\n`);
  renameSync(`${FIGURES}.part`, FIGURES);
  const core = Object.entries(all.core).flatMap(([runtime, figures]) => coreRows(runtime, figures));
  const pump = Object.entries(all.pump).flatMap(([runtime, figures]) => pumpRows(runtime, figures));
  return [...core, ...pump];
}

if (require.main === module) {
  firmware().then(
    (rows) => {
      for (const { what, value, unit, note } of rows)
        console.log(`${what}: ${value.toLocaleString('en-US')} ${unit} (${note})`);
    },
    (error: Error) => {
      console.error(`firmware: ${error.message}`);
      process.exitCode = 1;
    },
  );
}
