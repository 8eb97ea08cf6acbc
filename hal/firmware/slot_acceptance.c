#include "slot_acceptance.h"

#include <string.h>

#include "acceptance.h"
#include "accept_request.h"
#include "pump_flash.h"
#include "supervisor_gates.h"

enum { LIBRARY = 1 };

/* Where the compiled library lies that the gate for signed files accepted in each slot; length 0 where it did not since the slot was written. A later
 * refusal (a key revoked meanwhile) takes it from no infusion that goes on by it. */
static struct {
  uint32_t offset, length;
} accepted[2];

void slot_written(uint32_t offset) {
  uint32_t slot;

  for (slot = 0; slot < 2; slot++)
    if (offset - (uint32_t)pump_flash_start(slot) < pump_flash_size(slot)) accepted[slot].length = 0;
}

/* An order by an entry counts where its library is the one that was accepted: the application may write into a slot. */
int64_t slot_order(const struct gate_call *call) {
  int64_t numbers[DERS_ORDER_SIZE];
  int64_t slot;

  memcpy(numbers, call->request, sizeof numbers);
  slot = numbers[DERS_ORDER_SLOT];
  if (numbers[DERS_ORDER_ENTRY] >= 0 &&
      !(slot >= 0 && slot < 2 && accepted[slot].length > 0 && numbers[DERS_ORDER_LIBRARY_OFFSET] == accepted[slot].offset &&
        numbers[DERS_ORDER_LIBRARY_LENGTH] == accepted[slot].length))
    return DERS_ANSWER_UNREADABLE;
  return gate_order(call);
}

int64_t slot_accept(const struct gate_call *call, uint8_t demonstration_keys) {
  const uint32_t place = ders_word_at(call->request + ASKED_PLACE);
  const uint32_t result = ders_accept_request(&pump_storage, demonstration_keys, call->request, call->length, call->answer);
  uint32_t slot;

  if (result == DERS_ACCEPTED && ders_word_at(call->request + ASKED_KIND) == LIBRARY) {
    for (slot = 0; slot < 2; slot++) {
      if (place != (uint32_t)pump_flash_start(slot)) continue;
      accepted[slot].offset = ders_word_at(call->answer + ANSWERED_CONTENT);
      accepted[slot].length = ders_word_at(call->answer + ANSWERED_CONTENT + 4);
    }
  }
  return result;
}
