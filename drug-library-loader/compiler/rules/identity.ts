import { PROGRAM_TYPE_NAMES, kindOf, unitText } from '../../../engine/index';
import { decimalFraction, exactly } from '../../source/quantity';
import { type Concentration, type SourceEntry, dosingUnitOf } from '../entry';
import { type RuleBook, subjectOf } from './rule-book';

/** Rules on what tells entries apart: ids, the full key, and one spelling for each drug. */
export function checkIdentity(book: RuleBook): void {
  ids(book);
  keys(book);
  spellings(book);
}

function at(entry: SourceEntry): string {
  return `${entry.place.file}:${entry.place.line}`;
}

function ids({ entries, findings }: RuleBook): void {
  const known = new Map<string, SourceEntry>();
  for (const entry of entries) {
    const name = `${entry.careArea} ${entry.id}`;
    const first = known.get(name);
    if (first) {
      findings.add('duplicate-id', `the id "${entry.id}" stands at ${at(first)} already`, entry.place, {
        careArea: entry.careArea,
        entry: entry.id,
      });
    } else known.set(name, entry);
  }
}

/** The same amount in the same volume, in whatever unit it is written; 4 mg/250 mL and 8 mg/500 mL are two. */
function concentrationKey(concentration: Concentration): string {
  if (concentration.kind !== 'fixed') return concentration.kind;
  const amount = exactly({ number: concentration.amount, unit: concentration.unit });
  const volume = decimalFraction(concentration.volume);
  return `${kindOf(concentration.unit)}:${amount.n}/${amount.d}:${volume.n}/${volume.d}`;
}

function keys({ entries, findings }: RuleBook): void {
  const known = new Map<string, SourceEntry>();
  for (const entry of entries) {
    for (const concentration of entry.concentrations) {
      const full = JSON.stringify([
        entry.careArea,
        entry.anaesthesia,
        entry.drug.toLowerCase(),
        entry.therapy?.toLowerCase() ?? '',
        concentrationKey(concentration),
        dosingUnitOf(entry),
        entry.type,
      ]);
      const first = known.get(full);
      if (!first) {
        known.set(full, entry);
        continue;
      }
      const strength = concentration.kind === 'fixed' ? concentration.text : concentration.kind;
      const key = [entry.drug, entry.therapy ?? 'no therapy', strength, unitText(dosingUnitOf(entry))];
      const where =
        first === entry ? 'stands twice in this entry' : `is entry ${first.id} (${at(first)}) already`;
      findings.add(
        'duplicate-entry',
        `${key.join(', ')}, ${PROGRAM_TYPE_NAMES[entry.type]} ${where}`,
        entry.place,
        subjectOf(entry),
      );
    }
  }
}

function spellings({ entries, findings }: RuleBook): void {
  const known = new Map<string, SourceEntry>();
  for (const entry of entries) {
    const folded = entry.drug.toLowerCase();
    const first = known.get(folded);
    if (!first) known.set(folded, entry);
    else if (first.drug !== entry.drug) {
      findings.add(
        'drug-spelt-twice',
        `"${entry.drug}" is spelt "${first.drug}" in entry ${first.id} (${at(first)}); a pump would list two drugs`,
        entry.place,
        subjectOf(entry),
      );
    }
  }
}
