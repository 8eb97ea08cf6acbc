/* What of the image test_supervision runs without privileges: the JavaScript runtime, the supervisor's natives, and natives that do what no program
 * should. */
#include <math.h>
#include <string.h>

#include "../protection.h"
#include "supervision.h"

uint64_t supervision_heap[SUPERVISION_HEAP / 8] __attribute__((section(".noinit"), aligned(SUPERVISION_HEAP)));
PROTECTION_DATA struct supervision_mailbox supervision_mailbox;
PROTECTION_DATA static struct js_runtime *runtime;
PROTECTION_DATA static int64_t begun;

static int64_t present(void) { return gate(GATE_NOW, NULL, 0, 0); }

static int expired(void *context) {
  (void)context;
  return supervision_mailbox.limit > 0 && present() - begun > supervision_mailbox.limit;
}

#define NATIVE(name) static void name(struct js_frame *frame, void *context __attribute__((unused)))

static uint32_t word(struct js_frame *frame, int index) {
  int valid = 1;

  return js_arg_whole(frame, index, UINT32_MAX, &valid);
}

NATIVE(now) { js_return_number(frame, (double)present()); }

/* A store and a load as they come. */
NATIVE(poke) { *(volatile uint32_t *)word(frame, 0) = word(frame, 1); }
NATIVE(peek) { js_return_number(frame, *(volatile uint32_t *)word(frame, 0)); }

/* A call to a gate as it comes. */
NATIVE(raw_gate) {
  int64_t answer = gate(word(frame, 0), (const void *)word(frame, 1), word(frame, 2), word(frame, 3));

  js_return_number(frame, answer == GATE_REFUSED ? NAN : (double)answer);
}

/* Supervisor calls that are no gates: the one that main enters by, and one that is none. */
NATIVE(enter_again) {
  (void)frame;
  __asm volatile("svc #2" : : : "r0", "r1", "r2", "r3", "memory");
}
NATIVE(unknown_call) {
  (void)frame;
  __asm volatile("svc #9" : : : "r0", "r1", "r2", "r3", "memory");
}

/* Takes privileges, and keeps the interrupts out: neither has an effect. */
NATIVE(seize) {
  uint32_t control;

  __asm volatile("msr control, %1\n\tisb\n\tcpsid i\n\tmrs %0, control" : "=r"(control) : "r"(0) : "memory");
  js_return_number(frame, control);
}

/* The debugger's door. */
NATIVE(semihost) {
  (void)frame;
  __asm volatile("movs r0, #0x18\n\tldr r1, =0x20026\n\tbkpt 0xab" : : : "r0", "r1", "memory");
}

NATIVE(undefined) {
  (void)frame;
  __asm volatile("udf #0");
}

NATIVE(spin) {
  (void)frame;
  for (;;) __asm volatile("nop");
}

static uint32_t deeper(volatile uint32_t *above) {
  volatile uint32_t here[16];

  here[0] = above[0] + 1;
  return here[0] == UINT32_MAX ? 0 : deeper(here) + here[0];
}

/* Recursion in C, which no runtime counts. */
NATIVE(dig) {
  volatile uint32_t here[1] = {0};

  js_return_number(frame, deeper(here));
}

static const struct js_function natives[] = {
    SUPERVISOR_NATIVE_ROWS,    {"now", now, 0},         {"poke", poke, 2},         {"peek", peek, 1}, {"gate", raw_gate, 4}, {"enter", enter_again, 0},
    {"unknown", unknown_call, 0}, {"seize", seize, 0}, {"semihost", semihost, 0}, {"undefined", undefined, 0}, {"spin", spin, 0}, {"dig", dig, 0},
};

static int32_t done(int error) {
  strncpy(supervision_mailbox.message, error == JS_OK ? "" : js_message(runtime), sizeof supervision_mailbox.message - 1);
  return error;
}

int32_t supervision_begin(void) {
  struct js_setup setup = {supervision_heap, SUPERVISION_HEAP, 24u << 10, expired, NULL};
  int error = js_create(&runtime, &setup);

  if (error == JS_OK) error = js_install(runtime, "host", natives, sizeof natives / sizeof *natives, NULL);
  return done(error);
}

static void take_text(char *text) {
  uint32_t length = supervision_mailbox.length;

  text[0] = '\0';
  if (gate(GATE_TEXT, &length, sizeof length, (uintptr_t)text) == GATE_REFUSED) length = 0;
  text[length] = '\0';
}

int32_t supervision_load(void) {
  char text[SUPERVISION_TEXT + 1];

  take_text(text);
  begun = present();
  return done(js_load(runtime, text, strlen(text)));
}

int32_t supervision_call(void) {
  char name[SUPERVISION_TEXT + 1];
  struct js_result result;
  int error;

  take_text(name);
  memset(&result, 0, sizeof result);
  result.kind = JS_NUMBER;
  begun = present();
  error = js_call(runtime, name, NULL, 0, &result);
  supervision_mailbox.number = result.number;
  return done(error);
}
