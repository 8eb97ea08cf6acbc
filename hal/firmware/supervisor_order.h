/* Whether an order is within the ceiling of its entry, read from the library in the storage. */
#ifndef DERS_SUPERVISOR_ORDER_H
#define DERS_SUPERVISOR_ORDER_H

#include "supervisor.h"

/* DERS_ANSWER_ACCEPTED, _REFUSED for numbers that are no order, _UNREADABLE, or _ABOVE_CEILING. Changes nothing. */
enum ders_answer ders_order_judge(const struct ders_supervisor_hardware *hardware,
                                  const struct ders_supervisor_mechanism *mechanism,
                                  const int64_t order[DERS_ORDER_SIZE]);

#endif
