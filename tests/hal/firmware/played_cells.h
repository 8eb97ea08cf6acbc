/* In front of chip_regions.c: the cells that chip_host.c plays, in the place of the chip's memory. */
#ifndef DERS_PLAYED_CELLS_H
#define DERS_PLAYED_CELLS_H

#include <stdint.h>

extern uint8_t played_cells[];

#endif
