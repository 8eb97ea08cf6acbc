import { Style } from '../../hal/hal';
import { outcome } from '../dose/check';
import { Field, Severity } from '../dose/finding';
import type { Program } from '../dose/infusion-program';
import { Bound, Quantity } from '../dose/limit';
import { finding } from '../dose/verdict';
import { Detail, EventKind } from '../journal/event';
import { Reason } from '../reason';
import type { Desk } from './desk';
import { askPerson } from './person';
import { nameOf } from './wording';

/** The reason that waits for no code. */
const EMERGENCY = 3;

/** Why a person goes beyond a soft limit; their numbers stand in the journal. */
export const OVERRIDE_REASONS: string[] = [
  'Prescribed like this',
  'Titration to effect',
  'Weaning or stopping',
  'Emergency',
  'Limit does not fit this patient',
];

/** Fields from here on belong to steps: two a step, what runs and how long. */
export const STEP = 64;

/** Whether a person confirmed a rounding of this very rate: the check asks for it every time. */
function takenUp(at: number, confirmed: number[]): boolean {
  const findings = outcome.findings;
  if (findings[at + Field.REASON] !== Reason.RATE_ROUNDED_BEYOND_TOLERANCE) return false;
  for (let i = 0; i < confirmed.length; i += Field.SIZE) {
    let same = 1;
    while (same < Field.SIZE && confirmed[i + same] === findings[at + same]) same++;
    if (same === Field.SIZE) return true;
  }
  return false;
}

/**
 * Place of the worst finding of the last check that nobody confirmed, −1 for none; of one quantity (or field of a step) or derived from it
 * where one is given, and then not what is still missing.
 */
export function unsettled(quantity: number, confirmed: number[]): number {
  const findings = outcome.findings;
  let worst = -1;
  for (let at = 0; at < findings.length; at += Field.SIZE) {
    if (findings[at] === Severity.CONFIRMED || takenUp(at, confirmed)) continue;
    const reason = findings[at + Field.REASON];
    if (quantity >= 0 && findings[at + Field.BOUND] === Bound.NONE) {
      // A program that is not typed to its end lacks something; a rate that cannot be delivered can be told already.
      const about = findings[at + Field.QUANTITY] === quantity || quantity >= STEP;
      if (!about && !(reason >= Reason.RATE_ROUNDS_TO_ZERO && reason <= Reason.RATE_BETWEEN_STEPS)) continue;
      if (reason === Reason.MISSING) continue;
    }
    if (worst < 0 || findings[at] < findings[worst]) worst = at;
  }
  return worst;
}

/** Whether a person typed the value of a finding; else it follows from what was typed. */
function isTyped(flat: number[], program: Program): boolean {
  const quantity = flat[Field.QUANTITY];
  const step = flat[Field.STEP];
  if (step === 0) return program.values[quantity * 3 + 2] > 0 && flat[Field.CAP] === 0;
  return program.steps[step * 6 - (quantity === Quantity.STEP_DURATION ? 1 : 4)] === flat[Field.UNIT];
}

/**
 * Shows a finding of the last check and records what becomes of it: `change` with the number of the alert and the finding, confirmed with
 * a reason (added to `confirmed`) and `then` with who did, 0 where nobody says, or cancelled.
 */
export function showAlert(
  desk: Desk,
  at: number,
  program: Program,
  confirmed: number[],
  change: (alert: number, flat: number[]) => void,
  then: (person: number) => void,
): void {
  const flat = outcome.findings.slice(at, at + Field.SIZE);
  const found = finding(flat, 0, program, desk.uk());
  const soft = flat[0] === Severity.SOFT;
  const alert = desk.nextAlert();
  const entered = found.entered ? found.entered + ' ' + found.unit : '';
  const limit = found.limit ? found.limit + ' ' + found.unit : '';
  const fold = found.fold || '';
  const lines = [
    nameOf(flat[Field.QUANTITY]) + (found.step ? ' of step ' + found.step : '') + ': ' + found.text,
  ];
  if (entered !== '') lines.push((isTyped(flat, program) ? 'Entered ' : 'Gives   ') + entered);
  if (limit !== '') lines.push('Limit   ' + limit);
  if (fold !== '') lines.push(fold + ' times the limit');
  const details = [
    Detail.ALERT,
    alert,
    Detail.QUANTITY,
    flat[Field.QUANTITY],
    Detail.BOUND,
    flat[Field.BOUND],
    Detail.REASON,
    found.code,
    Detail.ENTERED,
    entered,
    Detail.LIMIT,
    limit,
    Detail.FOLD,
    fold,
    Detail.SEVERITY,
    soft ? 1 : 2,
  ];
  desk.record(EventKind.LIMIT_EVALUATED, details);
  if (!soft) desk.record(EventKind.HARD_STOP, details);
  const changing = (): void => change(alert, flat);
  const confirm = (reason: number, person: number): void => {
    for (let i = 0; i < Field.SIZE; i++) confirmed.push(flat[i]);
    desk.record(EventKind.SOFT_OVERRIDE, [
      Detail.ALERT,
      alert,
      Detail.OVERRIDE_REASON,
      reason,
      Detail.ENTERED,
      entered,
      Detail.FOLD,
      fold,
      Detail.PERSON,
      person,
    ]);
    then(person);
  };
  const ask = (reason: number): void =>
    desk.staff() < 0
      ? confirm(reason, 0)
      : askPerson(
          desk,
          EventKind.IDENTIFIED,
          'WHO CONFIRMS? TYPE YOUR CODE',
          lines,
          0,
          reason === EMERGENCY ? 'confirms without a code' : '',
          (person) => confirm(reason, person),
          choices,
        );
  const choices = (): void =>
    desk.dialog.ask({
      title: soft ? 'SOFT LIMIT' : 'NOT POSSIBLE',
      lines: lines,
      style: soft ? Style.CAUTION : Style.DANGER,
      items: ['Change it', 'Cancel programming'].concat(soft ? ['Confirm, with a reason'] : []),
      answer: (item) => {
        if (item === 0) changing();
        else if (item === 1) desk.home(alert);
        else
          desk.dialog.ask({
            title: 'WHY?',
            lines: lines,
            style: Style.CAUTION,
            items: OVERRIDE_REASONS,
            answer: ask,
            back: choices,
          });
      },
      back: changing,
    });
  choices();
}
