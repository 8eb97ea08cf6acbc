/* slot_acceptance.h: which library each slot of a pump has been accepted with, so that an order by an entry counts only by a library that the gate for signed files let
 * through since its slot was written. On the privileged side, over pump_flash.h and accept_request.h. */
#ifndef DERS_SLOT_ACCEPTANCE_H
#define DERS_SLOT_ACCEPTANCE_H

#include <stdint.h>

#include "gate.h"

/* Before anything is erased or programmed at `offset`: what is written into a slot is not accepted yet. */
void slot_written(uint32_t offset);

/* The work of GATE_ACCEPT, which notes what was accepted where. */
int64_t slot_accept(const struct gate_call *call, uint8_t demonstration_keys);

/* The work of GATE_ORDER: gate_order, where the library of the order is the one accepted in its slot, or it has none. */
int64_t slot_order(const struct gate_call *call);

#endif
