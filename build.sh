#!/usr/bin/env bash
# The project's one door for building and testing; alone, it prints what it can do.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

DEBIAN_PACKAGES=(gcc libc6-dev make duktape-dev)
MODEL_PACKAGES=(spin)
BROWSER_PACKAGES=(chromium fonts-dejavu-core)
FUZZ_PACKAGES=(clang libclang-rt-14-dev)
FIRMWARE_PACKAGES=(gcc-arm-none-eabi libnewlib-arm-none-eabi qemu-system-arm)

usage() {
  cat <<'END'
usage: ./build.sh COMMAND
  setup      install the npm and Debian packages the project needs (skips what is there)
  check      formatting, lint and types
  bundle     the engine as one ES5 file: dist/engine.js
  test       setup, check, bundle, the Duktape host, all tests, coverage of engine/, gaps of the safety file
  coverage   the engine's tests alone, with coverage
  fuzz       any bytes on what takes bytes from outside: [--minutes N] [--target T …] [--seed N]
  bench      measure, and write bench/results.json
  sim        the simulated pump on a web page: [--port N] [--seed N] [--library L] [--trace FILE] [--target B]
  firmware   images for the boards, with a table of sizes: [--board B] [--runtime R]
  emulate    boot the pump in the emulator behind its web page, or with --image I the console of another image
  flash      write an image to a board, then its self-test: --board B --with openocd|st-flash|dfu-util [--port P] [--dry-run]
END
}

say() { printf '\n== %s\n' "$*"; }
fail() { printf 'build.sh: %s\n' "$*" >&2; exit 1; }

as_root() {
  if [ "$(id -u)" = 0 ]; then "$@"
  elif command -v sudo >/dev/null; then sudo "$@" || fail "sudo could not run: $* (run it yourself, then start again)"
  else fail "needs root for: $* (run it as root, then start again)"
  fi
}

apt_get() { as_root env DEBIAN_FRONTEND=noninteractive apt-get -qq -y -o Dpkg::Use-Pty=0 "$@" </dev/null; }

debian_packages() {
  local missing=() name
  for name in "$@"; do
    [ "$(dpkg-query -W -f='${db:Status-Status}' "$name" 2>/dev/null)" = installed ] || missing+=("$name")
  done
  if [ ${#missing[@]} = 0 ]; then return; fi
  command -v apt-get >/dev/null || fail "not a Debian system: install the equivalent of ${missing[*]} yourself"
  say "installing Debian packages: ${missing[*]}"
  if ! compgen -G '/var/lib/apt/lists/*_Packages*' >/dev/null; then apt_get update; fi
  # Lists older than the archive name files that are gone: fetch them again, once.
  apt_get install --no-install-recommends "${missing[@]}" ||
    { apt_get update && apt_get install --no-install-recommends "${missing[@]}"; }
}

npm_packages() {
  command -v node >/dev/null || fail 'Node.js is missing: install version 20 or newer'
  [ "$(node -p 'parseInt(process.versions.node)')" -ge 20 ] || fail "Node.js $(node -v) is too old: 20 or newer is needed"
  local stamp=node_modules/.setup-done wanted
  wanted=$(cat package.json package-lock.json .npmrc | sha256sum)
  if [ "$(cat "$stamp" 2>/dev/null)" = "$wanted" ]; then return; fi
  say 'installing npm packages'
  # Not `npm ci`: it refuses a lock whose optional platform packages a mirror lacks.
  npm install --no-save --no-audit --no-fund --loglevel=error </dev/null
  printf '%s\n' "$wanted" >"$stamp"
}

setup() { debian_packages "${DEBIAN_PACKAGES[@]}"; npm_packages; }
run() { npm run --silent "$@" </dev/null; }

check() {
  setup
  say 'formatting and lint'; run lint
  say 'types'; run typecheck
}

bundle() { setup; say 'bundle'; run bundle; }

firmware() {
  debian_packages "${FIRMWARE_PACKAGES[@]}"
  bundle
  say 'firmware'; node hal/firmware/build.js "$@"
}

test_all() {
  check
  bundle
  say 'Duktape host'; run build:js-host
  firmware
  debian_packages "${BROWSER_PACKAGES[@]}" "${MODEL_PACKAGES[@]}"
  say 'tests'; run test -- --coverage | tee build/test-output.txt
  say 'safety file and its gaps'; run safety
  tail -n 1 build/test-output.txt
}

case "${1-}" in
  '' | help | -h | --help) usage ;;
  setup) setup; echo 'setup: everything is there' ;;
  check) check ;;
  bundle) bundle ;;
  test) test_all ;;
  coverage) setup; run coverage ;;
  fuzz) setup; debian_packages "${FUZZ_PACKAGES[@]}"; run test:fuzz -- "${@:2}" ;;
  bench)
    [ -f bench/run.ts ] || fail 'there is nothing to measure yet: bench/run.ts is missing'
    firmware; run build:js-host; run bench
    ;;
  sim) npm_packages; exec node simulator/bin/pump-sim.js serve "${@:2}" ;;
  firmware) firmware "${@:2}" ;;
  emulate) debian_packages "${FIRMWARE_PACKAGES[@]}"; npm_packages; exec node hal/firmware/emulate.js "${@:2}" ;;
  flash) npm_packages; node hal/firmware/flash.js "${@:2}" ;;
  *) printf 'build.sh: there is no command "%s"\n\n' "$1" >&2; usage >&2; exit 2 ;;
esac
