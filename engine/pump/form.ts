import { Style } from '../../hal/hal';
import { VerdictCode, judgeProgram, outcome } from '../dose/check';
import { Field, Severity } from '../dose/finding';
import { type Program, ProgramType } from '../dose/infusion-program';
import { Bound, EntryFlag, Key, type LimitRecord, Quantity } from '../dose/limit';
import { Unit, unitText } from '../dose/unit';
import { type Finding, finding } from '../dose/verdict';
import { Detail, EventKind } from '../journal/event';
import { parseDecimal, placePoint } from '../number/decimal';
import { Reason } from '../reason';
import { reasonText } from '../reason-text';
import type { Chosen, Desk } from './desk';
import { nameOf, valueText } from './wording';

/** Why a person goes beyond a soft limit; their numbers stand in the journal. */
export const OVERRIDE_REASONS: string[] = [
  'Prescribed like this',
  'Titration to effect',
  'Weaning or stopping',
  'Emergency',
  'Limit does not fit this patient',
];

/** What each type of program asks for, in this order. */
const FIELDS: number[][] = [
  [],
  [Quantity.DOSE, Quantity.VTBI],
  [Quantity.DOSE, Quantity.DURATION],
  [Quantity.DEMAND_DOSE, Quantity.LOCKOUT, Quantity.BASAL, Quantity.VTBI],
  [Quantity.RATE, Quantity.VTBI],
  [],
  [Quantity.DOSE],
  [Quantity.BOLUS_DOSE, Quantity.BOLUS_RATE],
  [Quantity.LOADING_DOSE, Quantity.LOADING_RATE],
];

/** Quantities that stand for each other; OPTIONS changes between them where the entry allows both. */
const OTHERS: number[] = [];
OTHERS[Quantity.DOSE] = Quantity.RATE;
OTHERS[Quantity.RATE] = Quantity.DOSE;
OTHERS[Quantity.VTBI] = Quantity.DURATION;
OTHERS[Quantity.DURATION] = Quantity.VTBI;
OTHERS[Quantity.BOLUS_RATE] = Quantity.BOLUS_DURATION;
OTHERS[Quantity.BOLUS_DURATION] = Quantity.BOLUS_RATE;
OTHERS[Quantity.LOADING_RATE] = Quantity.LOADING_DURATION;
OTHERS[Quantity.LOADING_DURATION] = Quantity.LOADING_RATE;

const DEFAULT_UNITS: number[] = [];
DEFAULT_UNITS[Quantity.RATE] = Unit.MILLILITRE_PER_HOUR;
DEFAULT_UNITS[Quantity.VTBI] = DEFAULT_UNITS[Quantity.DILUENT_VOLUME] = Unit.MILLILITRE;
DEFAULT_UNITS[Quantity.WEIGHT] = Unit.KILOGRAM;
DEFAULT_UNITS[Quantity.BSA] = Unit.SQUARE_METRE;
DEFAULT_UNITS[Quantity.DURATION] = DEFAULT_UNITS[Quantity.LOCKOUT] = Unit.MINUTE;
DEFAULT_UNITS[Quantity.BOLUS_DURATION] = DEFAULT_UNITS[Quantity.LOADING_DURATION] = Unit.MINUTE;
DEFAULT_UNITS[Quantity.STEP_DURATION] = Unit.MINUTE;

/** Fields from here on belong to steps: two a step, what runs and how long. */
const STEP = 64;

/** Body weight in grams, in care areas that weigh so. */
const GRAM_OF_PATIENT = 16 * 16;

/**
 * Asks for the values of one program, one at a time, and has the check judge each of them as soon as it can: what crosses a limit is shown
 * before the next is asked. Ends in `done` with nothing left to confirm, or in `cancelled`.
 */
export class Form {
  readonly program: Program;
  readonly confirmed: number[];
  readonly chosen: Chosen;
  private desk: Desk;
  private fields: number[] = [];
  private done: () => void;
  private cancelled: () => void;
  /** The alert that a value is typed again for, and the value that caused it. */
  private alert = 0;
  private refused = '';

  constructor(
    desk: Desk,
    chosen: Chosen,
    program: Program,
    confirmed: number[],
    done: () => void,
    cancelled: () => void,
  ) {
    this.desk = desk;
    this.chosen = chosen;
    this.program = program;
    this.confirmed = confirmed;
    this.done = done;
    this.cancelled = cancelled;
  }

  /** Asks for patient and concentration where they are needed, then for what the type of the program wants. */
  begin(): void {
    const chosen = this.chosen;
    const patient = this.desk.patient;
    const values = this.program.values;
    if (chosen.concentration === 'custom') this.fields.push(Quantity.AMOUNT, Quantity.DILUENT_VOLUME);
    for (let quantity = Quantity.WEIGHT as number; quantity <= Quantity.BSA; quantity++) {
      if (!(quantity === Quantity.WEIGHT ? chosen.weightBased : chosen.bsaBased)) continue;
      for (let i = 0; i < 3; i++) values[quantity * 3 + i] = patient.measures[quantity * 3 + i];
      this.fields.push(quantity);
    }
    this.add(FIELDS[this.program.type]);
    if (this.program.type === ProgramType.MULTI_STEP) this.fields.push(STEP, STEP + 1);
    this.field(0);
  }

  /** The same for some quantities alone, of a program that is otherwise there. */
  change(fields: number[]): void {
    const first = this.fields.length;
    this.add(fields);
    this.field(first);
  }

  private add(fields: number[]): void {
    for (let i = 0; i < fields.length; i++) {
      let quantity = fields[i];
      if (!this.allows(quantity) && OTHERS[quantity]) quantity = OTHERS[quantity];
      // An intermittent dose by volume alone has no dose to type.
      if (quantity === Quantity.RATE && this.program.type === ProgramType.INTERMITTENT)
        quantity = Quantity.VTBI;
      if (quantity === Quantity.BASAL && !this.allows(quantity)) continue;
      this.fields.push(quantity);
    }
  }

  private entry(): LimitRecord | null {
    const limits = this.desk.limits(this.chosen);
    return limits ? limits.entry : null;
  }

  /** Whether the entry lets this quantity be typed. */
  private allows(quantity: Quantity): boolean {
    const entry = this.entry();
    const flags = this.chosen.flags;
    if (!entry)
      return quantity === Quantity.RATE || quantity === Quantity.VTBI || quantity === Quantity.DURATION;
    if (quantity === Quantity.DOSE) return entry.at[quantity] > 0 && !(flags & EntryFlag.BY_RATE_ONLY);
    if (quantity === Quantity.RATE) return !(flags & EntryFlag.BY_DOSE_ONLY);
    if (quantity === Quantity.BASAL || quantity === Quantity.BOLUS_RATE || quantity === Quantity.LOADING_RATE)
      return entry.at[quantity] > 0;
    return true;
  }

  /** The unit that this quantity is typed in: the entry's own. */
  unitOf(quantity: Quantity): number {
    const entry = this.entry();
    if (quantity === Quantity.WEIGHT && this.chosen.weightInGrams) return GRAM_OF_PATIENT;
    const key = quantity === Quantity.AMOUNT ? Quantity.CONCENTRATION : quantity;
    const at = entry && quantity > Quantity.BSA ? entry.at[key] : 0;
    const unit = entry && at > 0 ? entry.items[at + 1] : DEFAULT_UNITS[quantity];
    return quantity === Quantity.AMOUNT ? unit & ~15 : unit;
  }

  private suggestionOf(quantity: Quantity): string {
    const entry = this.entry();
    const at = entry ? entry.at[quantity] : 0;
    if (!entry || !(at > 0) || !(entry.items[at + 3] & Bound.INITIAL)) return '';
    let point = at + 4;
    for (let bit = 1; bit < Bound.INITIAL; bit <<= 1) if (entry.items[at + 3] & bit) point++;
    return placePoint(String(entry.items[point]), entry.items[at + 2]);
  }

  /** Quantity of a field. */
  private quantityOf(field: number): Quantity {
    if (field < STEP) return field;
    if (field % 2 === 1) return Quantity.STEP_DURATION;
    return this.allows(Quantity.DOSE) ? Quantity.DOSE : Quantity.RATE;
  }

  private nameOf(field: number): string {
    const step = field < STEP ? '' : 'Step ' + ((field - STEP - (field % 2)) / 2 + 1) + ': ';
    return step + nameOf(this.quantityOf(field));
  }

  /** The array that a field's three numbers stand in, and where. */
  private valuesOf(field: number): number[] {
    return field < STEP ? this.program.values : this.program.steps;
  }

  private placeOf(field: number): number {
    return (field < STEP ? field : field - STEP) * 3;
  }

  private textOf(field: number): string {
    return valueText(this.valuesOf(field), this.placeOf(field), this.desk.uk());
  }

  /** Steps are asked for until a person says that it was the last. */
  private another(index: number): void {
    const last = this.fields[index - 1];
    this.desk.dialog.ask({
      title: 'Another step?',
      lines: [
        this.nameOf(last - 1) + ' ' + this.textOf(last - 1),
        this.nameOf(last) + ' ' + this.textOf(last),
      ],
      style: Style.NORMAL,
      items: ['Another step', 'That was the last'],
      answer: (item) => {
        if (item === 1) return this.review(-1, index, () => this.done());
        this.fields.push(last + 1, last + 2);
        this.field(index);
      },
      back: () => this.back(index),
    });
  }

  private field(index: number): void {
    if (!(index < this.fields.length)) {
      if (this.program.type === ProgramType.MULTI_STEP && this.fields[index - 1] >= STEP)
        return this.another(index);
      return this.review(-1, index, () => this.done());
    }
    const quantity = this.fields[index];
    const known = quantity < STEP ? this.textOf(quantity) : '';
    if (quantity <= Quantity.BSA && known !== '') {
      return this.desk.dialog.ask({
        title: nameOf(quantity),
        lines: ['Of this patient, as typed before:'],
        style: Style.NORMAL,
        items: [known, 'Type it again'],
        answer: (item) => (item === 0 ? this.judgeField(index) : this.ask(index, '')),
        back: () => this.back(index),
      });
    }
    this.ask(index, '');
  }

  private back(index: number): void {
    if (index > 0) this.field(index - 1);
    else this.cancel();
  }

  /** `first`: what was typed the first time, where a value must be typed twice. */
  private ask(index: number, first: string, hint?: string): void {
    const field = this.fields[index];
    const quantity = this.quantityOf(field);
    const desk = this.desk;
    const unit = this.unitOf(quantity);
    const other = field < STEP ? OTHERS[quantity] : 0;
    const both = first === '' && other > 0 && this.allows(other) && this.unitOf(other) > 0;
    const lines = [this.chosen.drug + ' ' + this.chosen.concentration];
    if (this.refused !== '' && first === '') lines.push('Was ' + this.refused);
    if (hint) lines.push(hint);
    desk.dialog.ask({
      title: this.nameOf(field) + (first === '' ? '' : ': TYPE IT AGAIN'),
      lines: lines,
      style: Style.NORMAL,
      unit: unitText(unit, desk.uk()),
      suggestion: first === '' ? this.suggestionOf(quantity) : '',
      optional: quantity === Quantity.BASAL,
      other: both ? nameOf(other) : '',
      onOther: both
        ? () => {
            this.clear(quantity);
            this.fields[index] = other;
            this.ask(index, '');
          }
        : undefined,
      answer: (_, text) => this.typed(index, first, text, unit),
      back: () => this.back(index),
    });
  }

  private clear(quantity: Quantity): void {
    this.program.values[quantity * 3 + 2] = 0;
  }

  private typed(index: number, first: string, text: string, unit: number): void {
    const quantity = this.fields[index];
    const values = this.valuesOf(quantity);
    const at = this.placeOf(quantity);
    if (text === '') {
      this.clear(quantity);
      return this.field(index + 1);
    }
    const number = parseDecimal(text);
    if (number.reason !== Reason.NONE || number.coefficient === 0)
      return this.ask(index, '', reasonText(number.reason || Reason.ZERO) + ': ' + text);
    if (first !== '' && first !== text)
      return this.ask(index, '', 'Not the same: ' + first + ', then ' + text);
    // What is mixed by hand is in no table: it is typed twice.
    const twice = quantity === Quantity.AMOUNT || quantity === Quantity.DILUENT_VOLUME;
    if (twice && first === '') return this.ask(index, text);
    values[at] = number.coefficient;
    values[at + 1] = number.exponent;
    values[at + 2] = unit;
    if (this.alert > 0) {
      const now = this.textOf(quantity);
      this.desk.record(EventKind.REPROGRAMMED, [
        Detail.ALERT,
        this.alert,
        Detail.QUANTITY,
        this.quantityOf(quantity),
        Detail.OLD,
        this.refused,
        Detail.NEW,
        now,
      ]);
      this.alert = 0;
      this.refused = '';
    }
    if (quantity <= Quantity.BSA && first === '' && this.unusual(quantity)) return this.ask(index, text);
    this.judgeField(index);
  }

  /** Whether a weight or surface is outside its soft band, so that a slip is likely: it is typed a second time. */
  private unusual(quantity: Quantity): boolean {
    judgeProgram(this.program, this.desk.limits(this.chosen), this.confirmed);
    const at = this.worst(quantity);
    return (
      at >= 0 && outcome.findings[at] === Severity.SOFT && outcome.findings[at + Field.QUANTITY] === quantity
    );
  }

  private judgeField(index: number): void {
    const quantity = this.fields[index];
    if (quantity <= Quantity.BSA) this.desk.patient.measure(quantity, this.program.values);
    // Half a step cannot be judged.
    if (quantity >= STEP && quantity % 2 === 0) return this.field(index + 1);
    this.review(quantity, index, () => this.field(index + 1));
  }

  /** Place of the worst finding that is not confirmed; of one quantity or derived from it, where one is given: not what is still missing. */
  private worst(quantity: number): number {
    const findings = outcome.findings;
    let worst = -1;
    for (let at = 0; at < findings.length; at += Field.SIZE) {
      if (findings[at] === Severity.CONFIRMED || this.takenUp(at)) continue;
      const about = findings[at + Field.QUANTITY] === quantity || quantity >= STEP;
      const reason = findings[at + Field.REASON];
      if (quantity >= 0 && findings[at + Field.BOUND] === Bound.NONE) {
        // A program that is not typed to its end lacks something; a rate that cannot be delivered can be told already.
        if (!about && !(reason >= Reason.RATE_ROUNDS_TO_ZERO && reason <= Reason.RATE_BETWEEN_STEPS))
          continue;
        if (reason === Reason.MISSING) continue;
      }
      if (worst < 0 || findings[at] < findings[worst]) worst = at;
    }
    return worst;
  }

  /** Whether a person confirmed a rounding of this very rate: the check asks for it every time. */
  private takenUp(at: number): boolean {
    const findings = outcome.findings;
    const confirmed = this.confirmed;
    if (findings[at + Field.REASON] !== Reason.RATE_ROUNDED_BEYOND_TOLERANCE) return false;
    for (let i = 0; i < confirmed.length; i += Field.SIZE) {
      let same = 1;
      while (same < Field.SIZE && confirmed[i + same] === findings[at + same]) same++;
      if (same === Field.SIZE) return true;
    }
    return false;
  }

  /** Judges what is typed so far; shows what is wrong with it, one after the other, then goes on. */
  private review(quantity: number, index: number, then: () => void): void {
    const desk = this.desk;
    const code = judgeProgram(this.program, desk.limits(this.chosen), this.confirmed);
    const at = this.worst(quantity);
    if (at < 0) {
      // Nothing to show, and yet not accepted: never on to a start.
      if (quantity < 0 && code === VerdictCode.REFUSE) return this.cancel();
      return then();
    }
    const flat = outcome.findings.slice(at, at + Field.SIZE);
    this.show(finding(outcome.findings, at, this.program, desk.uk()), flat, quantity, index, then);
  }

  private show(found: Finding, flat: number[], quantity: number, index: number, then: () => void): void {
    const desk = this.desk;
    const soft = flat[0] === Severity.SOFT;
    const alert = desk.nextAlert();
    const name = nameOf(flat[Field.QUANTITY]);
    const lines = [name + (found.step ? ' of step ' + found.step : '') + ': ' + found.text];
    const entered = found.entered ? found.entered + ' ' + found.unit : '';
    if (entered !== '') lines.push('Entered ' + entered);
    if (found.limit) lines.push('Limit   ' + found.limit + ' ' + found.unit);
    if (found.fold) lines.push(found.fold + ' times the limit');
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
      found.limit ? found.limit + ' ' + found.unit : '',
      Detail.FOLD,
      found.fold || '',
      Detail.SEVERITY,
      soft ? 1 : 2,
    ];
    desk.record(EventKind.LIMIT_EVALUATED, details);
    if (!soft) desk.record(EventKind.HARD_STOP, details);
    const change = (): void => {
      this.alert = alert;
      let again = index < this.fields.length ? index : this.fields.length - 1;
      for (let i = 0; i < this.fields.length; i++) {
        const step = this.fields[i] < STEP ? 0 : (this.fields[i] - STEP - (this.fields[i] % 2)) / 2 + 1;
        if (this.quantityOf(this.fields[i]) === flat[Field.QUANTITY] && step === flat[Field.STEP]) again = i;
      }
      this.refused = this.textOf(this.fields[again]);
      this.ask(again, '');
    };
    const confirm = (item: number): void => {
      for (let i = 0; i < Field.SIZE; i++) this.confirmed.push(flat[i]);
      desk.record(EventKind.SOFT_OVERRIDE, [
        Detail.ALERT,
        alert,
        Detail.OVERRIDE_REASON,
        item,
        Detail.ENTERED,
        entered,
        Detail.FOLD,
        found.fold || '',
      ]);
      this.review(quantity, index, then);
    };
    const choices = (): void =>
      desk.dialog.ask({
        title: soft ? 'SOFT LIMIT' : 'NOT POSSIBLE',
        lines: lines,
        style: soft ? Style.CAUTION : Style.DANGER,
        items: soft
          ? ['Change it', 'Confirm, with a reason', 'Cancel programming']
          : ['Change it', 'Cancel programming'],
        answer: (item) => {
          if (item === 0) change();
          else if (soft && item === 1)
            desk.dialog.ask({
              title: 'WHY?',
              lines: lines,
              style: Style.CAUTION,
              items: OVERRIDE_REASONS,
              answer: confirm,
              back: choices,
            });
          else this.cancel(alert);
        },
        back: change,
      });
    choices();
  }

  private cancel(alert?: number): void {
    this.desk.record(EventKind.CANCELLED, alert ? [Detail.ALERT, alert] : []);
    this.cancelled();
  }

  /** Whether every soft finding of the last judgement was confirmed by a person, so that its verdict stands. */
  settled(code: VerdictCode): boolean {
    return (
      code === VerdictCode.ACCEPT ||
      code === VerdictCode.UNPROTECTED ||
      (code === VerdictCode.CONFIRM && this.worst(-1) < 0)
    );
  }

  /** The values typed, one line each, for the summary. */
  lines(): string[] {
    const lines: string[] = [];
    for (let i = 0; i < this.fields.length; i++) {
      const text = this.textOf(this.fields[i]);
      if (text !== '') lines.push(this.nameOf(this.fields[i]) + ' ' + text);
    }
    return lines;
  }
}

/** Type of the entry of a chosen record, and its flags. */
export function headOf(entry: LimitRecord): { type: number; flags: number; id: number } {
  const head = entry.at[Key.HEAD];
  return { type: entry.items[head + 1], flags: entry.items[head + 2], id: entry.items[head + 3] };
}
