/* pump_gates.h: the gates of the pump's image, behind the supervisor's; pump_hal.c has the privileged side, pump_natives.c the other. */
#ifndef DERS_PUMP_GATES_H
#define DERS_PUMP_GATES_H

#include "supervisor_gates.h"

enum pump_gate {
  GATE_MONOTONIC = SUPERVISOR_GATES,
  GATE_WALL,
  GATE_SET_WALL,
  GATE_NEXT,
  GATE_SHOW,
  GATE_ALARM,
  GATE_BEEP,
  GATE_LOUDNESS,
  GATE_RUNNING,
  GATE_SENSOR, /* the bits of a double */
  GATE_HAS_SENSOR,
  GATE_REGION_START,
  GATE_REGION_SIZE,
  GATE_SECTOR_SIZE,
  GATE_ERASE,
  GATE_PROGRAM,
  GATE_WORD,
  GATE_READ,
  GATE_CRC32,
  GATE_SEARCH,
  GATE_SHA256,
  GATE_ACCEPT,
  GATE_READ_TRUST,
  GATE_CHECK_RECORDS,
  GATE_RECEIVE,
  GATE_SEND,
  GATE_ALIVE,
  GATE_OFF,
  PUMP_GATES
};

enum { PUMP_SENSORS = 14, PUMP_LONGEST_ROW = 126, PUMP_LONGEST_PROGRAM = 1024 };

#endif
