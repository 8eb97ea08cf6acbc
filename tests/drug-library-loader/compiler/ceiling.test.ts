// Ceiling records: what the supervisor lets the motor do at most, never below what the check can accept.
import assert from 'node:assert/strict';
import { resolve } from 'node:path';
import fc from 'fast-check';
import { compile } from '../../../drug-library-loader/compiler/compile';
import { sectionsOf } from '../../../drug-library-loader/compiler/sections';
import {
  Bound,
  Key,
  Library,
  type LimitRecord,
  type Limits,
  type Program,
  ProgramType,
  Quantity,
  RateField,
  Unit,
  VerdictCode,
  judgeProgram,
  newProgram,
  outcome,
} from '../../../engine/index';
import { MemoryStorage } from '../../../hal/desktop/memory-storage';
import { suite } from '../../suite';
import { type Part, careArea, compileParts, entry, library } from '../sample-source';

const test = suite('drug-library-loader/compiler/ceiling');

const UNBOUNDED = 2 ** 32 - 1;

/** An entry of 400 mg/250 mL (1.6 mg/mL) for patients up to 300 kg and 3 m². */
function made(type: string, program: Part, more: Part = {}): Part {
  const { continuous: _, ...rest } = entry(more);
  return { ...rest, [type]: type === 'continuous' ? { 'enter-by': 'either', ...program } : program };
}

const AREA = { rate: { 'upper-hard': '999 mL/h' }, vtbi: { 'upper-hard': '3000 mL' } };
const OPEN = { rate: undefined, vtbi: undefined };

/** Title, entry, care area, highest microlitres an hour, highest microlitres. */
const ROWS: [title: string, entry: Part, area: Part, rate: number, volume: number][] = [
  // 50 mcg/kg/min × 300 kg × 60 ÷ 1600 mcg/mL = 562.5 mL/h
  [
    'a hard dose in the heaviest patient',
    made('continuous', { dose: { unit: 'mcg/kg/min', 'upper-hard': '50' } }),
    AREA,
    562_500,
    3_000_000,
  ],
  [
    'a soft dose bounds nothing',
    made('continuous', { dose: { unit: 'mcg/kg/min', 'upper-soft': '50' } }),
    AREA,
    999_000,
    3_000_000,
  ],
  [
    'the weight of the entry counts',
    made(
      'continuous',
      { dose: { unit: 'mcg/kg/min', 'upper-hard': '50' } },
      { patient: { weight: { 'upper-hard': '40 kg' } } },
    ),
    AREA,
    75_000,
    3_000_000,
  ],
  [
    'a cap counts',
    made('continuous', { dose: { unit: 'mcg/kg/min', 'upper-hard': '50', cap: '160 mg/h' } }),
    AREA,
    100_000,
    3_000_000,
  ],
  [
    'the rate of the entry counts',
    made(
      'continuous',
      { dose: { unit: 'mcg/kg/min', 'upper-hard': '50' } },
      { rate: { 'upper-hard': '30.5 mL/h' } },
    ),
    AREA,
    30_500,
    3_000_000,
  ],
  [
    'thirds are rounded up',
    made('continuous', { dose: { unit: 'mg/h', 'upper-hard': '1' } }, { concentration: '3 mg / 1 mL' }),
    AREA,
    334,
    3_000_000,
  ],
  [
    'the weakest custom concentration counts',
    made(
      'continuous',
      { dose: { unit: 'mg/h', 'upper-hard': '10' } },
      { concentration: { custom: { unit: 'mg/mL', 'lower-hard': '0.5', 'upper-hard': '4' } } },
    ),
    AREA,
    20_000,
    3_000_000,
  ],
  [
    'an open custom concentration bounds nothing',
    made(
      'continuous',
      { dose: { unit: 'mg/h', 'upper-hard': '10' } },
      { concentration: { custom: { unit: 'mg/mL', 'upper-hard': '4' } } },
    ),
    AREA,
    999_000,
    3_000_000,
  ],
  [
    'grams of the patient are thousandths of a kilogram',
    made(
      'continuous',
      { dose: { unit: 'mcg/kg/min', 'upper-hard': '50' } },
      { patient: { weight: { 'upper-hard': '4000 g' } } },
    ),
    { ...AREA, 'weight-unit': 'g', weight: undefined },
    7_500,
    3_000_000,
  ],
  [
    'an open care area leaves the pump',
    made('continuous', { dose: { unit: 'mg/h' } }),
    OPEN,
    999_000,
    UNBOUNDED,
  ],
  [
    'a bolus may run faster than its infusion',
    made('continuous', {
      dose: { unit: 'mg/h', 'upper-hard': '1.6' },
      bolus: { dose: { unit: 'mg', 'upper-hard': '16' }, rate: { unit: 'mg/min', 'upper-hard': '8' } },
    }),
    AREA,
    300_000,
    3_000_000,
  ],
  // 16 mg in 10 mL, over at least 7 min: 85.714… mL/h, which the pump may round up to 85.8
  [
    'a shortest duration bounds a rate to a step of the pump',
    made('continuous', {
      dose: { unit: 'mg/h', 'upper-hard': '1.6' },
      loading: { dose: { unit: 'mg', 'upper-hard': '16' }, duration: { 'lower-hard': '7 min' } },
    }),
    AREA,
    85_800,
    3_000_000,
  ],
  [
    'a bolus without a rate limit leaves the care area',
    made('continuous', {
      dose: { unit: 'mg/h', 'upper-hard': '1.6' },
      bolus: { dose: { unit: 'mg', 'upper-hard': '16' } },
    }),
    AREA,
    999_000,
    3_000_000,
  ],
  [
    'a bolus larger than the volume of the area',
    made('continuous', {
      dose: { unit: 'mg/h' },
      bolus: { dose: { unit: 'mg', 'upper-hard': '16' }, rate: { unit: 'mL/h', 'upper-hard': '5' } },
    }),
    { ...AREA, vtbi: { 'upper-hard': '4 mL' } },
    999_000,
    10_000,
  ],
  [
    'a bolus without a hard limit bounds no volume',
    made('continuous', { dose: { unit: 'mg/h' }, bolus: { dose: { unit: 'mg' } } }),
    AREA,
    999_000,
    UNBOUNDED,
  ],
  // 32 mg = 20 mL, 5 % more when a volume is typed beside the dose; over 30 min 42 mL/h
  [
    'an intermittent dose, with the tolerance of dose and volume',
    made('intermittent', { dose: { unit: 'mg', 'upper-hard': '32' }, duration: { 'lower-hard': '30 min' } }),
    AREA,
    42_000,
    21_000,
  ],
  [
    'a dose rate',
    made('intermittent', { dose: { unit: 'mg' }, 'dose-rate': { unit: 'mg/h', 'upper-hard': '16' } }),
    AREA,
    10_500,
    3_000_000,
  ],
  [
    'a dose by surface',
    made('intermittent', { dose: { unit: 'mg/m2', 'upper-hard': '16' } }),
    AREA,
    999_000,
    31_500,
  ],
  [
    'a fluid',
    made(
      'fluid',
      { rate: { unit: 'mL/h', 'upper-hard': '125' } },
      { concentration: 'none', vtbi: { 'upper-hard': '500 mL' } },
    ),
    AREA,
    125_000,
    500_000,
  ],
  [
    'a PCA demand has no rate of its own',
    made(
      'pca',
      {
        demand: { unit: 'mg', 'upper-hard': '1.6' },
        lockout: { 'lower-hard': '5 min' },
        basal: { unit: 'mg/h', 'upper-hard': '1.6' },
      },
      { vtbi: { 'upper-hard': '50 mL' } },
    ),
    AREA,
    999_000,
    50_000,
  ],
  [
    'steps',
    made('multi-step', { 'enter-by': 'rate', rate: { unit: 'mL/h', 'upper-hard': '400' }, steps: '4' }),
    AREA,
    400_000,
    3_000_000,
  ],
];

for (const [title, only, area, rate, volume] of ROWS) {
  test(`DERS-LIB-110 ${title}`, () => {
    const { compiled, findings } = compileParts(
      library([], { 'care-areas': { icu: careArea([only], area) } }),
    );
    assert.deepEqual(
      compiled.map(({ model }) => model.ceiling),
      [{ rate, volume }],
      JSON.stringify(findings),
    );
  });
}

interface Checked {
  library: Library;
  ceilings: Buffer;
}

function open(path: string): Checked {
  const { bytes } = compile(resolve(__dirname, '../../../drug-library-loader/libraries', path));
  assert.ok(bytes);
  const opened = new Library(new MemoryStorage(bytes));
  opened.open(0, bytes.length);
  return { library: opened, ceilings: sectionsOf(bytes).ceilings };
}

/** Quantities that a program of each type may hold, besides the patient and the concentration. */
const HOLDS: [type: ProgramType, of: ProgramType, quantities: Quantity[]][] = [
  [ProgramType.CONTINUOUS, ProgramType.CONTINUOUS, [Quantity.DOSE, Quantity.VTBI]],
  [ProgramType.CONTINUOUS, ProgramType.CONTINUOUS, [Quantity.RATE, Quantity.VTBI]],
  [ProgramType.CONTINUOUS, ProgramType.CONTINUOUS, [Quantity.RATE, Quantity.DURATION]],
  [ProgramType.FLUID, ProgramType.FLUID, [Quantity.RATE, Quantity.VTBI]],
  [ProgramType.INTERMITTENT, ProgramType.INTERMITTENT, [Quantity.DOSE, Quantity.DURATION]],
  [ProgramType.INTERMITTENT, ProgramType.INTERMITTENT, [Quantity.DOSE, Quantity.VTBI, Quantity.DURATION]],
  [ProgramType.INTERMITTENT, ProgramType.INTERMITTENT, [Quantity.VTBI, Quantity.RATE]],
  [ProgramType.BOLUS, ProgramType.CONTINUOUS, [Quantity.BOLUS_DOSE, Quantity.BOLUS_RATE]],
  [ProgramType.BOLUS, ProgramType.CONTINUOUS, [Quantity.BOLUS_DOSE, Quantity.BOLUS_DURATION]],
  [ProgramType.LOADING, ProgramType.CONTINUOUS, [Quantity.LOADING_DOSE, Quantity.LOADING_DURATION]],
  [ProgramType.PCA, ProgramType.PCA, [Quantity.DEMAND_DOSE, Quantity.LOCKOUT, Quantity.BASAL, Quantity.VTBI]],
];

/** Units typed where the entry does not limit a quantity. */
const UNITS: Partial<Record<Quantity, number>> = {
  [Quantity.RATE]: Unit.MILLILITRE_PER_HOUR,
  [Quantity.VTBI]: Unit.MILLILITRE,
  [Quantity.DURATION]: Unit.MINUTE,
  [Quantity.BOLUS_RATE]: Unit.MILLILITRE_PER_HOUR,
  [Quantity.BOLUS_DURATION]: Unit.MINUTE,
  [Quantity.LOADING_DURATION]: Unit.MINUTE,
};

/** The hard points of a limit: programs are drawn at and around them, because that is where a ceiling could be too low. */
function hardPoints(
  record: LimitRecord | null,
  quantity: Quantity,
): { unit: number; values: [number, number][] } | null {
  const at = record?.at[quantity] ?? 0;
  if (!record || !(at > 0)) return null;
  const [unit, exponent, mask] = record.items.slice(at + 1, at + 4) as [number, number, number];
  const points = record.items.slice(at + 4, at + 1 + (record.items[at] as number));
  const hard = [
    ...(mask & Bound.LOWER_HARD ? [points[0]] : []),
    ...(mask & Bound.UPPER_HARD ? [points.at(-1)] : []),
  ];
  return {
    unit,
    values: hard
      .filter((value) => value !== undefined && value < 1e9)
      .map((value) => [value as number, exponent]),
  };
}

interface Draw {
  quantity: number;
  /** Which point, or a number of its own. */
  choice: number;
  own: number;
}

function typed(limits: Limits, [type, , quantities]: (typeof HOLDS)[number], draws: Draw[]): Program {
  const program = newProgram(type);
  const put = (quantity: Quantity, draw: Draw, fallback: number | undefined) => {
    const found = [limits.entry, limits.careArea]
      .map((record) => hardPoints(record, quantity))
      .filter((each) => each !== null);
    const choices = found.flatMap(({ unit, values }) =>
      values.map(([value, exponent]) => [value, exponent, unit] as const),
    );
    const [value, exponent, unit] = choices[draw.choice % (choices.length + 1)] ?? [
      draw.own,
      -1,
      found[0]?.unit ?? fallback ?? 0,
    ];
    program.values.splice(quantity * 3, 3, value, exponent, unit);
  };
  const patient: [Quantity, number][] = [
    [Quantity.WEIGHT, Unit.KILOGRAM],
    [Quantity.BSA, Unit.SQUARE_METRE],
  ];
  for (const [i, [quantity, unit]] of patient.entries()) put(quantity, draws[i] as Draw, unit);
  const custom = hardPoints(limits.entry, Quantity.CONCENTRATION);
  if (custom) {
    const [value, exponent] = custom.values[
      (draws[2] as Draw).choice % Math.max(1, custom.values.length)
    ] ?? [1, 0];
    program.values.splice(Quantity.AMOUNT * 3, 6, value, exponent, custom.unit & ~15, 1, 0, Unit.MILLILITRE);
  }
  quantities.forEach((quantity, i) => put(quantity, draws[3 + i] as Draw, UNITS[quantity]));
  return program;
}

const DRAW: fc.Arbitrary<Draw> = fc.record({
  quantity: fc.nat(),
  choice: fc.nat(7),
  own: fc.integer({ min: 1, max: 20_000 }),
});

for (const name of ['demonstration-base', 'demonstration-hospital']) {
  test(`DERS-LIB-110 ${name}: no program that is not refused passes the ceilings of its entry`, () => {
    const { library: opened, ceilings } = open(name);
    let judged = 0;
    const one = fc.tuple(
      fc.nat(opened.head.entries - 1),
      fc.nat(HOLDS.length - 1),
      fc.array(DRAW, { minLength: 7, maxLength: 7 }),
    );
    fc.assert(
      fc.property(one, ([number, form, draws]) => {
        const limits = opened.limits(opened.key(number)?.careArea ?? 0, number) as Limits;
        const entry = limits.entry as LimitRecord;
        const type = entry.items[(entry.at[Key.HEAD] as number) + 1];
        const forms = HOLDS.filter(([, of]) => of === type);
        if (forms.length === 0) return;
        const program = typed(limits, forms[form % forms.length] as (typeof HOLDS)[number], draws);
        if (judgeProgram(program, limits, []) === VerdictCode.REFUSE) return;
        judged++;
        const highest = ceilings.readUInt32BE(number * 12) / 1000;
        const largest = ceilings.readUInt32BE(number * 12 + 4) / 1000;
        for (let at = 0; at < outcome.rates.length; at += RateField.SIZE) {
          const [coefficient, exponent] = outcome.rates.slice(
            at + RateField.COEFFICIENT,
            at + RateField.RATIO,
          ) as [number, number];
          assert.ok(
            coefficient * 10 ** exponent <= highest * (1 + 1e-12),
            `entry ${number}: ${coefficient}e${exponent} mL/h above ${highest}`,
          );
        }
        const [volume, exponent, unit] = program.values.slice(Quantity.VTBI * 3, Quantity.VTBI * 3 + 3) as [
          number,
          number,
          number,
        ];
        if (unit > 0)
          assert.ok(
            volume * 10 ** exponent <= largest * (1 + 1e-12),
            `entry ${number}: ${volume}e${exponent} mL above ${largest}`,
          );
      }),
      { numRuns: 20_000, seed: 20261123 },
    );
    assert.ok(judged > 1000, `only ${judged} programs were not refused: the draws say nothing`);
  });
}

test.run();
