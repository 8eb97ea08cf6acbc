import { Style } from '../../hal/hal';
import { PROGRAM_TYPE_NAMES, ProgramType } from '../dose/infusion-program';
import { EntryFlag, Key } from '../dose/limit';
import { Detail, EventKind } from '../journal/event';
import { type EntryChoice, careAreas, drugs, entriesOf } from '../library/catalogue';
import type { Library } from '../library/library';
import type { Chosen, Desk } from './desk';
import { headOf } from './form';
import { beginsWith } from './question';

/** Most names of a list; who wants another types its letters. */
const MOST_NAMES = 40;
const PAGE = 20;

const OUTSIDE = 'OUTSIDE THE DRUG LIBRARY';

/** What was chosen, in numbers and words; `null` where the library does not give it. */
export function chosenOf(choice: EntryChoice, slot: number, area: number, library: Library | null): Chosen {
  const limits = library && library.limits(area, choice.number);
  const entry = limits ? limits.entry : null;
  const place = limits && limits.careArea ? limits.careArea : null;
  const head = place ? place.at[Key.HEAD] : 0;
  return {
    slot: slot,
    careArea: area,
    entry: choice.number,
    area: (library && place && library.text(place.items[head + 2])) || choice.careArea,
    drug: choice.drug,
    therapy: choice.therapy,
    concentration: choice.concentration === 'none' ? '' : choice.concentration,
    type: entry ? headOf(entry).type : 0,
    flags: entry ? headOf(entry).flags : 0,
    weightBased: choice.weightBased,
    bsaBased: choice.bsaBased,
    weightInGrams: place !== null && (place.items[head + 3] & 1) !== 0,
  };
}

/** What tells the entries of a drug apart, asked in this order. */
const TITLES = ['Therapy', 'Kind of infusion', 'Concentration', 'Dosing unit'];
const CONCENTRATION = 2;

/** An infusion outside the library: in a care area, or in none where there is no library. */
export function outside(careArea: number, area: string, slot: number): Chosen {
  return {
    slot: slot,
    careArea: careArea,
    entry: -1,
    area: area,
    drug: 'Not in the library',
    therapy: '',
    concentration: '',
    type: ProgramType.CONTINUOUS,
    flags: 0,
    weightBased: false,
    bsaBased: false,
    weightInGrams: false,
  };
}

/** Asks from care area to entry, and hands over what was chosen once its advisories are acknowledged. */
export class Choosing {
  private desk: Desk;
  private slot: number;
  private chosen: (chosen: Chosen) => void;

  constructor(desk: Desk, slot: number, chosen: (chosen: Chosen) => void) {
    this.desk = desk;
    this.slot = slot;
    this.chosen = chosen;
  }

  begin(): void {
    const library = this.desk.library();
    const areas = library ? careAreas(library) : [];
    const items: string[] = [];
    for (let i = 0; i < areas.length; i++) items.push(areas[i].title);
    items.push(OUTSIDE);
    this.desk.dialog.ask({
      title: 'Care area',
      idle: true,
      lines: [],
      style: Style.NORMAL,
      items: items,
      answer: (index, title) => {
        if (!library || index === areas.length) return this.outside(library, 0);
        this.desk.record(EventKind.CARE_AREA, [Detail.CARE_AREA, title]);
        this.drug(library, areas[index].number, title);
      },
      other: this.desk.infusing() ? '' : 'pump',
      onOther: () => (this.desk.infusing() ? this.desk.home() : this.desk.pumpOptions()),
      back: () => this.desk.home(),
    });
  }

  /** The one deliberate way round the library. */
  private outside(library: Library | null, picked: number): void {
    const areas = library ? careAreas(library) : [];
    const items: string[] = [];
    for (let i = 0; i < areas.length; i++) items.push(areas[i].title);
    if (library && picked === 0) {
      return this.desk.dialog.ask({
        title: OUTSIDE,
        lines: ['Where is the patient?'],
        style: Style.CAUTION,
        items: items,
        answer: (index) => this.outside(library, index + 1),
        back: () => this.begin(),
      });
    }
    const choice = outside(
      picked > 0 ? areas[picked - 1].number : 0,
      picked > 0 ? areas[picked - 1].title : '-',
      this.slot,
    );
    const limits = this.desk.limits(choice);
    const record = limits ? limits.careArea : null;
    const at = record ? record.at[Key.BASIC_TEXT] : 0;
    const text = library && record && at > 0 ? library.text(record.items[at + 1]) : '';
    this.desk.dialog.ask({
      title: OUTSIDE,
      lines: [text || 'Nothing but rate and volume is checked.'],
      style: Style.CAUTION,
      items: ['Go on without the drug library', 'Back'],
      answer: (index) => {
        if (index === 1) return this.begin();
        this.desk.record(EventKind.OUTSIDE_LIBRARY, [Detail.CARE_AREA, choice.area]);
        this.chosen(choice);
      },
      back: () => this.begin(),
    });
  }

  private drug(library: Library, area: number, title: string): void {
    let numbers: number[] = [];
    const anaesthesia = this.desk.anaesthesia;
    this.desk.dialog.ask({
      title: 'Drug',
      lines: [title],
      style: Style.NORMAL,
      search: (digits) => {
        const names: string[] = [];
        let after = -1;
        let page = drugs(library, area, anaesthesia, '', after, PAGE);
        numbers = [];
        while (page.length > 0 && names.length < MOST_NAMES) {
          for (let i = 0; i < page.length; i++) {
            after = page[i].drug;
            if (names.length >= MOST_NAMES || !beginsWith(page[i].name, digits)) continue;
            names.push(page[i].name);
            numbers.push(page[i].drug);
          }
          page = drugs(library, area, anaesthesia, '', after, PAGE);
        }
        return names;
      },
      answer: (index) =>
        this.narrow(entriesOf(library, area, numbers[index], anaesthesia), 0, area, () =>
          this.drug(library, area, title),
        ),
      back: () => this.begin(),
    });
  }

  private narrow(choices: EntryChoice[], by: number, area: number, back: () => void): void {
    if (choices.length === 0) return back();
    if (by === TITLES.length) return this.advise(choices[0], area, back);
    const names: string[] = [];
    for (let i = 0; i < choices.length; i++) {
      const name = nameBy(choices[i], by);
      if (names.indexOf(name) < 0) names.push(name);
    }
    const next = (name: string, from: () => void): void => {
      const fitting: EntryChoice[] = [];
      for (let i = 0; i < choices.length; i++) if (nameBy(choices[i], by) === name) fitting.push(choices[i]);
      this.narrow(fitting, by + 1, area, from);
    };
    // A single concentration is still shown and taken: the bag in the hand is compared with it.
    if (names.length === 1 && (by !== CONCENTRATION || names[0] === 'none')) return next(names[0], back);
    const ask = (): void =>
      this.desk.dialog.ask({
        title: TITLES[by],
        lines: [choices[0].drug],
        style: Style.NORMAL,
        items: names,
        answer: (_, name) => next(name, ask),
        back: back,
      });
    ask();
  }

  /** Each advisory is read and acknowledged. */
  private advise(choice: EntryChoice, area: number, back: () => void): void {
    const desk = this.desk;
    const library = desk.library();
    const limits = library && library.limits(area, choice.number);
    const entry = limits ? limits.entry : null;
    if (!library || !entry) return back();
    const chosen = chosenOf(choice, this.slot, area, library);
    desk.record(EventKind.PROGRAM_BEGUN, [
      Detail.CARE_AREA,
      chosen.area,
      Detail.DRUG,
      choice.drug,
      Detail.THERAPY,
      choice.therapy,
      Detail.CONCENTRATION,
      choice.concentration,
      Detail.ENTRY,
      choice.number,
      Detail.ENTRY_ID,
      headOf(entry).id,
      Detail.PROGRAM_TYPE,
      chosen.type,
    ]);
    const at = entry.at[Key.ADVISORIES];
    const texts: string[] = [];
    for (let i = 1; at > 0 && i <= entry.items[at]; i++) texts.push(library.text(entry.items[at + i]) || '?');
    const tell = (number: number): void => {
      if (number === texts.length) return this.chosen(chosen);
      desk.dialog.ask({
        title: 'ADVICE ' + (number + 1) + ' of ' + texts.length,
        lines: [choice.drug, texts[number]],
        style: Style.CAUTION,
        items: ['I have read this'],
        answer: () => {
          desk.record(EventKind.ADVISORY_ACKNOWLEDGED, [Detail.TEXT, texts[number]]);
          tell(number + 1);
        },
        back: back,
      });
    };
    tell(0);
  }
}

function nameBy(choice: EntryChoice, by: number): string {
  if (by === 0) return choice.therapy || 'No therapy named';
  if (by === 1) return PROGRAM_TYPE_NAMES.indexOf(choice.type) > 0 ? choice.type : '-';
  return by === CONCENTRATION ? choice.concentration : choice.unit || '-';
}

/** Whether the entry wants a second person before the start, or after it. */
export function secondPerson(flags: number): 'before' | 'deferred' | '' {
  if (flags & EntryFlag.SECOND_PERSON_BEFORE) return 'before';
  return flags & EntryFlag.SECOND_PERSON_DEFERRED ? 'deferred' : '';
}
