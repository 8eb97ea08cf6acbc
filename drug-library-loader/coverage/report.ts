import {
  Field,
  Key,
  type Library,
  type LimitRecord,
  type Limits,
  QUANTITY_NAMES,
  Quantity,
  careAreas,
  entryChoice,
  kindOf,
  outcome,
  reasonText,
  unitText,
} from '../../engine/index';
import { scaleOf } from '../source/quantity';
import { type Outcome, type UsualVerdict, copyOf, judgeSlip, judgeUsual, replay } from './replay';
import { SLIPS, TENFOLD, neighbourConcentration } from './slip';
import { decimalText } from './typed';
import { type Part, type UsualBasis, usualParts } from './usual-program';

/** What became of every slip on one dose of one entry. */
export interface CoverageRow {
  /** Number of the compiled entry. */
  entry: number;
  careArea: string;
  drug: string;
  therapy: string;
  anaesthesia: boolean;
  type: string;
  concentration: string;
  /** Which dose of the entry: dose, rate, demand dose, bolus, loading dose, basal rate, clinician bolus. */
  part: string;
  main: boolean;
  /** `5 mcg/kg/min`; empty where the library gives none. */
  usual: string;
  basis: UsualBasis;
  /** `77 kg`; empty where the entry asks for neither weight nor body surface. */
  patient: string;
  usualVerdict: 'accepted' | 'alerted' | 'refused' | 'none';
  /** What the engine says of the usual dose, where it says anything. */
  falseAlerts: string[];
  /** In the order of `slips`. */
  outcomes: Outcome[];
}

export interface Tally {
  stopped: number;
  alerted: number;
  missed: number;
}

export interface CoverageReport {
  library: {
    id: string;
    title: string;
    organisation: string;
    version: string;
    sequence: number;
    demonstration: boolean;
    notice: string;
  };
  slips: { id: string; short: string; text: string }[];
  /** Titles of the care areas by their ids. */
  careAreas: Record<string, string>;
  entries: number;
  rows: CoverageRow[];
  /** Entries that the engine refuses to read, by number and reason; they count nowhere else. */
  unreadable: { entry: number; reason: string }[];
  totals: {
    bySlip: Record<string, Tally>;
    all: Tally;
    /** A tenfold dose, over every row; and over the main doses of the entries alone. */
    tenfold: Tally;
    tenfoldMain: Tally;
    usualDoses: number;
    falseAlerts: number;
    withoutUsualDose: number;
  };
}

/** What finding a neighbour needs of each entry, gathered while its record is at hand. */
interface Neighbourhood {
  careArea: number;
  drug: number;
  anaesthesia: boolean;
  therapy: number;
  type: number;
  kind: number;
  /** Amount per mL in base units; 0 where the entry has no fixed concentration. */
  strength: number;
}

export function newTally(): Tally {
  return { stopped: 0, alerted: 0, missed: 0 };
}

export function count(tally: Tally, found: Outcome): void {
  if (found !== 'none') tally[found] += 1;
}

export function sizeOf(tally: Tally): number {
  return tally.stopped + tally.alerted + tally.missed;
}

/** Share of slips stopped or alerted, from 0 to 1; 1 of none at all. */
export function caught(tally: Tally): number {
  return sizeOf(tally) === 0 ? 1 : (tally.stopped + tally.alerted) / sizeOf(tally);
}

/** What the last check found, in words: the quantity and what is wrong with it. */
function findingTexts(): string[] {
  const texts: string[] = [];
  for (let i = 0; i < outcome.findings.length; i += Field.SIZE) {
    const quantity = QUANTITY_NAMES[outcome.findings[i + Field.QUANTITY]];
    texts.push(`${quantity}: ${reasonText(outcome.findings[i + Field.REASON])}`);
  }
  return texts;
}

function neighbourhood(library: Library, number: number, entry: LimitRecord): Neighbourhood | null {
  const key = library.key(number);
  if (key === null) return null;
  const head = entry.at[Key.HEAD];
  const { items } = entry;
  const fixed = items[head] === 7;
  return {
    careArea: key.careArea,
    drug: key.drug,
    anaesthesia: key.anaesthesia,
    therapy: key.therapy,
    type: items[head + 1],
    kind: fixed ? kindOf(items[head + 4]) : 0,
    strength: fixed ? Number(`${items[head + 6]}e${scaleOf(items[head + 4])}`) / items[head + 7] : 0,
  };
}

/** The entry of the same drug, mode, care area and program type whose concentration is nearest; the same therapy goes first. */
function neighbourOf(all: (Neighbourhood | null)[], number: number): number {
  const own = all[number];
  let best = -1;
  let bestDistance = Number.POSITIVE_INFINITY;
  if (!own || !(own.strength > 0)) return best;
  const consider = (i: number): boolean => {
    const other = all[i];
    if (other === undefined) return false;
    if (other === null) return true;
    if (other.careArea !== own.careArea || other.drug !== own.drug || other.anaesthesia !== own.anaesthesia)
      return false;
    const distance =
      Math.abs(Math.log(other.strength / own.strength)) + (other.therapy === own.therapy ? 0 : 100);
    const fits = other.type === own.type && other.kind === own.kind && other.strength !== own.strength;
    if (fits && distance < bestDistance) {
      best = i;
      bestDistance = distance;
    }
    return true;
  };
  // Entries of one drug stand together in the index.
  for (let i = number - 1; consider(i); i--);
  for (let i = number + 1; consider(i); i++);
  return best;
}

/** The numbers as typed for one entry, judged under its neighbour: the pump shows the neighbour's units beside them. */
function judgeUnderNeighbour(part: Part, limits: Limits, usual: UsualVerdict): Outcome {
  const program = copyOf(part.program);
  const points = limits.entry?.at[part.quantity] ?? 0;
  if (points > 0 && limits.entry) {
    const unit = limits.entry.items[points + 1];
    if (part.inSteps) program.steps[2] = unit;
    else program.values[part.quantity * 3 + 2] = unit;
  }
  return judgeSlip(program, limits, usual);
}

function patientText(part: Part): string {
  const { values } = part.program;
  const texts: string[] = [];
  for (const quantity of [Quantity.WEIGHT, Quantity.BSA]) {
    const at = quantity * 3;
    if (values[at + 2] !== 0)
      texts.push(`${decimalText(values[at], values[at + 1])} ${unitText(values[at + 2])}`);
  }
  return texts.join(', ');
}

/**
 * Replays the known slips on the usual doses of every entry of an open library through the engine, reading the records in place.
 * The method is docs/coverage.md. `progress` is called with the number of entries done.
 */
export function coverageOf(library: Library, progress?: (done: number) => void): CoverageReport {
  const { head } = library;
  const report: CoverageReport = {
    library: {
      id: head.id,
      title: head.title,
      organisation: head.organisation,
      version: head.version,
      sequence: head.sequence,
      demonstration: head.demonstration,
      notice: head.notice,
    },
    slips: SLIPS.map(({ id, short, text }) => ({ id, short, text })),
    careAreas: Object.fromEntries(careAreas(library).map(({ id, title }) => [id, title])),
    entries: head.entries,
    rows: [],
    unreadable: [],
    totals: {
      bySlip: {},
      all: newTally(),
      tenfold: newTally(),
      tenfoldMain: newTally(),
      usualDoses: 0,
      falseAlerts: 0,
      withoutUsualDose: 0,
    },
  };
  const neighbours = surroundings(library);
  for (let number = 0; number < head.entries; number++) {
    addEntry(library, number, neighbourOf(neighbours, number), report);
    progress?.(number + 1);
  }
  total(report);
  return report;
}

function surroundings(library: Library): (Neighbourhood | null)[] {
  const all: (Neighbourhood | null)[] = [];
  for (let number = 0; number < library.head.entries; number++) {
    const key = library.key(number);
    const entry = key && library.limits(key.careArea, number)?.entry;
    all.push(entry ? neighbourhood(library, number, entry) : null);
  }
  return all;
}

function addEntry(library: Library, number: number, neighbour: number, report: CoverageReport): void {
  const choice = entryChoice(library, number);
  const careArea = library.key(number)?.careArea ?? 0;
  const limits = library.limits(careArea, number);
  if (choice === null || limits === null) {
    report.unreadable.push({ entry: number, reason: reasonText(library.reason) });
    return;
  }
  const parts = usualParts(limits);
  const verdicts: UsualVerdict[] = [];
  const first = report.rows.length;
  for (const part of parts) {
    const usual = judgeUsual(part.program, limits);
    const falseAlerts = part.usual && usual.verdict !== 'accepted' ? findingTexts() : [];
    verdicts.push(usual);
    report.rows.push({
      entry: number,
      careArea: choice.careArea,
      drug: choice.drug,
      therapy: choice.therapy,
      anaesthesia: choice.anaesthesia,
      type: choice.type,
      concentration: choice.concentration,
      part: part.name,
      main: part.main,
      usual: part.usual
        ? `${decimalText(part.usual.coefficient, part.usual.exponent)} ${unitText(part.unit, library.head.uk)}`
        : '',
      basis: part.basis,
      patient: patientText(part),
      usualVerdict: part.usual ? usual.verdict : 'none',
      falseAlerts,
      outcomes: replay(part, limits, usual),
    });
  }
  // From here on the records hold the neighbour.
  const other = neighbour >= 0 ? library.limits(careArea, neighbour) : null;
  if (other === null) return;
  const column = SLIPS.indexOf(neighbourConcentration);
  parts.forEach((part, i) => {
    report.rows[first + i].outcomes[column] = part.usual
      ? judgeUnderNeighbour(part, other, verdicts[i])
      : 'missed';
  });
}

function total({ rows, slips, totals }: CoverageReport): void {
  for (const slip of slips) totals.bySlip[slip.id] = newTally();
  for (const row of rows) {
    if (row.usualVerdict === 'none') totals.withoutUsualDose += 1;
    else totals.usualDoses += 1;
    if (row.usualVerdict === 'alerted' || row.usualVerdict === 'refused') totals.falseAlerts += 1;
    row.outcomes.forEach((found, i) => {
      count(totals.bySlip[slips[i].id], found);
      count(totals.all, found);
      if (slips[i].id === TENFOLD) {
        count(totals.tenfold, found);
        if (row.main) count(totals.tenfoldMain, found);
      }
    });
  }
}

/** The rows in which a slip got through, in the order of the library. */
export function missing(report: CoverageReport, slip: string): CoverageRow[] {
  const column = report.slips.findIndex(({ id }) => id === slip);
  return report.rows.filter((row) => row.outcomes[column] === 'missed');
}

/** `heparin · VTE treatment · 25000 unit/500 mL (adult-icu), bolus`. */
export function nameOf(row: CoverageRow): string {
  const mode = row.anaesthesia ? 'anaesthesia' : '';
  const name = [row.drug, row.therapy, mode, row.concentration === 'none' ? '' : row.concentration]
    .filter((text) => text !== '')
    .join(' · ');
  return `${name} (${row.careArea})${row.main ? '' : `, ${row.part}`}`;
}
