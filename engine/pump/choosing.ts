import { Style } from '../../hal/hal';
import { PROGRAM_TYPE_NAMES, ProgramType } from '../dose/infusion-program';
import { Key } from '../dose/limit';
import { Detail, EventKind } from '../journal/event';
import { type EntryChoice, careAreas, drugs, entriesOf } from '../library/catalogue';
import type { Library } from '../library/library';
import { type Chosen, type Desk, UNREAD } from './desk';
import { beginsWith } from './question';

/** Most names of a list; who wants another types its letters. */
const MOST_NAMES = 40;
const PAGE = 20;

export const OUTSIDE = 'OUTSIDE THE DRUG LIBRARY';

/** An infusion outside the library: in a care area, or in none where there is no library. */
export function outside(careArea: number, slot: number, library: Library | null): Chosen {
  const limits = library && careArea > 0 ? library.limits(careArea, -1) : null;
  const place = limits ? limits.careArea : null;
  const head = place ? place.at[Key.HEAD] : 0;
  return {
    slot: slot,
    sequence: library ? library.head.sequence : 0,
    careArea: careArea,
    entry: -1,
    entryId: 0,
    area: (library && place && library.text(place.items[head + 2])) || '-',
    drug: 'Not in the library',
    therapy: '',
    concentration: '',
    type: ProgramType.CONTINUOUS,
    flags: 0,
    weightBased: false,
    bsaBased: false,
    weightInGrams: place !== null && (place.items[head + 3] & 1) !== 0,
  };
}

/** What was chosen, in numbers and words. */
export function chosenOf(choice: EntryChoice, slot: number, careArea: number, library: Library): Chosen {
  const chosen = outside(careArea, slot, library);
  const limits = library.limits(careArea, choice.number);
  const entry = limits ? limits.entry : null;
  const head = entry ? entry.at[Key.HEAD] : 0;
  chosen.entry = choice.number;
  chosen.drug = choice.drug;
  chosen.therapy = choice.therapy;
  if (choice.concentration !== 'none') chosen.concentration = choice.concentration;
  chosen.type = entry ? entry.items[head + 1] : ProgramType.NONE;
  chosen.flags = entry ? entry.items[head + 2] : 0;
  chosen.entryId = entry ? entry.items[head + 3] : 0;
  chosen.weightBased = choice.weightBased;
  chosen.bsaBased = choice.bsaBased;
  return chosen;
}

function titlesOf(library: Library | null): { numbers: number[]; titles: string[] } {
  const areas = library ? careAreas(library) : [];
  const numbers: number[] = [];
  const titles: string[] = [];
  for (let i = 0; i < areas.length; i++) {
    numbers.push(areas[i].number);
    titles.push(areas[i].title);
  }
  return { numbers: numbers, titles: titles };
}

/** Asks for the care area, drug and entry, and hands over what was chosen once its advisories are acknowledged. */
export function chooseArea(desk: Desk): void {
  const library = desk.library();
  const slot = desk.slot();
  const areas = titlesOf(library);
  const last = desk.lastProgram();
  const items = areas.titles.concat([OUTSIDE]);
  if (last) items.push('Again: ' + last.drug + ' ' + last.concentration);
  const infusing = desk.delivery.infusion !== null;
  desk.dialog.ask({
    title: 'Care area',
    idle: !infusing,
    items: items,
    answer: (index, title) => {
      if (library !== desk.library()) {
        desk.say('The drug library is another one now');
        chooseArea(desk);
      } else if (index === items.length - 1 && last) {
        desk.begun(last);
        desk.program(last, true, () => chooseArea(desk));
      } else if (library && index < areas.titles.length) {
        desk.record(EventKind.CARE_AREA, [Detail.CARE_AREA, title]);
        chooseDrug(desk, library, slot, areas.numbers[index], title);
      } else goOutside(desk, slot, () => chooseArea(desk));
    },
    other: infusing ? '' : 'pump',
    onOther: infusing ? undefined : () => desk.pumpOptions(),
    back: infusing ? desk.leave : undefined,
  });
}

/** The one deliberate way round the library. */
export function goOutside(desk: Desk, slot: number, back: () => void): void {
  const library = desk.library();
  const areas = titlesOf(library);
  const tell = (area: number): void => {
    const chosen = outside(area, slot, library);
    const limits = desk.limits(chosen);
    const record = limits ? limits.careArea : null;
    const at = record ? record.at[Key.BASIC_TEXT] : 0;
    const text = library && record && at > 0 ? library.text(record.items[at + 1]) : '';
    desk.dialog.ask({
      title: OUTSIDE,
      lines: [text || 'Nothing but rate and volume is checked.'],
      style: Style.CAUTION,
      items: ['Go on without the drug library', 'Back'],
      answer: (index) => {
        if (index === 1) return back();
        desk.begun(chosen);
        desk.record(EventKind.OUTSIDE_LIBRARY, [Detail.CARE_AREA, chosen.area]);
        desk.program(chosen, false, back);
      },
      back: back,
    });
  };
  if (areas.titles.length === 0) return tell(0);
  desk.dialog.ask({
    title: OUTSIDE,
    lines: ['Where is the patient?'],
    style: Style.CAUTION,
    items: areas.titles,
    answer: (index) => tell(areas.numbers[index]),
    back: back,
  });
}

function chooseDrug(desk: Desk, library: Library, slot: number, area: number, title: string): void {
  let numbers: number[] = [];
  const anaesthesia = desk.anaesthesia;
  const search = (digits: string): string[] => {
    const names: string[] = [];
    const found: number[] = [];
    let page = drugs(library, area, anaesthesia, '', -1, PAGE);
    while (page.length > 0 && names.length < MOST_NAMES) {
      for (let i = 0; i < page.length && names.length < MOST_NAMES; i++) {
        if (!beginsWith(page[i].name, digits)) continue;
        names.push(page[i].name);
        found.push(page[i].drug);
      }
      page = drugs(library, area, anaesthesia, '', page[page.length - 1].drug, PAGE);
    }
    if (names.length > 0) numbers = found;
    return names;
  };
  desk.dialog.ask({
    title: 'Drug',
    lines: search('').length > 0 ? [title] : [title, 'The library has none here in this mode'],
    search: search,
    answer: (index) =>
      narrow(desk, library, slot, entriesOf(library, area, numbers[index], anaesthesia), 0, area, () =>
        chooseDrug(desk, library, slot, area, title),
      ),
    back: () => chooseArea(desk),
  });
}

function unread(desk: Desk): void {
  desk.say(UNREAD);
  chooseArea(desk);
}

/** What tells the entries of a drug apart, asked in this order. */
const TITLES = ['Therapy', 'Kind of infusion', 'Concentration', 'Dosing unit'];
const CONCENTRATION = 2;

function nameBy(choice: EntryChoice, by: number): string {
  if (by === 0) return choice.therapy || 'No therapy named';
  if (by === 1) return PROGRAM_TYPE_NAMES.indexOf(choice.type) > 0 ? choice.type : '-';
  return by === CONCENTRATION ? choice.concentration : choice.unit || '-';
}

function narrow(
  desk: Desk,
  library: Library,
  slot: number,
  choices: EntryChoice[],
  by: number,
  area: number,
  back: () => void,
): void {
  if (choices.length === 0) return back();
  if (by === TITLES.length) {
    const chosen = chosenOf(choices[0], slot, area, library);
    return chosen.type === ProgramType.NONE ? unread(desk) : advise(desk, library, chosen, back);
  }
  const names: string[] = [];
  for (let i = 0; i < choices.length; i++) {
    const name = nameBy(choices[i], by);
    if (names.indexOf(name) < 0) names.push(name);
  }
  const next = (name: string, from: () => void): void => {
    const fitting: EntryChoice[] = [];
    for (let i = 0; i < choices.length; i++) if (nameBy(choices[i], by) === name) fitting.push(choices[i]);
    narrow(desk, library, slot, fitting, by + 1, area, from);
  };
  // A single concentration is still shown and taken: the bag in the hand is compared with it.
  if (names.length === 1 && (by !== CONCENTRATION || names[0] === 'none')) return next(names[0], back);
  const ask = (): void =>
    desk.dialog.ask({
      title: TITLES[by],
      lines: [choices[0].drug],
      items: names,
      answer: (_, name) => next(name, ask),
      back: back,
    });
  ask();
}

/** Each advisory is read and acknowledged. */
function advise(desk: Desk, library: Library, chosen: Chosen, back: () => void): void {
  const entry = desk.entry(chosen);
  if (!entry) return unread(desk);
  const at = entry.at[Key.ADVISORIES];
  const texts: string[] = [];
  for (let i = 1; at > 0 && i <= entry.items[at]; i++) texts.push(library.text(entry.items[at + i]) || '?');
  desk.begun(chosen);
  const tell = (number: number): void => {
    if (number === texts.length) return desk.program(chosen, false, back);
    desk.dialog.ask({
      title: 'ADVICE ' + (number + 1) + ' of ' + texts.length,
      lines: [chosen.drug, texts[number]],
      style: Style.CAUTION,
      items: ['I have read this'],
      answer: () => {
        desk.record(EventKind.ADVISORY_ACKNOWLEDGED, [Detail.TEXT, texts[number]]);
        tell(number + 1);
      },
      back: () => {
        desk.cancelled();
        back();
      },
    });
  };
  tell(0);
}
