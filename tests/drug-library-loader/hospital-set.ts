// A library of the size and mix of a real hospital's set, made of numbers: demonstration data, not for clinical use; no name or number of
// it means anything. Its mix follows what is published about one real set (1,167 entries in 5 profiles, 466 distinct texts).
import { type Part, careArea, library } from './sample-source';

const AREAS = ['adult-icu', 'adult-ward', 'neonatal', 'oncology', 'paediatrics'];
const SYLLABLES = [
  'ami',
  'bro',
  'cef',
  'dol',
  'epi',
  'fen',
  'gly',
  'hep',
  'iso',
  'keta',
  'lido',
  'mero',
  'nor',
  'oxa',
];

/** Numbers that look drawn but are the same every time (Lehmer, 2^31 − 1). */
function drawer(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state * 48271) % 2147483647;
    return state % below;
  };
}

function nameOf(i: number): string {
  const parts = [i % 14, Math.floor(i / 14) % 14, Math.floor(i / 196) % 14].map((part) => SYLLABLES[part]);
  return `${parts.join('')}${i % 3 === 0 ? ' sodium' : 'ol'}`;
}

const STRENGTHS = [
  '400 mg / 250 mL',
  '4 mg / 50 mL',
  '1000 mg / 100 mL',
  '0.51 g / 117 mL',
  '250 mg / 250 mL',
];
const UNITS = ['mcg/kg/min', 'mg/h', 'mcg/min', 'mcg/kg/h', 'mg/min'];

function points(draw: (below: number) => number, names: string[], start: number): Part {
  let value = start * (1 + draw(9) / 10);
  return Object.fromEntries(
    names.map((name) => {
      const text = String(Number(value.toPrecision(2)));
      value *= 1.5 + draw(20) / 10;
      return [name, text];
    }),
  );
}

function concentration(draw: (below: number) => number, i: number): unknown {
  if (draw(10) >= 3) return STRENGTHS[i % STRENGTHS.length];
  return { custom: { unit: 'mg/mL', ...points(draw, ['lower-hard', 'lower-soft', 'upper-soft'], 0.1) } };
}

function program(draw: (below: number) => number, i: number): Part {
  const kind = i % 20;
  if (kind < 8) {
    const bolus = { dose: { unit: 'mg', ...points(draw, ['lower-soft', 'upper-soft', 'upper-hard'], 1) } };
    const names = ['lower-soft', ...(draw(2) ? ['initial'] : []), 'upper-soft', 'upper-hard'];
    return {
      concentration: concentration(draw, i),
      continuous: {
        'enter-by': 'either',
        dose: { unit: UNITS[i % UNITS.length], ...points(draw, names, 0.1) },
        ...(draw(8) === 0 ? { bolus } : {}),
      },
    };
  }
  if (kind < 17) {
    const duration = points(
      draw,
      ['lower-hard', 'lower-soft', ...(draw(2) ? ['initial'] : []), 'upper-soft'],
      10,
    );
    return {
      concentration: concentration(draw, i),
      intermittent: {
        dose: {
          unit: draw(2) ? 'mg' : 'mg/kg',
          ...points(draw, ['lower-soft', 'upper-soft', 'upper-hard'], 50),
        },
        duration: { unit: 'min', ...duration },
        'available-as': draw(2) ? ['primary', 'secondary'] : ['primary'],
      },
    };
  }
  if (kind < 19) {
    const rate = points(draw, ['lower-soft', 'upper-soft', 'upper-hard'], 10);
    return {
      concentration: 'none',
      fluid: { rate: { unit: 'mL/h', ...rate }, 'supports-secondary': 'true' },
    };
  }
  return {
    concentration: '50 mg / 50 mL',
    pca: {
      demand: { unit: 'mg', ...points(draw, ['lower-soft', 'initial', 'upper-soft', 'upper-hard'], 0.5) },
      lockout: { unit: 'min', ...points(draw, ['lower-hard', 'initial', 'upper-soft'], 5) },
      basal: { unit: 'mg/h', ...points(draw, ['initial', 'upper-soft', 'upper-hard'], 0.5) },
      accumulated: { window: '4 h', dose: { unit: 'mg', 'upper-hard': '40' }, counts: ['demand', 'basal'] },
    },
  };
}

/**
 * `count` entries in five care areas. Each line of the drug list stands in four areas of five on average; in 55 of 100 of these places it
 * has limits of its own, elsewhere those of its first. A quarter carries an advisory, a third a therapy.
 */
export function hospitalSet(count: number): Part {
  const draw = drawer(20_261_123);
  const areas = new Map<string, Part[]>(AREAS.map((id) => [id, []]));
  let made = 0;
  for (let i = 0; made < count; i++) {
    const first = program(draw, i);
    for (const [n, entries] of [...areas.values()].entries()) {
      if (made === count || (i + n) % 5 === 0) continue;
      const own = draw(100) < 55;
      entries.push({
        id: `line-${i}`,
        drug: nameOf(i % Math.ceil(count / 6)),
        // Lines beyond the list of drugs are further therapies of the same drugs.
        ...(i % 3 === 0 || i >= Math.ceil(count / 6)
          ? { therapy: `Indication ${i % 40}, line ${Math.floor(i / 40)}` }
          : {}),
        source: 'made up for tests',
        ...(i % 4 === 0 ? { advisories: [`advisory-${i % 30}`] } : {}),
        ...(own ? program(draw, i) : first),
      });
      made++;
    }
  }
  const advisories = Object.fromEntries(
    Array.from({ length: 30 }, (_, i) => [
      `advisory-${i}`,
      `What a person should know of line ${i}, in one sentence of the usual length.`,
    ]),
  );
  return library([], {
    advisories,
    'care-areas': Object.fromEntries(
      [...areas].map(([id, entries]) => [id, careArea(entries, { title: `Area ${id}` })]),
    ),
  });
}
