#include "gate.h"

#include <string.h>

#include "protection.h"

static uint64_t request[GATE_LONGEST / 8];

__attribute__((naked)) int64_t gate(uint32_t number __attribute__((unused)), const void *given __attribute__((unused)),
                                    uint32_t length __attribute__((unused)), uintptr_t third __attribute__((unused))) {
  __asm volatile("svc #0\n\tbx lr");
}

static void refuse(const uint32_t *frame, const char *what, uint32_t address) {
  protection_end(PROTECTION_GATE, what, frame[6], address);
}

void gate_taken(uint32_t *frame) {
  uint32_t number = frame[0], third = frame[3];
  struct gate_call call = {(const uint8_t *)request, frame[2], 0, NULL, 0};
  int64_t result = GATE_REFUSED;
  const struct gate *taken;

  if (!(number < gate_count)) refuse(frame, "no such gate", number);
  taken = &gates[number];
  if (call.length >= taken->least && call.length <= taken->most && call.length <= GATE_LONGEST) {
    if (call.length > 0 && !protection_readable(frame[1], call.length)) refuse(frame, "request outside", frame[1]);
    if (call.length > 0) memcpy(request, (const void *)frame[1], call.length);
    if (taken->answer != 0) {
      call.room = taken->answer;
      if (taken->answer == GATE_ASKED) memcpy(&call.room, call.request + call.length - 4, 4);
      if (!protection_writable(third, call.room)) refuse(frame, "answer outside", third);
      call.answer = (uint8_t *)third;
      result = taken->work(&call);
    } else if (third <= taken->largest) {
      call.number = third;
      result = taken->work(&call);
    }
  }
  frame[0] = (uint32_t)result;
  frame[1] = (uint32_t)((uint64_t)result >> 32);
}
