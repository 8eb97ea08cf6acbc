#include "registers.h"

uint32_t register_read(uint32_t address) { return *(volatile uint32_t *)address; }

void register_write(uint32_t address, uint32_t value) { *(volatile uint32_t *)address = value; }
