# The pump's image: the Makefile's own rules with other parts. make -f pump.mk BOARD=mps2-an386 RUNTIME=duktape; ./build.sh firmware calls it.
IMAGE = pump
LAYOUT = protected.ld
VERSION := $(shell node -p 'require("../../package.json").version')
override IMAGE_FLAGS += -DDERS_VERSION='"$(BOARD) $(VERSION)"'
# The block of the runtime, and the power of two that holds it: what the scenarios of the tests need (Duktape 320 KB, JerryScript 80 KB) and a fifth.
# Source in the place of byte code takes more.
HEAP = $(if $(filter jerryscript,$(RUNTIME)),$(if $(CODE),0x18000,0x2c000),0x60000)
REGION = $(if $(filter jerryscript,$(RUNTIME)),$(if $(CODE),0x20000,0x40000),0x80000)
override IMAGE_FLAGS += -DHEAP_SIZE=$(HEAP)u -DHEAP_REGION=$(REGION)u
PUMP_BUNDLE = $(BUILD)/pump.js
# Without a plant: a UART in its place.
LINE = $(if $(filter pump_uart,$(IMAGE)),pump.o link_uart.o,plant_line.o)
override CORE = $(addprefix $(OUT)/, pump_runtime.o pump_hal.o pump_natives.o pump_flash.o pump_link.o link_frame.o accept_request.o slot_acceptance.o acceptance.o \
  signed_library.o cbor.o library_records.o $(LINE) bundle-pump/$(CARRIER) \
  supervisor.o supervisor_ceiling.o supervisor_deviation.o supervisor_keys.o supervisor_order.o supervisor_gates.o supervisor_natives.o protection.o gate.o)

include Makefile


$(OUT)/link_uart.o: boards/$(BOARD)/link_uart.c Makefile | $(OUT)
	$(CC) $(CFLAGS) $(WARN) -c -o $@ $<

$(OUT)/bundle-pump/$(CARRIER): bundle.S $(call carried,$(PUMP_BUNDLE))
	mkdir -p $(OUT)/bundle-pump
	$(CC) $(CPU) $(call carried_flags,$(PUMP_BUNDLE)) -c -o $@ $<

$(PUMP_BUNDLE): ../../dist/pump.js pump_door.ts bundle.js
	node bundle.js pump.js pump_door.ts pump.js
