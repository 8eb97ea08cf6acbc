/* pump_hal.h: the privileged side of the pump's image, and the gates to it (pump_gates.h). Time, keys and sensors are what the plant's last request
 * said; the supervisor, the debouncing and the flash's rules are this board's. */
#ifndef DERS_PUMP_HAL_H
#define DERS_PUMP_HAL_H

#include "plant_line.h"
#include "supervisor.h"

extern struct ders_supervisor pump_supervisor;

/* Power has come: supervisor, keys and queue begin; false where the supervisor does not. */
bool pump_hal_begin(const struct plant_boot *boot);

/* A request's time, shaft and cable hold until the next. */
void pump_hal_present(const struct plant_request *request);

/* Keys and supervisor have what is due. */
void pump_hal_tick(void);

/* A raw edge of a contact. */
void pump_hal_contact(uint32_t key, bool closed, uint64_t at);

#endif
