import { Answer, Halt, KeyCode, Part, Tone } from '../../hal/hal';
import { VerdictCode, judgeProgram, outcome } from '../dose/check';
import { Field } from '../dose/finding';
import { ProgramType } from '../dose/infusion-program';
import { Quantity } from '../dose/limit';
import { Detail, EventKind } from '../journal/event';
import { Alarm, MotorAction } from './alarm';
import { Phase } from './delivery';
import { askEnd, askOptions, giveBolus } from './options';
import type { Pump } from './pump';
import { NOTHING_HERE, READ_ON } from './question';
import { answerText, restText } from './starting';

/** Takes a key that was pressed; which tone answers it. */
export function press(pump: Pump, key: KeyCode): Tone {
  pump.message = '';
  if (key === KeyCode.SILENCE) silence(pump);
  else if (key === KeyCode.STOP) stopKey(pump);
  else if (key === KeyCode.START) startKey(pump);
  else if (key === KeyCode.POWER) powerKey(pump);
  else if (key === KeyCode.HANDSET) {
    demand(pump);
    // A patient is not told by a tone whether the dose is given.
    return Tone.KEY;
  } else if (pump.dialog.question) return pump.dialog.press(key);
  else if (key === KeyCode.OPTIONS) askOptions(pump);
  else if (key === KeyCode.OK) acknowledge(pump);
  else if (key !== KeyCode.BOLUS) pump.say(NOTHING_HERE);
  else if (!giveBolus(pump)) pump.say('No bolus now');
  return pump.message === '' ? Tone.KEY : Tone.REFUSED;
}

/** Pauses the sound; pressed once more, ends the alarms whose cause is gone. */
function silence(pump: Pump): void {
  if (pump.alarms.paused()) acknowledge(pump);
  else if (pump.alarms.pause()) pump.log(EventKind.ALARM_PAUSED, []);
  else pump.say('No alarm to silence');
}

function acknowledge(pump: Pump): void {
  if (!pump.alarms.acknowledge(false))
    pump.say(pump.alarms.count() > 0 ? 'The cause of the alarm is there' : 'No alarm to end');
}

/** The supervisor has halted the motor already; this says so. Pressed again, it asks whether to end the infusion. */
function stopKey(pump: Pump): void {
  if (pump.delivery.runs()) pump.pause(Halt.STOP_KEY);
  else if (pump.delivery.phase !== Phase.NONE && !pump.dialog.question) askEnd(pump);
  else pump.say('Nothing runs');
}

function startKey(pump: Pump): void {
  const delivery = pump.delivery;
  const infusion = delivery.infusion;
  const question = pump.dialog.question;
  if (question && question.start && !pump.dialog.reading()) return question.start();
  if (question) return pump.say(question.start ? READ_ON : 'Finish or leave this question first');
  if (!infusion || delivery.phase !== Phase.PAUSED) return pump.say('Nothing to start here');
  if (!pump.clear()) return;
  // What was given is no reason against going on: it was reckoned with when this was started, and nothing came on top since.
  const program = infusion.program;
  const delivered = program.delivered;
  program.delivered = [];
  const again = pump.judged(infusion);
  program.delivered = delivered;
  if (!again) return pump.say('The library does not allow it any more');
  const rest = delivery.bolusLeft();
  const answer = delivery.resume(pump.libraries.placeOf(infusion.chosen.slot));
  if (answer !== Answer.ACCEPTED) return pump.say(answerText(answer));
  if (rest > 0 && delivery.part !== Part.BOLUS) pump.note = restText(rest);
  pump.log(EventKind.DELIVERY_RESUMED, [Detail.DELIVERED, delivery.total()]);
}

/** A patient asks for a demand dose: judged anew, with all that was given. Nothing but its delivery says that it is given. */
function demand(pump: Pump): void {
  const delivery = pump.delivery;
  const infusion = delivery.infusion;
  const alarms = pump.alarms;
  if (!infusion || infusion.program.type !== ProgramType.PCA) return pump.say('No dose on demand here');
  const now = pump.now;
  let answer = Answer.REFUSED;
  if (!delivery.main() || alarms.active(Alarm.HANDSET_MISSING) || alarms.action() === MotorAction.STOP)
    answer = Answer.NOT_ORDERED;
  else if (!(now - pump.patient.demandAt >= infusion.plan.lockout * 1000)) answer = Answer.LOCKED_OUT;
  else {
    infusion.program.delivered = pump.tally.of(infusion.chosen.drug);
    const code = judgeProgram(infusion.program, pump.limits(infusion.chosen), infusion.confirmed);
    if (code === VerdictCode.ACCEPT) answer = delivery.demand();
    else if (outcome.findings[Field.QUANTITY] === Quantity.ACCUMULATED_DOSE) alarms.latch(Alarm.MAXIMUM_DOSE);
  }
  const given = answer === Answer.ACCEPTED;
  pump.log(given ? EventKind.DEMAND_GIVEN : EventKind.DEMAND_REFUSED, [Detail.CODE, answer]);
  if (!given) return pump.say(answer === Answer.LOCKED_OUT ? 'Demand refused: too soon' : 'Demand refused');
  pump.patient.demandAt = now;
  pump.memory.keep();
}

function powerKey(pump: Pump): void {
  const before = pump.dialog.question;
  const back = (): void => (before ? pump.dialog.ask(before) : pump.home());
  if (pump.delivery.infusion) return pump.say('End the infusion before switching off');
  pump.dialog.ask({
    title: 'Switch off?',
    items: ['No', 'Yes, switch off'],
    answer: (index) => {
      if (index === 0) return back();
      pump.cancelled();
      pump.record(EventKind.POWER_OFF, []);
      pump.on = false;
      pump.alarms.off();
      pump.hal.off();
    },
    back: back,
  });
}
