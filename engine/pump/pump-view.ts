import { Priority, Sensor, Style } from '../../hal/hal';
import { ALARMS, Alarm } from './alarm';
import { timeOfDay } from './calendar';
import type { Pump } from './pump';
import { drawRunning, motionText } from './running-view';
import { Row, type Screen } from './screen';
import { rateText } from './wording';

/** Draws the whole display: status, the worst alarm, the question or what runs, and what is said. */
export function drawPump(pump: Pump, screen: Screen): void {
  const delivery = pump.delivery;
  const infusion = delivery.infusion;
  const question = pump.dialog.question;
  const alarms = pump.alarms;
  const alarm = alarms.worst();
  const priority = alarm < 0 ? Priority.NONE : alarms.priority(alarm);
  const more = alarms.count() - 1;
  drawStatus(pump, screen);
  screen.row(
    Row.ALARM,
    priority === Priority.HIGH ? Style.DANGER : priority === Priority.NONE ? Style.BANNER : Style.CAUTION,
    (alarm < 0 ? '' : ALARMS[alarm][4]) + (priority > Priority.NONE && more > 0 ? ' +' + more : ''),
  );
  if (question) pump.dialog.draw(screen);
  else if (infusion) drawRunning(screen, delivery, pump.uk(), pump.note);
  if (pump.message !== '') screen.row(Row.MESSAGE, Style.CAUTION, pump.message);
  else if (!question) screen.row(Row.MESSAGE, Style.NORMAL, '');
}

/** What must be seen whatever alarms and questions there are, the rate before all; what does not fit beside it at the right end is left out. */
function drawStatus(pump: Pump, screen: Screen): void {
  const delivery = pump.delivery;
  const infusion = delivery.infusion;
  const sensors = pump.hal.sensors;
  const manifest = pump.libraries.manifest;
  const wall = pump.hal.clock.wall();
  const parts: string[] = [];
  if (infusion && pump.dialog.question)
    parts.push(delivery.moving() ? rateText(delivery.rate) : motionText(delivery));
  if (pump.training) parts.push('TRAINING');
  if (pump.alarms.active(Alarm.UNCHECKED)) parts.push('UNCHECKED');
  if (pump.anaesthesia) parts.push('ANAESTHESIA');
  const most = Row.COLUMNS - 1 - parts.join(' ').length;
  const power =
    !sensors.has(Sensor.MAINS) || sensors.read(Sensor.MAINS) === 1
      ? 'mains'
      : 'battery ' + sensors.read(Sensor.BATTERY) + ' %';
  const silent = (pump.alarms.paused() ? 'SILENT ' : '') + power;
  const rights = [silent + ' ' + (wall > 0 ? timeOfDay(wall + pump.zone * 60) : '--:--'), silent, power, ''];
  let right = 0;
  while (right < 3 && rights[right].length > most) right++;
  parts.push(infusion ? infusion.chosen.area : '-', manifest ? manifest.version : 'no library');
  screen.ends(Row.STATUS, Style.STATUS, parts, rights[right]);
}
