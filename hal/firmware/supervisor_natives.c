/* Runs without privileges. */
#include "protection.h"
#include "supervisor_gates.h"

PROTECTION_DATA static int64_t order[DERS_ORDER_SIZE];

#define NATIVE(name) void native_##name(struct js_frame *frame, void *context __attribute__((unused)))

/* A refusal of the gate is one of the supervisor. */
static void answer(struct js_frame *frame, int64_t number) {
  js_return_number(frame, number == GATE_REFUSED ? (double)DERS_ANSWER_REFUSED : (double)number);
}

static int64_t plain(enum supervisor_gate number) { return gate(number, NULL, 0, 0); }

NATIVE(order_number) {
  int valid = 1;
  uint32_t field = js_arg_whole(frame, 0, DERS_ORDER_SIZE - 1, &valid);

  if (valid) order[field] = ders_whole(js_arg_number(frame, 1));
}

NATIVE(order) {
  int valid = 1;
  uint32_t count = js_arg_whole(frame, 0, 255, &valid);

  answer(frame, gate(GATE_ORDER, order, sizeof order, count));
}

NATIVE(run) {
  int64_t request[3];
  int i;

  for (i = 0; i < 3; i++) request[i] = ders_whole(js_arg_number(frame, i));
  answer(frame, gate(GATE_RUN, request, sizeof request, 0));
}

NATIVE(renew) {
  int64_t lease = ders_whole(js_arg_number(frame, 0));

  answer(frame, gate(GATE_RENEW, &lease, sizeof lease, 0));
}

NATIVE(stop) {
  (void)frame;
  plain(GATE_STOP);
}

NATIVE(reset) {
  (void)frame;
  plain(GATE_RESET);
}

NATIVE(motion) { js_return_number(frame, (double)plain(GATE_MOTION)); }
NATIVE(halt) { js_return_number(frame, (double)plain(GATE_HALT)); }

NATIVE(delivered) {
  int64_t part = ders_whole(js_arg_number(frame, 0));

  js_return_number(frame, (double)gate(GATE_DELIVERED, &part, sizeof part, 0));
}

NATIVE(total) { js_return_number(frame, (double)plain(GATE_TOTAL)); }
