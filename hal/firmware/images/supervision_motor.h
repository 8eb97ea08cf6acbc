/* supervision_motor.h: the motor of the image test_supervision: a millisecond's interrupt that makes the steps, counts an encoder which follows them,
 * debounces the keys, ticks the supervisor, and feeds the watchdog while main says that it is alive. */
#ifndef DERS_SUPERVISION_MOTOR_H
#define DERS_SUPERVISION_MOTOR_H

#include <stdbool.h>
#include <stdint.h>

/* ms without a sign of life of main after which the watchdog is not fed any more, and after which it then bites. */
enum { MOTOR_ALIVE = 8000, MOTOR_WATCHDOG = 1000 };

struct motor_figures {
  uint32_t now; /* ms since power-on */
  uint32_t steps, counts;
  uint32_t last_step; /* ms */
  uint32_t shortest;  /* ms between two steps, since motor_begin or motor_forget */
};

/* Begins supervisor and interrupt; time stands until board_time_go. */
bool motor_begin(void);
uint32_t motor_now(void);
void motor_alive(void);
void motor_key(uint32_t key, bool closed);
/* ms without a sign of life of main after which the interrupt ends what runs without privileges; 0: never. */
void motor_bound(uint32_t ms);
struct motor_figures motor_figures(void);
void motor_forget(void);

#endif
