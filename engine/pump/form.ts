import { converted, judgeProgram, outcome } from '../dose/check';
import { Field, Severity } from '../dose/finding';
import { type Program, ProgramType } from '../dose/infusion-program';
import { type LimitRecord, Quantity } from '../dose/limit';
import { Unit, unitText } from '../dose/unit';
import { inUnit } from '../dose/verdict';
import { Detail, EventKind } from '../journal/event';
import { parseDecimal, placePoint } from '../number/decimal';
import { nearestSteps } from '../number/ratio';
import { Reason } from '../reason';
import { reasonText } from '../reason-text';
import { STEP, showAlert, unsettled } from './alert';
import { type Chosen, type Desk, UNREAD } from './desk';
import { FIELDS, MAIN, allows, initialOf, otherOf, unitOf } from './fields';
import { nameOf, valueText, volumeText } from './wording';

export { OVERRIDE_REASONS } from './alert';

/** Digits of a dose that stands for a running rate: enough that it comes to the same step of the motor again. */
const OFFERED_DIGITS = 100000;

/**
 * Asks for the values of one program, one at a time, and has the check judge each of them as soon as it can: what crosses a limit is shown
 * before the next is asked. Ends in the summary with nothing left to confirm, or cancelled. OK keeps a value that is there already.
 */
export class Form {
  /** Number of the infusion that it is for. */
  readonly id: number;
  readonly program: Program;
  readonly confirmed: number[];
  readonly chosen: Chosen;
  /** The dose that is offered where one is asked for, in place of the library's initial one. */
  offer: ((unit: number) => string) | null = null;
  /** Who confirmed a limit of it last; 0 nobody. */
  person = 0;
  /** The volume was not typed: it is what is left of the infusion when this one starts. */
  volumeIsRest = false;
  private desk: Desk;
  private fields: number[] = [];
  /** First of the fields that are asked for now; BACK leaves there. */
  private first = 0;
  private leave: () => void = () => {};
  /** The alert that a value is typed again for. */
  private alert = 0;
  private unread = false;

  constructor(desk: Desk, id: number, chosen: Chosen, program: Program, confirmed: number[]) {
    this.desk = desk;
    this.id = id;
    this.chosen = chosen;
    this.program = program;
    this.confirmed = confirmed;
  }

  /** Asks for patient and concentration where they are needed, then for what the type of the program wants. BACK at the first of it leaves. */
  begin(leave: () => void): void {
    const chosen = this.chosen;
    const fields: number[] = [];
    if (chosen.concentration === 'custom') fields.push(Quantity.AMOUNT, Quantity.DILUENT_VOLUME);
    for (let quantity = Quantity.WEIGHT as number; quantity <= Quantity.BSA; quantity++) {
      if (!(quantity === Quantity.WEIGHT ? chosen.weightBased : chosen.bsaBased)) continue;
      for (let at = quantity * 3; at < quantity * 3 + 3; at++)
        this.program.values[at] = this.desk.patient.measures[at];
      fields.push(quantity);
    }
    this.change(fields.concat(FIELDS[this.program.type]), leave);
  }

  /** Asks for some quantities of a program that is otherwise there; `leave` is what BACK does at the first of them. */
  change(fields: number[], leave: () => void): void {
    this.leave = leave;
    this.first = this.fields.length;
    for (let i = 0; i < fields.length; i++) {
      let quantity = fields[i];
      const other = this.other(quantity);
      if (!this.allows(quantity) && other) quantity = other;
      if (quantity === Quantity.VTBI) this.volumeIsRest = false;
      if (quantity !== Quantity.BASAL || this.allows(quantity)) this.fields.push(quantity);
    }
    if (!this.left()) this.field(this.first);
  }

  /** Back from the summary. */
  last(): void {
    this.field(this.fields.length - 1);
  }

  private entry(): LimitRecord | null {
    const entry = this.desk.entry(this.chosen);
    if (!entry && this.chosen.entry >= 0) this.unread = true;
    return entry;
  }

  /** Leaves where an entry could not be read: without it a dose would be asked for as a rate, or in another unit. */
  private left(): boolean {
    const unread = this.unread;
    this.unread = false;
    if (unread) {
      this.desk.say(UNREAD);
      this.back(this.first);
    }
    return unread;
  }

  private other(field: number): number {
    return otherOf(this.program.type, field);
  }

  /** Whether the entry lets this quantity be typed. */
  private allows(quantity: number): boolean {
    return allows(this.entry(), this.chosen.flags, quantity);
  }

  /** What is offered, or the initial value of the library; empty where there is none. */
  private suggestionOf(quantity: number, unit: number): string {
    return quantity === Quantity.DOSE && this.offer ? this.offer(unit) : initialOf(this.entry(), quantity);
  }

  /** A rate (microlitres per hour) as a dose in this unit; empty where it cannot be told yet. */
  doseOf(rate: number, unit: number): string {
    judgeProgram(this.program, this.desk.limits(this.chosen), this.confirmed);
    const ratio = converted([rate, -3, Unit.MILLILITRE_PER_HOUR], 0, unit);
    if (!ratio) return '';
    const dose = inUnit(ratio, 0, unit);
    let place = -9;
    while (place < 9 && !(nearestSteps(dose, 1, place) < OFFERED_DIGITS)) place++;
    return placePoint(String(nearestSteps(dose, 1, place)), place);
  }

  /** Quantity of a field. */
  private quantityOf(field: number): number {
    if (field < STEP) return field;
    if (field % 2 === 1) return Quantity.STEP_DURATION;
    return this.allows(Quantity.DOSE) ? Quantity.DOSE : Quantity.RATE;
  }

  /** Step of a field, from 1; 0 elsewhere. */
  private stepOf(field: number): number {
    return field < STEP ? 0 : (field - STEP - (field % 2)) / 2 + 1;
  }

  private nameOf(field: number): string {
    const step = this.stepOf(field);
    return (step > 0 ? 'Step ' + step + ': ' : '') + nameOf(this.quantityOf(field));
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

  private line(field: number): string {
    return this.nameOf(field) + ' ' + this.textOf(field);
  }

  /** The values of the program that a person typed, now or before, one line each; without the volume where that is said otherwise. */
  lines(volume: boolean): string[] {
    const lines: string[] = [];
    const fields = this.fields.slice();
    for (let i = 0; i < MAIN.length; i++) if (fields.indexOf(MAIN[i]) < 0) fields.push(MAIN[i]);
    for (let i = 0; i < fields.length; i++)
      if (this.textOf(fields[i]) !== '' && (volume || fields[i] !== Quantity.VTBI))
        lines.push(this.line(fields[i]));
    return lines;
  }

  /** Steps are asked for until a person says that it was the last. */
  private another(index: number): void {
    const last = this.fields[index - 1];
    this.desk.dialog.ask({
      title: 'Another step?',
      lines: [this.line(last - 1), this.line(last)],
      items: ['Another step', 'That was the last'],
      answer: (item) => {
        if (item === 1) return this.finish();
        this.fields.push(last + 1, last + 2);
        this.field(index);
      },
      back: () => this.field(index - 1),
    });
  }

  private field(index: number): void {
    if (index < this.fields.length) this.ask(index, '');
    else if (this.fields[index - 1] >= STEP) this.another(index);
    else this.finish();
  }

  /** Everything is typed: judged as a whole, and shown for the start. */
  finish(): void {
    this.review(-1, this.fields.length, () => this.desk.summary(this));
  }

  private back(index: number): void {
    const field = this.fields[index];
    // A step that nobody typed anything of is none.
    if (field > STEP + 1 && this.textOf(field - (field % 2)) === '') this.fields.length = index;
    if (index > this.first) return this.field(index - 1);
    for (let i = this.first; i < this.fields.length; i++) this.clear(this.fields[i]);
    this.fields.length = this.first;
    this.leave();
  }

  private clear(field: number): void {
    if (field < STEP) this.program.values[field * 3 + 2] = 0;
  }

  /** `typed`: what was typed the first time, where a value must be typed twice. */
  private ask(index: number, typed: string, hint?: string): void {
    const field = this.fields[index];
    const quantity = this.quantityOf(field);
    const desk = this.desk;
    const unit = unitOf(this.entry(), this.chosen, quantity);
    const other = field < STEP && typed === '' ? this.other(quantity) : 0;
    // What is titrated is changed in what it runs by.
    const both =
      other > 0 &&
      this.allows(other) &&
      unitOf(this.entry(), this.chosen, other) > 0 &&
      this.program.type !== ProgramType.TITRATION;
    const now = typed === '' ? this.textOf(field) : '';
    const lines = [this.chosen.drug + ' ' + this.chosen.concentration];
    let empty = now !== '' ? 'keeps ' + now : quantity === Quantity.BASAL ? 'none' : '';
    if (this.alert > 0 && now !== '') {
      lines.push('Was ' + now);
      empty = '';
    }
    if (quantity === Quantity.BASAL && now !== '') lines.push('0 for none');
    if (quantity === Quantity.VTBI && desk.delivery.infusion && desk.delivery.infusion.id === this.id)
      lines.push('What is to come from now on', 'Infused ' + volumeText(desk.delivery.total()));
    if (hint) lines.push(hint);
    const title = this.nameOf(field) + (typed === '' ? '' : ': TYPE IT AGAIN');
    const suggestion = typed === '' ? this.suggestionOf(quantity, unit) : '';
    if (this.left()) return;
    desk.dialog.ask({
      title: title,
      lines: lines,
      unit: unitText(unit, desk.uk()),
      suggestion: suggestion,
      empty: empty,
      other: both ? nameOf(other) : '',
      onOther: both
        ? () => {
            this.clear(field);
            this.fields[index] = other;
            this.ask(index, '');
          }
        : undefined,
      answer: (_, text) => this.typed(index, typed, text, unit),
      back: () => (typed === '' ? this.back(index) : this.ask(index, '')),
    });
  }

  private typed(index: number, first: string, text: string, unit: number): void {
    const field = this.fields[index];
    const quantity = this.quantityOf(field);
    const values = this.valuesOf(field);
    const at = this.placeOf(field);
    const old = this.textOf(field);
    const none = quantity === Quantity.BASAL && (text === '0' || (text === '' && old === ''));
    if (none) this.clear(field);
    else if (text !== '') {
      const number = parseDecimal(text);
      if (number.reason !== Reason.NONE || number.coefficient === 0)
        return this.ask(index, '', reasonText(number.reason || Reason.ZERO) + ': ' + text);
      if (first !== '' && first !== text)
        return this.ask(index, '', 'Not the same: ' + first + ', then ' + text);
      // What is mixed by hand is in no table: it is typed twice.
      const twice = quantity === Quantity.AMOUNT || quantity === Quantity.DILUENT_VOLUME;
      if (twice && first === '') return this.ask(index, text);
      const before = values.slice(at, at + 3);
      values[at] = number.coefficient;
      values[at + 1] = number.exponent;
      values[at + 2] = unit;
      if (quantity <= Quantity.BSA && first === '' && this.unusual(quantity)) {
        for (let i = 0; i < 3; i++) values[at + i] = before[i];
        return this.ask(index, text);
      }
    }
    this.changed(quantity, old, this.textOf(field) || 'none');
    this.alert = 0;
    // Of dose and rate, or of volume and duration, one is typed.
    const other = this.other(quantity);
    if (field < STEP && other > 0 && this.fields.indexOf(other) < 0) this.clear(other);
    // Half a step cannot be judged, nor half a concentration.
    if ((field >= STEP && field % 2 === 0) || field === Quantity.AMOUNT) return this.field(index + 1);
    this.review(field, index, () => this.field(index + 1));
  }

  /** A value that was there, refused or not, is another one now. */
  private changed(quantity: number, old: string, now: string): void {
    if (old === '' || old === now) return;
    const details = [Detail.QUANTITY, quantity, Detail.OLD, old, Detail.NEW, now];
    this.desk.record(
      EventKind.REPROGRAMMED,
      this.alert > 0 ? details.concat([Detail.ALERT, this.alert]) : details,
    );
  }

  /** Whether a weight or surface is outside its soft band, so that a slip is likely: it is typed a second time. */
  private unusual(quantity: number): boolean {
    judgeProgram(this.program, this.desk.limits(this.chosen), this.confirmed);
    const findings = outcome.findings;
    let soft = false;
    for (let at = 0; at < findings.length; at += Field.SIZE) {
      if (findings[at + Field.QUANTITY] !== quantity || findings[at] === Severity.CONFIRMED) continue;
      if (findings[at] < Severity.SOFT) return false;
      soft = true;
    }
    return soft;
  }

  /** Judges what is typed so far; shows what is wrong with it, one after the other, then goes on. */
  private review(quantity: number, index: number, then: () => void): void {
    const desk = this.desk;
    const confirmed = this.confirmed;
    judgeProgram(this.program, desk.limits(this.chosen), confirmed);
    const at = unsettled(quantity, confirmed);
    if (at < 0) return then();
    showAlert(
      desk,
      at,
      this.program,
      confirmed,
      (alert, flat) => {
        // The value that the finding is about, else the one typed last.
        let again = Math.min(index, this.fields.length - 1);
        let about = flat[Field.QUANTITY];
        if (about === Quantity.CONCENTRATION) about = Quantity.AMOUNT;
        for (let i = 0; i < this.fields.length; i++)
          if (this.quantityOf(this.fields[i]) === about && this.stepOf(this.fields[i]) === flat[Field.STEP])
            again = i;
        this.alert = alert;
        this.ask(again, '');
      },
      (person) => {
        this.person = person || this.person;
        this.review(quantity, index, then);
      },
    );
  }
}
