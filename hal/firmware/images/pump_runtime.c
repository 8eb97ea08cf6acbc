#include "pump_runtime.h"

#include <string.h>

#include "../../jerryscript-bindings/js_runtime.h"
#include "../bundle.h"
#include "../protection.h"
#include "../pump_natives.h"

/* Looks of the runtime at its limit during one call, each after 262,144 instructions of JavaScript. */
#define MOST_LOOKS 400u

/* Last in RAM, behind what has an alignment of its own. */
uint64_t pump_heap[HEAP_REGION / 8] __attribute__((section(".noinit.heap"), aligned(HEAP_ALIGN)));
PROTECTION_DATA struct pump_mailbox pump_mailbox;
PROTECTION_DATA static struct js_runtime *runtime;
PROTECTION_DATA static uint32_t looks;

static int expired(void *context) {
  (void)context;
  return ++looks > MOST_LOOKS;
}

static int32_t done(int error) {
  pump_mailbox.heap_peak = (uint32_t)js_heap_peak(runtime);
  pump_mailbox.heap_used = (uint32_t)js_heap_used(runtime);
  if (error != JS_OK) strncpy(pump_mailbox.message, js_message(runtime), sizeof pump_mailbox.message - 1);
  return error;
}

/* Duktape hashes names with the heap's address as its seed: one that ends in many zeros makes collisions, and a start half as long again. */
int32_t pump_runtime_begin(void) {
  struct js_setup setup = {pump_heap + 1, HEAP_SIZE - 8, 24u << 10, expired, NULL};
  int error = js_create(&runtime, &setup);

  looks = 0;
  if (error == JS_OK) error = js_load(runtime, ders_bundle, ders_bundle_length());
  if (error == JS_OK) error = js_install(runtime, "board", pump_natives, pump_native_count, NULL);
  return done(error);
}

int32_t pump_runtime_start(void) {
  static const char firmware[] = DERS_VERSION;
  struct js_value arguments[4];
  struct js_result result;

  memset(arguments, 0, sizeof arguments);
  memset(&result, 0, sizeof result);
  arguments[0].kind = JS_TEXT;
  arguments[0].data = pump_mailbox.serial;
  arguments[0].length = strlen(pump_mailbox.serial);
  arguments[1].kind = JS_TEXT;
  arguments[1].data = firmware;
  arguments[1].length = sizeof firmware - 1;
  arguments[2].kind = JS_NUMBER;
  arguments[2].number = pump_mailbox.highest_rate;
  arguments[3].kind = JS_NUMBER;
  arguments[3].number = pump_mailbox.flash_size;
  looks = 0;
  return done(js_call(runtime, "startPump", arguments, 4, &result));
}

/* A library of one entry without ceilings, written into the free slot and ordered by: the answer is what is thrown. */
static const char forge[] =
    "var b=new Uint8Array(36),o=[1,524288,36,0,1200000,10000000,0,0,0,0,0,0],i;b.set([135,64,64,64,64,80]);"
    "b.set([64,76,255,255,255,255,255,255,255,255,168,221,75,32],22);board.erase(524288);board.program(524288,b,36);"
    "for(i=0;i<12;i++)board.orderNumber(i,o[i]);throw new Error('answer '+board.order(12))";

static int spoil(void) {
  static const char *const scripts[] = {"", "thereIsNoSuchThing()", "for(;;);", "var a=[];for(;;)a.push(a.slice())"};
  uint32_t how = pump_mailbox.spoil;

  pump_mailbox.spoil = SPOIL_NOTHING;
  if (how == SPOIL_POKE) *(volatile uint32_t *)pump_mailbox.poke = 0;
  while (how == SPOIL_SPIN) __asm volatile("");
  if (how == SPOIL_FORGE) return js_load(runtime, forge, sizeof forge - 1);
  return how <= SPOIL_HEAP ? js_load(runtime, scripts[how], strlen(scripts[how])) : JS_OK;
}

int32_t pump_runtime_step(void) {
  struct js_result result;
  int error = JS_OK;

  memset(&result, 0, sizeof result);
  result.kind = JS_NUMBER;
  looks = 0;
  if (pump_mailbox.spoil != SPOIL_NOTHING) error = spoil();
  if (error == JS_OK) error = js_call(runtime, "stepPump", NULL, 0, &result);
  if (error == JS_OK) pump_mailbox.wake = result.number;
  return done(error);
}
