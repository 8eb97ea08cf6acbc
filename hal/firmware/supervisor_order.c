#include "supervisor_order.h"

#include "supervisor_ceiling.h"

/* Microlitres of one part, at most: of an entry of the library, and outside it. */
#define HIGHEST_VOLUME 10000000
#define UNPROTECTED_VOLUME 3000000
#define LARGEST INT64_C(0xffffffff)

static int64_t lower(int64_t one, int64_t other) { return (one < other) ? one : other; }

/* Whether the numbers are an order at all. */
static bool is_order(const int64_t order[DERS_ORDER_SIZE]) {
  bool any = false;
  uint32_t i;

  for (i = 0U; i < (uint32_t)DERS_ORDER_SIZE; i++) {
    const bool may_be_none = (i == (uint32_t)DERS_ORDER_SLOT) || (i == (uint32_t)DERS_ORDER_ENTRY);

    if (!((order[i] >= (may_be_none ? -1 : 0)) && (order[i] <= LARGEST))) return false;
  }
  if (!(order[DERS_ORDER_SLOT] <= 1)) return false;
  if ((order[DERS_ORDER_SLOT] < 0) != (order[DERS_ORDER_ENTRY] < 0)) return false;
  for (i = (uint32_t)DERS_ORDER_MAIN_RATE; i < (uint32_t)DERS_ORDER_LOCKOUT; i += 2U) {
    if ((order[i] > 0) != (order[i + 1U] > 0)) return false;
    if (order[i] > 0) any = true;
  }
  /* A demand without a lockout would be one after the other. */
  if ((order[DERS_ORDER_DEMAND_RATE] > 0) && !(order[DERS_ORDER_LOCKOUT] > 0)) return false;
  return any;
}

/* The ceiling of an entry; false where it cannot be read. */
static bool find_ceiling(const struct ders_supervisor_hardware *hardware,
                         const struct ders_supervisor_mechanism *mechanism, const int64_t order[DERS_ORDER_SIZE],
                         struct ders_ceiling *ceiling) {
  const int64_t start = mechanism->slot_start[order[DERS_ORDER_SLOT]];
  const int64_t size = mechanism->slot_size[order[DERS_ORDER_SLOT]];
  const int64_t offset = order[DERS_ORDER_LIBRARY_OFFSET];
  const int64_t length = order[DERS_ORDER_LIBRARY_LENGTH];
  bool found = false;

  if ((offset >= start) && (offset + length <= start + size)) {
    found = ders_ceiling_read(hardware, offset, length, order[DERS_ORDER_ENTRY], ceiling);
  }
  return found;
}

enum ders_answer ders_order_judge(const struct ders_supervisor_hardware *hardware,
                                  const struct ders_supervisor_mechanism *mechanism,
                                  const int64_t order[DERS_ORDER_SIZE]) {
  int64_t rate = mechanism->highest_rate;
  int64_t volume = UNPROTECTED_VOLUME;
  uint32_t i;

  if (!is_order(order)) return DERS_ANSWER_REFUSED;
  if (order[DERS_ORDER_ENTRY] >= 0) {
    struct ders_ceiling ceiling;

    if (!find_ceiling(hardware, mechanism, order, &ceiling)) return DERS_ANSWER_UNREADABLE;
    /* No bound is far above the pump's own. */
    rate = lower(rate, ceiling.rate);
    volume = lower(HIGHEST_VOLUME, ceiling.volume);
  }
  for (i = (uint32_t)DERS_ORDER_MAIN_RATE; i < (uint32_t)DERS_ORDER_LOCKOUT; i += 2U) {
    if (!((order[i] <= rate) && (order[i + 1U] <= volume))) return DERS_ANSWER_ABOVE_CEILING;
  }
  if (!(order[DERS_ORDER_KVO_RATE] <= order[DERS_ORDER_MAIN_RATE])) return DERS_ANSWER_ABOVE_CEILING;
  return DERS_ANSWER_ACCEPTED;
}
