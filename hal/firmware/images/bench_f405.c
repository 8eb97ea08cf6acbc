/* C alone on the STM32F405, for a bench that proves a board: self-test, service line (bench_service.h), display, keys, lamps, sensors, and the motor behind the
 * supervisor. START turns it for a millilitre at 60 mL/h, STOP halts it. Nothing here is a pump: no library, no limits but the supervisor's, no journal. */
#include <string.h>

#include "../boards/board.h"
#include "../boards/link_line.h"
#include "../boards/netduinoplus2/chip_clock.h"
#include "../boards/netduinoplus2/chip_display.h"
#include "../console.h"
#include "../pump_link.h"
#include "../self_test.h"
#include "bench_service.h"
#include "f405_motor.h"
#include "f405_sensors.h"
#include "f405_wiring.h"

/* Microlitres an hour, microlitres; ms between two looks at what is shown, and for which the motor may go on without main. */
enum { RATE = 60000, VOLUME = 1000, SHOW = 250, LEASE = 2000, START_PRESSED = 2 * DERS_KEY_START + 1 };
/* Styles and rows of hal/hal.ts. */
enum { NORMAL = 0, STATUS = 1, TITLE = 2, BIG = 3, CAUTION = 7, KEY_LINE = 9 };

static const struct chip_display display = F405_DISPLAY;
static bool shows, moves;
static char line[DISPLAY_COLUMNS + 1];

static void begin_line(const char *text) {
  line[0] = '\0';
  strncat(line, text, DISPLAY_COLUMNS);
}

static void add(const char *text) { strncat(line, text, DISPLAY_COLUMNS - strlen(line)); }

static void add_number(int32_t number) {
  char digits[12], *at = digits + sizeof digits - 1;
  uint32_t left = number < 0 ? 0u - (uint32_t)number : (uint32_t)number;

  *at = '\0';
  do *--at = (char)('0' + left % 10);
  while ((left /= 10) > 0);
  if (number < 0) *--at = '-';
  add(at);
}

static void add_reading(const char *name, uint32_t sensor, const char *unit) {
  double reading = f405_sensor(sensor);

  add(name);
  if (reading > -100000 && reading < 100000) add_number((int32_t)reading);
  else add("?");
  add(unit);
}

static void show(uint32_t row, uint32_t style) {
  if (shows) shows = chip_display_show(row, style, line, (uint32_t)strlen(line));
}

static void show_still(const char *fault) {
  begin_line("netduinoplus2 " DERS_VERSION);
  show(0, STATUS);
  begin_line("BENCH: no library, no limits");
  show(2, TITLE);
  begin_line("self-test ");
  add(fault == NULL ? "ok" : fault);
  show(5, fault == NULL ? NORMAL : CAUTION);
  begin_line(moves ? "START: 1 mL at 60 mL/h" : "the crystal did not start: no motor");
  show(6, moves ? NORMAL : CAUTION);
  begin_line("START turns the motor, STOP halts it");
  show(13, KEY_LINE);
}

static void show_readings(int last_key) {
  begin_line("");
  add_number((int32_t)ders_supervisor_total(&pump_supervisor));
  add(" \xc2\xb5L");
  show(3, BIG);
  begin_line("motion ");
  add_number(ders_supervisor_motion(&pump_supervisor));
  add(", halted by ");
  add_number(ders_supervisor_halt(&pump_supervisor));
  add(", key ");
  add_number(last_key);
  show(7, NORMAL);
  begin_line("");
  add_reading("down ", 1, " mmHg ");
  add_reading("up ", 0, " mmHg");
  show(8, NORMAL);
  begin_line("");
  add_reading("battery ", 10, " % mains ");
  add_reading("", 12, " door ");
  add_reading("", 4, " set ");
  add_reading("", 5, "");
  show(9, NORMAL);
  begin_line("");
  add_reading("bubble ", 2, " \xc2\xb5L air ");
  add_reading("", 3, " \xc2\xb5L");
  show(10, NORMAL);
}

/* As the application of a pump would: an order for a press, a run, and its lease while main is alive. */
static void turn(int edge) {
  int64_t order[DERS_ORDER_SIZE] = {0};

  if (edge != START_PRESSED) return;
  order[DERS_ORDER_SLOT] = order[DERS_ORDER_ENTRY] = -1;
  order[DERS_ORDER_MAIN_RATE] = RATE;
  order[DERS_ORDER_MAIN_VOLUME] = VOLUME;
  if (ders_supervisor_order(&pump_supervisor, order, DERS_ORDER_SIZE) == DERS_ANSWER_ACCEPTED)
    ders_supervisor_run(&pump_supervisor, DERS_PART_MAIN, RATE, LEASE);
}

static void serve(const struct bench_state *state) {
  static uint8_t frame[DERS_LINK_CONTENT], answer[DERS_LINK_CONTENT];
  uint32_t length;

  pump_link_present(board_link_waiting() > 0);
  length = pump_link_receive(frame, sizeof frame);
  if (length > 0) pump_link_send(answer, bench_answer(state, frame, length, answer));
}

int main(void) {
  struct bench_state state = {"F405-BENCH", "netduinoplus2 " DERS_VERSION " without JavaScript", 0, ders_self_test()};
  uint32_t shown = 0;
  int edge, last_key = -1;

  console_line("bench netduinoplus2");
  shows = chip_display_begin(&display);
  console_line(shows ? "display: it takes bytes" : "display: the SPI takes no bytes");
  f405_sensors_begin();
  moves = f405_motor_begin();
  console_line(moves ? "motor: behind the supervisor" : "motor: none, the crystal did not start");
  board_link_start();
  console_text("self-test ");
  console_line(state.fault == NULL ? "ok" : state.fault);
  show_still(state.fault);
  for (;;) {
    f405_alive();
    serve(&state);
    state.monotonic = f405_now();
    edge = f405_next_edge();
    if (edge >= 0) last_key = edge;
    if (edge >= 0 && edge % 2 == 1) chip_signals_beep(1);
    turn(edge);
    if (ders_supervisor_motion(&pump_supervisor) == DERS_MOTION_MOVING) ders_supervisor_renew(&pump_supervisor, LEASE);
    chip_signals_running(ders_supervisor_motion(&pump_supervisor) == DERS_MOTION_MOVING);
    if (f405_now() - shown >= SHOW) {
      shown = f405_now();
      show_readings(last_key);
    }
  }
}
