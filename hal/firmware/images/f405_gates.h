/* f405_gates.h: what main of pump_f405 tells its gates, and learns from them. */
#ifndef DERS_F405_GATES_H
#define DERS_F405_GATES_H

#include <stdbool.h>

/* Whether there is a display to show on. */
void f405_gates_begin(bool display);

/* The application has switched itself off. */
bool f405_is_off(void);

#endif
