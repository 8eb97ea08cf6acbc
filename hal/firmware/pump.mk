# The pump's image: the Makefile's own rules with other parts. make -f pump.mk BOARD=mps2-an386 RUNTIME=duktape; ./build.sh firmware calls it.
IMAGE = pump
VERSION := $(shell node -p 'require("../../package.json").version')
override IMAGE_FLAGS += -DDERS_VERSION='"$(BOARD) $(VERSION)"'
PUMP_BUNDLE = $(BUILD)/pump.js
override CORE = $(addprefix $(OUT)/, pump_hal.o pump_flash.o pump_link.o link_frame.o plant_line.o bundle-pump/bundle.o supervisor.o supervisor_ceiling.o \
  supervisor_deviation.o supervisor_keys.o supervisor_order.o)

include Makefile

$(OUT)/bundle-pump/bundle.o: bundle.S $(PUMP_BUNDLE)
	mkdir -p $(OUT)/bundle-pump
	$(CC) $(CPU) -DBUNDLE='"$(abspath $(PUMP_BUNDLE))"' -c -o $@ $<

$(PUMP_BUNDLE): ../../dist/pump.js pump_door.ts bundle.js
	node bundle.js pump.js pump_door.ts pump.js
