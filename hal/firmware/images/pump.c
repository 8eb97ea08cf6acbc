/* The whole pump on an emulated board: dist/pump.js over the natives of pump_hal.c, in lock-step with the simulator's plant (plant_line.h). */
#include <string.h>

#include "../../jerryscript-bindings/js_runtime.h"
#include "../boards/board.h"
#include "../bundle.h"
#include "../console.h"
#include "../pump_flash.h"
#include "../pump_hal.h"
#include "../pump_link.h"
#include "../self_test.h"

#ifndef HEAP_SIZE
#define HEAP_SIZE (512u << 10)
#endif

/* Looks of the runtime at its time limit during one call; start() with a library of 300 KB needs a fraction of it. */
#define MOST_LOOKS 100000u

static uint64_t block[HEAP_SIZE / 8] __attribute__((section(".noinit")));
static struct js_runtime *runtime;
static char serial[sizeof((struct plant_boot *)0)->serial];
static uint32_t looks;
static double wake;

static int expired(void *context) {
  (void)context;
  return ++looks > MOST_LOOKS;
}

static void failed(const char *what, int error) {
  console_text(what);
  console_text(" failed: ");
  console_number((uint32_t)(error < 0 ? -error : error));
  console_text(" ");
  console_line(js_message(runtime));
}

static int begin(void) {
  struct js_setup setup = {block, sizeof block, 24u << 10, expired, NULL};
  int error = js_create(&runtime, &setup);

  looks = 0;
  if (error == JS_OK) error = js_install(runtime, "board", pump_natives, pump_native_count, NULL);
  if (error == JS_OK) error = js_load(runtime, ders_bundle, ders_bundle_length());
  return error;
}

static int start(void) {
  static const char firmware[] = DERS_VERSION;
  struct js_value arguments[4];
  struct js_result result;

  memset(arguments, 0, sizeof arguments);
  memset(&result, 0, sizeof result);
  arguments[0].kind = JS_TEXT;
  arguments[0].data = serial;
  arguments[0].length = strlen(serial);
  arguments[1].kind = JS_TEXT;
  arguments[1].data = firmware;
  arguments[1].length = sizeof firmware - 1;
  arguments[2].kind = JS_NUMBER;
  arguments[2].number = pump_supervisor.mechanism.highest_rate;
  arguments[3].kind = JS_NUMBER;
  arguments[3].number = pump_storage.size;
  looks = 0;
  return js_call(runtime, "startPump", arguments, 4, &result);
}

static int step(void) {
  struct js_result result;
  int error;

  memset(&result, 0, sizeof result);
  result.kind = JS_NUMBER;
  looks = 0;
  error = js_call(runtime, "stepPump", NULL, 0, &result);
  if (error == JS_OK) wake = pump_link_more() ? 0 : result.number;
  return error;
}

static int boot(void) {
  struct plant_boot boot;

  plant_read(&boot, sizeof boot);
  if (!pump_flash_open(boot.flash)) {
    console_line("the flash has another size");
    plant_end();
  }
  plant_read(pump_flash_cells(0, boot.flash), boot.flash);
  memcpy(serial, boot.serial, sizeof serial);
  serial[sizeof serial - 1] = '\0';
  return pump_hal_begin(&boot) ? begin() : JS_NONE - 1;
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
  numbers[10] = (double)js_heap_peak(runtime);
  numbers[12] = (double)js_heap_used(runtime);
  numbers[11] = (double)ticks * board_tick_instructions;
  pump_link_heap(js_heap_peak(runtime), sizeof block);
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
      case PLANT_START: error = start(); break;
      case PLANT_STEP: error = step(); break;
      case PLANT_TICK: pump_hal_tick(); break;
      case PLANT_CONTACT: pump_hal_contact(request.key >> 1, request.key & 1, request.extra); break;
      case PLANT_CELLS: error = cells(&request); break;
      default: plant_end();
    }
    if (error != JS_OK) failed("the application", error);
    done(error, board_ticks() - ticks);
  }
}
