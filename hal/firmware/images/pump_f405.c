/* The whole pump on the STM32F405: dist/pump.js without privileges (pump_runtime.c) over the gates of f405_gates.c; supervisor, keys and signals in the
 * millisecond's interrupt (f405_motor.c). An application that fails stops the motor at once and is not called again: it gives no more sign of life, and
 * the watchdog restarts the pump. */
#include <string.h>

#include "../../jerryscript-bindings/js_runtime.h"
#include "../boards/board.h"
#include "../boards/link_line.h"
#include "../boards/netduinoplus2/chip_display.h"
#include "../console.h"
#include "../protection.h"
#include "../pump_flash.h"
#include "../pump_link.h"
#include "../self_test.h"
#include "f405_gates.h"
#include "f405_motor.h"
#include "f405_sensors.h"
#include "f405_wiring.h"
#include "pump_runtime.h"

/* ms between two calls of the application at most. */
enum { LONGEST_WAIT = 2000, STACK = 16 << 10 };

static uint64_t stack[STACK / 8] __attribute__((section(".noinit"), aligned(STACK)));
static const struct chip_display display = F405_DISPLAY;

static void stopped(void) { ders_supervisor_stop(&pump_supervisor); }

static void end(const char *why, uint32_t number) {
  console_text(why);
  console_number(number);
  console_line("");
  /* The motor stands, the alarm sounds, and nobody feeds the watchdog. */
  chip_signals_alarm(3, true);
  for (;;) __asm volatile("");
}

static void run(int32_t (*function)(void)) {
  static char message[sizeof pump_mailbox.message];
  enum protection_outcome outcome;
  int32_t error = -1;

  f405_when_late(protection_interrupt);
  outcome = protection_run(function, &error);
  f405_when_late(NULL);
  if (outcome == PROTECTION_BACK && error == JS_OK) return;
  stopped();
  if (outcome != PROTECTION_BACK) {
    console_text(protection_last()->what);
    console_text(" at ");
    console_number(protection_last()->at);
    end(" address ", protection_last()->address);
  }
  memcpy(message, pump_mailbox.message, sizeof message);
  message[sizeof message - 1] = '\0';
  console_line(message);
  end("the application failed: ", (uint32_t)-error);
}

static void begin(void) {
  const struct protection_map map = {pump_heap, stack, HEAP_SIZE, STACK, stopped};

  if (!protection_begin(&map)) end("memory protection does not begin: ", HEAP_SIZE);
  strncpy(pump_mailbox.serial, "F405-0001", sizeof pump_mailbox.serial - 1);
  pump_mailbox.highest_rate = F405_HIGHEST_RATE;
  pump_mailbox.flash_size = pump_storage.size;
  pump_mailbox.poke = (uint32_t)&pump_supervisor;
  f405_alive();
  run(pump_runtime_begin);
  f405_alive();
  run(pump_runtime_start);
}

int main(void) {
  const char *fault = ders_self_test();
  uint32_t called;
  bool shows;

  console_line("pump netduinoplus2");
  shows = chip_display_begin(&display);
  f405_gates_begin(shows);
  console_line(shows ? "display: it takes bytes" : "display: the SPI takes no bytes");
  f405_sensors_begin();
  console_line(f405_motor_begin() ? "motor: behind the supervisor" : "motor: none, the crystal did not start");
  board_link_start();
  console_text("self-test ");
  console_line(fault == NULL ? "ok" : fault);
  if (fault != NULL) end("no application is started: ", 0);
  begin();
  console_line("application started");
  while (!f405_is_off()) {
    called = f405_now();
    pump_link_present(board_link_waiting() > 0);
    run(pump_runtime_step);
    pump_link_heap(pump_mailbox.heap_peak, HEAP_SIZE);
    while (!pump_link_more() && board_link_waiting() == 0 && f405_now() - called < LONGEST_WAIT && f405_now() < pump_mailbox.wake) {
    }
  }
  stopped();
  for (;;) f405_alive();
}
