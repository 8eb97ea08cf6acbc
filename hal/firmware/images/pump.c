/* The whole pump on an emulated board: dist/pump.js without privileges (pump_runtime.c) over the gates of pump_hal.c, in lock-step with the simulator's
 * plant (plant_line.h). An application that fails stops the motor at once and is not called again: it gives no more sign of life, and the watchdog
 * restarts the pump. */
#include <string.h>

#include "../../jerryscript-bindings/js_runtime.h"
#include "../boards/board.h"
#include "../console.h"
#include "../protection.h"
#include "../pump_flash.h"
#include "../pump_hal.h"
#include "../pump_link.h"
#include "../self_test.h"
#include "pump_runtime.h"

/* Seconds of the board that the application may take in one request: a bound for what its runtime does not end itself. */
enum { LONGEST = 120, STACK = 32 << 10 };

/* What is told of an application that ended by other than an error of JavaScript. */
enum { BROKEN = -100 };

static uint64_t stack[STACK / 8] __attribute__((section(".noinit"), aligned(STACK)));
static volatile uint32_t seconds;
static double wake;
static bool broken;

void timer_interrupt(void) {
  board_timer_clear();
  if (++seconds > LONGEST) protection_interrupt();
}

static void stopped(void) { ders_supervisor_stop(&pump_supervisor); }

static void report(int error) {
  static char message[sizeof pump_mailbox.message];
  const struct protection_report *last = protection_last();

  console_text("the application failed: ");
  if (error == BROKEN) {
    console_text(last->what);
    console_text(" at ");
    console_number(last->at);
    console_text(" address ");
    console_number(last->address);
    console_line("");
    return;
  }
  console_number((uint32_t)(error < 0 ? -error : error));
  console_text(" ");
  memcpy(message, pump_mailbox.message, sizeof message);
  message[sizeof message - 1] = '\0';
  console_line(message);
}

static int run(int32_t (*function)(void)) {
  enum protection_outcome outcome = PROTECTION_NONE;
  int32_t error = BROKEN;

  if (broken) return BROKEN;
  seconds = 0;
  board_timer_start(1000000);
  outcome = protection_run(function, &error);
  board_timer_stop();
  if (outcome != PROTECTION_BACK) error = BROKEN;
  if (error == JS_OK) return JS_OK;
  broken = true;
  stopped();
  report((int)error);
  return (int)error;
}

static int step(void) {
  int error = run(pump_runtime_step);

  if (error == JS_OK) wake = pump_link_more() ? 0 : pump_mailbox.wake;
  return error;
}

static int boot(void) {
  const struct protection_map map = {pump_heap, stack, HEAP_REGION, STACK, stopped};
  struct plant_boot boot;

  plant_read(&boot, sizeof boot);
  if (!pump_flash_open(boot.flash)) {
    console_line("the flash has another size");
    plant_end();
  }
  plant_read(pump_flash_cells(0, boot.flash), boot.flash);
  if (!pump_hal_begin(&boot) || !protection_begin(&map)) {
    console_line("supervisor or memory protection do not begin");
    return BROKEN;
  }
  memcpy(pump_mailbox.serial, boot.serial, sizeof pump_mailbox.serial);
  pump_mailbox.serial[sizeof pump_mailbox.serial - 1] = '\0';
  pump_mailbox.highest_rate = pump_supervisor.mechanism.highest_rate;
  pump_mailbox.flash_size = pump_storage.size;
  pump_mailbox.poke = (uint32_t)&pump_supervisor;
  return run(pump_runtime_begin);
}

static int cells(const struct plant_request *request) {
  uint8_t *place = pump_flash_cells(request->extra, request->length);

  if (place == NULL) plant_end();
  plant_read(place, request->length);
  return JS_OK;
}

/* What the plant learns at the end of each request; simulator/target/message.ts reads it. */
static void done(int error, uint32_t ticks) {
  double numbers[13];
  int part;

  numbers[0] = error;
  numbers[1] = wake;
  numbers[2] = (double)ders_supervisor_next(&pump_supervisor);
  numbers[3] = ders_supervisor_motion(&pump_supervisor);
  numbers[4] = ders_supervisor_halt(&pump_supervisor);
  for (part = 0; part < DERS_PARTS; part++) numbers[5 + part] = (double)ders_supervisor_delivered(&pump_supervisor, part);
  numbers[9] = (double)ders_supervisor_total(&pump_supervisor);
  numbers[10] = pump_mailbox.heap_peak;
  numbers[12] = pump_mailbox.heap_used;
  numbers[11] = (double)ticks * board_tick_instructions;
  pump_link_heap(pump_mailbox.heap_peak, HEAP_SIZE);
  plant_tell(PLANT_DONE, numbers, sizeof numbers);
  plant_flush();
}

int main(void) {
  struct plant_request request;
  uint32_t ticks;
  const char *fault = ders_self_test();
  int error;

  if (fault != NULL) console_line(fault);
  if (fault != NULL || plant_open() != 0) plant_end();
  plant_tell(PLANT_HELLO, NULL, 0);
  plant_flush();
  for (;;) {
    plant_read(&request, sizeof request);
    ticks = board_ticks();
    pump_hal_present(&request);
    error = JS_OK;
    switch (request.kind) {
      case PLANT_BOOT: error = boot(); break;
      case PLANT_START: error = run(pump_runtime_start); break;
      case PLANT_STEP: error = step(); break;
      case PLANT_TICK: pump_hal_tick(); break;
      case PLANT_CONTACT: pump_hal_contact(request.key >> 1, request.key & 1, request.extra); break;
      case PLANT_CELLS: error = cells(&request); break;
      case PLANT_SPOIL: pump_mailbox.spoil = request.key; break;
      default: plant_end();
    }
    done(error, board_ticks() - ticks);
  }
}
