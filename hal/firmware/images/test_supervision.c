/* Supervisor, protection and gates on the emulated board, spoken to over the console; for the fault tests, not for pumps. Time passes only in
 * `call`, `load` and `wait`. A line in, a line out:
 *
 *   application TEXT   the program; loaded now and again whenever the runtime is made anew
 *   load TEXT          more of it, for this runtime alone
 *   call NAME          its number
 *   wait MS            the program's step() comes every 500 ms
 *   key K 0|1          a contact opens or closes
 *   limit MS           of a call, which the runtime keeps itself; 0 none
 *   bound MS           of a call, which the interrupt keeps; 0 none
 *   state              now, steps, counts, last step, shortest time between steps, motion, halt, delivered of MAIN, total, runtimes made
 *   where              addresses that a program may want to hurt
 *
 * A call that fails, a fault and a stall end the runtime: the motor is stopped, the answer is `ended` with the reason, and a new runtime is made. */
#include <string.h>

#include "../boards/board.h"
#include "../console.h"
#include "../last_words.h"
#include "../protection.h"
#include "supervision.h"
#include "supervision_motor.h"

enum { STEP = 500, STACK = 32 << 10 };

static uint64_t stack[STACK / 8] __attribute__((section(".noinit"), aligned(STACK)));
static char line[SUPERVISION_TEXT + 32];
static char application[SUPERVISION_TEXT + 1];
static char reason[128];
static const char *text;
static uint32_t made, next_step;

/* ---- gates */

static int64_t work_now(const struct gate_call *call) {
  (void)call;
  return motor_now();
}

static int64_t work_text(const struct gate_call *call) {
  if (call->room > strlen(text)) return GATE_REFUSED;
  memcpy(call->answer, text, call->room);
  return call->room;
}

const struct gate gates[] = {SUPERVISOR_GATE_ROWS(gate_order), {work_now, 0, 0, 0, 0}, {work_text, 4, 4, GATE_ASKED, 0}};
const uint32_t gate_count = SUPERVISION_GATES;

/* ---- the runtime */

static void add(const char *more) { strncat(reason, more, sizeof reason - 1 - strlen(reason)); }

static void add_word(uint32_t word) {
  char digits[10] = " ";
  int i;

  for (i = 0; i < 8; i++) digits[1 + i] = "0123456789abcdef"[word >> (28 - 4 * i) & 15];
  add(digits);
}

static void add_error(int32_t error) {
  static char message[sizeof supervision_mailbox.message];
  char digit[3] = {'0', ' ', '\0'};
  size_t i;

  add(error < 0 ? "error -" : "error ");
  digit[0] = (char)('0' + (error < 0 ? -error : error) % 10);
  add(digit);
  memcpy(message, supervision_mailbox.message, sizeof message);
  message[sizeof message - 1] = '\0';
  for (i = 0; message[i] != '\0'; i++)
    if (message[i] < ' ' || message[i] > '~') message[i] = '?';
  add(message);
}

/* False where it ended, with the reason. */
static bool run(int32_t (*function)(void), const char *given) {
  static const char *const names[] = {"none", "fault ", "gate: ", "stall "};
  enum protection_outcome outcome;
  int32_t error;

  text = given;
  supervision_mailbox.length = (uint32_t)strlen(given);
  motor_alive();
  outcome = protection_run(function, &error);
  if (outcome == PROTECTION_BACK && error == JS_OK) return true;
  ders_supervisor_stop(&pump_supervisor);
  reason[0] = '\0';
  if (outcome == PROTECTION_BACK) add_error(error);
  else {
    add(names[outcome & 3]);
    add(protection_last()->what);
    add_word(protection_last()->address);
  }
  return false;
}

/* Nothing of the runtime that ended is used again. */
static bool make(void) {
  uint32_t limit = supervision_mailbox.limit;

  protection_renew();
  supervision_mailbox.limit = limit;
  made++;
  return run(supervision_begin, "") && run(supervision_load, application);
}

static bool alive_run(int32_t (*function)(void), const char *given) {
  bool good = run(function, given);

  /* What made the last one end stays the reason. */
  if (!good && !make()) add(", and no new one");
  motor_alive();
  return good;
}

static bool wait(uint32_t ms) {
  uint32_t end = motor_now() + ms;
  bool good = true;

  motor_alive();
  while ((int32_t)(end - motor_now()) > 0) {
    motor_alive();
    if ((int32_t)(motor_now() - next_step) >= 0) {
      next_step = motor_now() + STEP;
      good = alive_run(supervision_call, "step") && good;
    }
  }
  return good;
}

/* ---- the console */

static void number(uint32_t value) {
  console_text(" ");
  console_number(value);
}

static void state(void) {
  struct motor_figures figures = motor_figures();

  console_text("state");
  number(figures.now);
  number(figures.steps);
  number(figures.counts);
  number(figures.last_step);
  number(figures.shortest);
  number(ders_supervisor_motion(&pump_supervisor));
  number(ders_supervisor_halt(&pump_supervisor));
  number((uint32_t)ders_supervisor_delivered(&pump_supervisor, DERS_PART_MAIN));
  number((uint32_t)ders_supervisor_total(&pump_supervisor));
  number(made);
  console_line("");
  motor_forget();
}

static void where(void) {
  extern uint32_t ders_stack_bottom[], ders_last_words[];

  console_text("where");
  number((uint32_t)&pump_supervisor);
  number((uint32_t)supervision_heap);
  number((uint32_t)stack);
  number((uint32_t)&supervision_mailbox);
  number((uint32_t)ders_stack_bottom);
  number((uint32_t)ders_last_words);
  console_line("");
}

static void answered(bool good, const char *what) {
  board_time_hold();
  console_text(good ? what : "ended ");
  if (!good) console_line(reason);
}

static const char *after(const char *command) {
  size_t length = strlen(command);

  return strncmp(line, command, length) == 0 && line[length] == ' ' ? line + length + 1 : NULL;
}

static void obey(void) {
  const char *given;
  int64_t first = 0, second = 0;
  uint32_t ticks;
  bool good;

  if ((given = after("application")) != NULL) {
    strncpy(application, given, sizeof application - 1);
    board_time_go();
    good = make();
    answered(good, "ok\n");
  } else if ((given = after("load")) != NULL) {
    board_time_go();
    good = alive_run(supervision_load, given);
    answered(good, "ok\n");
  } else if ((given = after("call")) != NULL) {
    board_time_go();
    good = alive_run(supervision_call, given);
    answered(good, "ok ");
    if (good) {
      double value = supervision_mailbox.number;

      if (value >= 0 && value < 4294967296.0) console_number((uint32_t)value);
      else console_text("?");
      console_line("");
    }
  } else if ((given = after("wait")) != NULL && console_next_number(&given, &first) == 0) {
    ticks = board_ticks();
    board_time_go();
    good = wait((uint32_t)first);
    ticks = board_ticks() - ticks;
    answered(good, "ok ");
    if (good) {
      console_number(ticks);
      console_line("");
    }
  } else if ((given = after("key")) != NULL && console_next_number(&given, &first) == 0 && console_next_number(&given, &second) == 0) {
    motor_key((uint32_t)first, second != 0);
    console_line("ok");
  } else if ((given = after("limit")) != NULL && console_next_number(&given, &first) == 0) {
    supervision_mailbox.limit = (uint32_t)first;
    console_line("ok");
  } else if ((given = after("bound")) != NULL && console_next_number(&given, &first) == 0) {
    motor_bound((uint32_t)first);
    console_line("ok");
  } else if (strcmp(line, "state") == 0) state();
  else if (strcmp(line, "where") == 0) where();
  else console_line("? no such command");
}

static void stopped(void) { ders_supervisor_stop(&pump_supervisor); }

int main(void) {
  static const char *const starts[] = {"power", "watchdog", "fault"};
  const struct protection_map map = {supervision_heap, stack, SUPERVISION_HEAP, STACK, stopped};
  struct last_words last = last_words_take();

  console_text("supervision ");
  console_text(board_name);
  console_text(" ");
  console_text(starts[last.word % 3]);
  number(last.at);
  number(last.total);
  number(last.moved);
  strcpy(application, "function step(){return 0}");
  console_line(motor_begin() && protection_begin(&map) && make() ? " ready" : " broken");
  for (;;) {
    if (console_read_line(line, sizeof line) == sizeof line) console_line("? too long");
    else obey();
  }
}
