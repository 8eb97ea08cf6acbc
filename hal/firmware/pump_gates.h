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

/* Rows of `gates`, in the order of enum pump_gate: an image has a function of each name; `order` asks more and then calls gate_order. */
#define PUMP_GATE_ROWS(order)                                                                                                           \
  SUPERVISOR_GATE_ROWS(order),                                                                                                          \
  {monotonic, 0, 0, 0, 0}, {wall, 0, 0, 0, 0}, {set_wall, 0, 0, 0, UINT32_MAX}, {next, 0, 0, 0, 0}, {show, 2, PUMP_LONGEST_ROW, 0, 0},  \
      {alarm, 2, 2, 0, 0}, {beep, 0, 0, 0, 255}, {loudness, 0, 0, 0, 255}, {running, 0, 0, 0, 1}, {sensor, 0, 0, 0, PUMP_SENSORS - 1},  \
      {has_sensor, 0, 0, 0, PUMP_SENSORS - 1}, {region_start, 0, 0, 0, PUMP_REGIONS - 1}, {region_size, 0, 0, 0, PUMP_REGIONS - 1},     \
      {sector_size, 0, 0, 0, PUMP_REGIONS - 1}, {erase, 0, 0, 0, UINT32_MAX}, {program, 4, PUMP_LONGEST_PROGRAM, 0, UINT32_MAX},        \
      {word, 0, 0, 0, UINT32_MAX}, {read, 8, 8, GATE_ASKED, 0}, {crc32, 12, 12, 0, 0}, {search, 16, 16, 0, 0}, {sha256, 8, 8, 32, 0},   \
      {accept, ASKED_SIZE, ASKED_SIZE + DERS_MOST_HIGHEST, ANSWERED_SIZE, 0}, {read_trust, 8, 8, ANSWERED_SIZE, 0},                     \
      {check_records, 16, 16, 0, 0}, {receive, 4, 4, GATE_ASKED, 0}, {send, 1, DERS_LINK_CONTENT, 0, 0}, {alive, 0, 0, 0, 0},           \
      {off, 0, 0, 0, 0}

#endif
