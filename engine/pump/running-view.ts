import { Style } from '../../hal/hal';
import { ProgramType } from '../dose/infusion-program';
import { Quantity } from '../dose/limit';
import { type Delivery, Phase } from './delivery';
import type { Infusion } from './infusion';
import { Row, type Screen } from './screen';
import { millilitres, nameOf, timeText, valueText, volumeText } from './wording';

const TITLES = ['', 'INFUSING', 'PAUSED', 'KEEPING THE VEIN OPEN', 'COMPLETE'];
const PARTS = ['', ' BOLUS', ' DEMAND DOSE', ''];

/** What of a program is shown while it runs. */
const SHOWN = [
  Quantity.DOSE,
  Quantity.RATE,
  Quantity.DEMAND_DOSE,
  Quantity.LOCKOUT,
  Quantity.BASAL,
  Quantity.DURATION,
  Quantity.WEIGHT,
  Quantity.BSA,
];

/** What runs: drug, what the motor does now, what was prescribed, what is in and what is left. */
export function drawRunning(screen: Screen, delivery: Delivery, uk: boolean): void {
  const infusion = delivery.infusion as Infusion;
  const running = delivery.phase === Phase.RUNNING;
  screen.row(
    Row.TITLE,
    Style.TITLE,
    running && delivery.rate === 0 ? 'READY' : TITLES[delivery.phase] + (running ? PARTS[delivery.part] : ''),
  );
  let row = Row.CONTENT as number;
  row = screen.paragraph(row, Style.NORMAL, infusion.drug + ' ' + infusion.concentration);
  if (infusion.therapy !== '') row = screen.paragraph(row, Style.DIM, infusion.therapy);
  screen.row(row++, Style.BIG, millilitres(delivery.rate) + ' mL/h');
  const values = infusion.program.values;
  let line = '';
  for (let i = 0; i < SHOWN.length; i++) {
    const text = valueText(values, SHOWN[i] * 3, uk);
    if (text === '') continue;
    const part = nameOf(SHOWN[i]) + ' ' + text;
    if (line !== '' && line.length + part.length + 3 > Row.COLUMNS) {
      if (row < Row.MESSAGE - 3) screen.row(row++, Style.NORMAL, line);
      line = '';
    }
    line += (line === '' ? '' : '   ') + part;
  }
  if (line !== '') screen.row(row++, Style.NORMAL, line);
  if (infusion.program.type === ProgramType.MULTI_STEP)
    screen.row(
      row++,
      Style.NORMAL,
      'Step ' + (delivery.stepNumber() + 1) + ' of ' + infusion.plan.rates.length,
    );
  const left = delivery.left();
  const seconds = delivery.secondsLeft();
  screen.ends(row++, Style.NORMAL, 'To come ' + volumeText(left), seconds > 0 ? timeText(seconds) : '');
  screen.row(row++, Style.NORMAL, 'Infused ' + volumeText(delivery.total()));
  screen.blank(row, Row.MESSAGE);
  screen.row(
    Row.KEYS,
    Style.KEYS,
    delivery.phase === Phase.PAUSED
      ? 'START goes on   OPTIONS   STOP ends'
      : delivery.phase === Phase.ENDED
        ? 'OPTIONS   STOP ends'
        : 'STOP pauses   BOLUS   OPTIONS',
  );
}
