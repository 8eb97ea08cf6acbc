import {
  type EntryChoice,
  type InfusionProgram,
  type Library,
  Reason,
  type Verdict,
  careAreas,
  check,
  drugs,
  findEntries,
  reasonText,
} from '../../engine/index';
import { nearest } from '../source/suggestion';
import { areaId } from './inspect';
import { UsageError } from './usage-error';

/** What a person names to find an entry; the rest of a trial is the infusion program itself. */
export interface Names {
  careArea?: string;
  drug?: string;
  therapy?: string;
  mode?: string;
  unit?: string;
}

export type Trial = Names & Partial<InfusionProgram>;

export interface TrialOutcome {
  verdict: Omit<Verdict, 'confirmable'>;
  /** The entry that was found; absent for an infusion outside the library. */
  entry?: EntryChoice;
  program?: InfusionProgram;
  /** Why no single entry was found, with those to choose from. */
  problem?: string;
  choices?: EntryChoice[];
}

/** Options of the command line and short names in a program file, as the engine calls them. */
const FIELD_NAMES: Record<string, string> = {
  'care-area': 'careArea',
  bolus: 'bolusDose',
  'bolus-dose': 'bolusDose',
  'bolus-rate': 'bolusRate',
  'bolus-duration': 'bolusDuration',
  loading: 'loadingDose',
  'loading-dose': 'loadingDose',
  'loading-rate': 'loadingRate',
  'loading-duration': 'loadingDuration',
  demand: 'demandDose',
  'demand-dose': 'demandDose',
  'clinician-bolus': 'clinicianBolus',
  vtbi: 'volume',
};

/** A trial from an object with the names of the command line or of the engine. A field nobody knows stays, and the check refuses it. */
export function trialFrom(given: unknown): Trial {
  if (typeof given !== 'object' || given === null || Array.isArray(given)) {
    throw new UsageError('a program is an object such as {"careArea": "adult-icu", "drug": "heparin", …}');
  }
  const trial: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(given)) {
    const field = FIELD_NAMES[name] ?? name;
    if (field in trial) throw new UsageError(`"${name}" is given twice in one program`);
    trial[field] = value;
  }
  return trial as Trial;
}

const NAMES = ['careArea', 'drug', 'therapy', 'mode', 'unit'];
const ENTRY_TYPES = ['continuous', 'intermittent', 'pca', 'fluid', 'multi-step'];

/**
 * What the pump would say to a program. Never throws for what a program holds but for names that cannot be meant: throws a UsageError where
 * the care area is missing or unknown.
 */
export function tryProgram(library: Library, trial: Trial): TrialOutcome {
  const area = careAreaOf(library, trial.careArea);
  const program: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(trial)) if (!NAMES.includes(name)) program[name] = value;
  if (trial.mode !== undefined && trial.mode !== 'anaesthesia') {
    throw new UsageError(`there is no mode "${trial.mode}"; the one mode is anaesthesia`);
  }
  if (trial.drug === undefined) {
    const unprotected = { type: 'continuous', ...program } as InfusionProgram;
    return { verdict: judged(library, area.number, -1, unprotected), program: unprotected };
  }
  const names = {
    careArea: area.id,
    drug: String(trial.drug),
    anaesthesia: trial.mode === 'anaesthesia',
    ...(trial.therapy === undefined ? {} : { therapy: String(trial.therapy) }),
    ...(trial.unit === undefined ? {} : { unit: String(trial.unit) }),
    ...(trial.concentration === undefined ? {} : { concentration: String(trial.concentration) }),
    ...(ENTRY_TYPES.includes(String(trial.type)) ? { type: trial.type } : {}),
  };
  const found = findEntries(library, names);
  const entry = found[0];
  if (found.length === 0 || !entry) return notFound(library, area.number, names);
  if (found.length > 1) {
    return {
      verdict: { verdict: 'refuse', findings: [] },
      problem: `${found.length} entries fit; choose one by ${tellingApart(found).join(', ')}`,
      choices: found,
    };
  }
  const typed = { type: programType(entry.type, program), ...program } as InfusionProgram;
  return { verdict: judged(library, area.number, entry.number, typed), entry, program: typed };
}

function judged(
  library: Library,
  careArea: number,
  entry: number,
  program: InfusionProgram,
): TrialOutcome['verdict'] {
  const { confirmable, ...verdict } = check(
    program,
    library.limits(careArea, entry),
    undefined,
    library.head.uk,
  );
  return verdict;
}

function careAreaOf(library: Library, name: string | undefined): { number: number; id: string } {
  const areas = careAreas(library);
  if (name === undefined) {
    const only = areas[0];
    if (areas.length === 1 && only) return only;
    throw new UsageError(`name a care area: ${areas.map(({ id }) => id).join(', ')}`);
  }
  const id = areaId(library, String(name));
  return areas.find((area) => area.id === id) as { number: number; id: string };
}

function given(program: Record<string, unknown>, ...names: string[]): boolean {
  return names.some((name) => program[name] !== undefined);
}

/** The type of program that the typed values make of an entry: a change of what runs, or a bolus or loading dose alone. */
function programType(entryType: string, program: Record<string, unknown>): string {
  if (entryType !== 'continuous' && entryType !== 'pca') return entryType;
  const main =
    entryType === 'pca'
      ? given(program, 'demandDose', 'lockout', 'basal', 'clinicianBolus')
      : given(program, 'dose', 'rate') || (given(program, 'volume') && given(program, 'duration'));
  if (!main && given(program, 'bolusDose', 'bolusRate', 'bolusDuration')) return 'bolus';
  if (!main && given(program, 'loadingDose', 'loadingRate', 'loadingDuration')) return 'loading';
  return main && entryType === 'continuous' && given(program, 'running') ? 'titration' : entryType;
}

interface EntryNames {
  careArea: string;
  drug: string;
  therapy?: string;
  unit?: string;
  concentration?: string;
  anaesthesia: boolean;
}

function notFound(library: Library, careArea: number, names: EntryNames): TrialOutcome {
  const mode = names.anaesthesia ? ' in the anaesthesia mode' : '';
  const refused: TrialOutcome = {
    verdict: {
      verdict: 'refuse',
      findings: [
        {
          quantity: 'program',
          severity: 'hard',
          code: Reason.NOT_FOUND,
          ihe: 9010,
          text: reasonText(Reason.NOT_FOUND),
        },
      ],
    },
  };
  const { careArea: area, drug, anaesthesia } = names;
  const choices = findEntries(library, { careArea: area, drug, anaesthesia });
  if (choices.length > 0) {
    const asked = [names.therapy, names.concentration, names.unit].filter((text) => text !== undefined);
    return { ...refused, problem: `no entry of ${drug} in ${area}${mode} is ${asked.join(', ')}`, choices };
  }
  const known = drugs(library, careArea, anaesthesia, '', -1, Number.POSITIVE_INFINITY).map(
    ({ name }) => name,
  );
  const other = findEntries(library, { careArea: area, drug, anaesthesia: !anaesthesia });
  const meant = nearest(drug, known);
  const hint =
    other.length > 0
      ? `; it is there ${anaesthesia ? 'without' : 'with'} --mode anaesthesia`
      : meant
        ? `; did you mean "${meant}"?`
        : '';
  return { ...refused, problem: `there is no ${drug} in ${area}${mode}${hint}` };
}

/** The options by which these entries differ. */
function tellingApart(choices: EntryChoice[]): string[] {
  const options: [keyof EntryChoice, string][] = [
    ['therapy', '--therapy'],
    ['concentration', '--concentration'],
    ['unit', '--unit'],
    ['type', '--type'],
  ];
  return options
    .filter(([key]) => new Set(choices.map((choice) => choice[key])).size > 1)
    .map(([, option]) => option);
}
