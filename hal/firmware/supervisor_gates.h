/* supervisor_gates.h: the supervisor for code without privileges: the first gates of an image, and the natives over them. What they are told and
 * what they answer is in supervisor.h. */
#ifndef DERS_SUPERVISOR_GATES_H
#define DERS_SUPERVISOR_GATES_H

#include "../jerryscript-bindings/js_runtime.h"
#include "gate.h"
#include "supervisor.h"

enum supervisor_gate {
  GATE_ORDER = 0,
  GATE_RUN = 1,
  GATE_RENEW = 2,
  GATE_STOP = 3,
  GATE_RESET = 4,
  GATE_MOTION = 5,
  GATE_HALT = 6,
  GATE_DELIVERED = 7,
  GATE_TOTAL = 8,
  SUPERVISOR_GATES = 9
};

/* The image's; ready before anything without privileges runs. */
extern struct ders_supervisor pump_supervisor;

/* Keep the timer interrupt out and let it in, for struct ders_supervisor_hardware. */
void supervisor_lock(void *context);
void supervisor_unlock(void *context);

int64_t gate_order(const struct gate_call *call);
int64_t gate_run(const struct gate_call *call);
int64_t gate_renew(const struct gate_call *call);
int64_t gate_stop(const struct gate_call *call);
int64_t gate_reset(const struct gate_call *call);
int64_t gate_motion(const struct gate_call *call);
int64_t gate_halt(const struct gate_call *call);
int64_t gate_delivered(const struct gate_call *call);
int64_t gate_total(const struct gate_call *call);

/* Rows of `gates`, in front of the image's own; `order` is gate_order, or what asks more and then calls it. */
#define SUPERVISOR_GATE_ROWS(order)                                                                                                        \
  {order, 8 * DERS_ORDER_SIZE, 8 * DERS_ORDER_SIZE, 0, 255}, {gate_run, 24, 24, 0, 0}, {gate_renew, 8, 8, 0, 0},                 \
      {gate_stop, 0, 0, 0, 0}, {gate_reset, 0, 0, 0, 0}, {gate_motion, 0, 0, 0, 0}, {gate_halt, 0, 0, 0, 0}, {gate_delivered, 8, 8, 0, 0}, \
      {gate_total, 0, 0, 0, 0}

void native_order_number(struct js_frame *frame, void *context);
void native_order(struct js_frame *frame, void *context);
void native_run(struct js_frame *frame, void *context);
void native_renew(struct js_frame *frame, void *context);
void native_stop(struct js_frame *frame, void *context);
void native_reset(struct js_frame *frame, void *context);
void native_motion(struct js_frame *frame, void *context);
void native_halt(struct js_frame *frame, void *context);
void native_delivered(struct js_frame *frame, void *context);
void native_total(struct js_frame *frame, void *context);

/* Rows of an image's natives. */
#define SUPERVISOR_NATIVE_ROWS                                                                                                       \
  {"orderNumber", native_order_number, 2}, {"order", native_order, 1}, {"run", native_run, 3}, {"renew", native_renew, 1},            \
      {"stop", native_stop, 0}, {"reset", native_reset, 0}, {"motion", native_motion, 0}, {"halt", native_halt, 0},                   \
      {"delivered", native_delivered, 1}, {"total", native_total, 0}

#endif
