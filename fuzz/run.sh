#!/usr/bin/env bash
# Fuzzes: fuzz/run.sh [RUNS] [TARGET...]. Ten million runs of every target if nothing is
# said. Stops with the first target that finds something; README.md says more.
set -euo pipefail
cd "$(dirname "$0")/.."

runs=${1:-10000000}
shift || true
checks=tests/it/fuzzed/checks/mod.rs
if [ $# -eq 0 ]; then
  mapfile -t all < <(sed -n 's/^ *target("\([a-z0-9_]*\)".*/\1/p' "$checks")
  set -- "${all[@]}"
fi

# Without a sanitizer: the program forbids unsafe code, so there is nothing for one to find.
# In the debug profile `cargo fuzz build` would be slow, in its own it checks for overflows.
cargo +nightly fuzz build -s none
binaries=fuzz/target/$(rustc +nightly -vV | sed -n 's/^host: //p')/release

# What is written into files is never read again.
scratch=$(mktemp -d -p "$([ -w /dev/shm ] && echo /dev/shm || echo "${TMPDIR:-/tmp}")")
trap 'rm -rf "$scratch"' EXIT
export TMPDIR=$scratch
# A backtrace would take more memory than an input may.
export RUST_BACKTRACE=0

dictionary() {
  case $1 in
  device_profiles | parameter_sets | settings) echo fuzz/dict/ron.dict ;;
  visits | series_json | journal) echo fuzz/dict/json.dict ;;
  rfc2217) echo fuzz/dict/rfc2217.dict ;;
  *) echo fuzz/dict/telegram.dict ;;
  esac
}

mkdir -p fuzz/logs
printf '%-16s %12s %9s %9s %9s %9s\n' target runs seconds runs/s MiB edges
for target; do
  longest=$(sed -n "s/^ *target(\"$target\", .*, \([0-9]*\)),/\1/p" "$checks")
  [ -n "$longest" ] || { echo "$target is no target" >&2; exit 2; }
  mkdir -p "fuzz/corpus/$target" "fuzz/artifacts/$target"
  log=fuzz/logs/$target.log
  began=$SECONDS
  "$binaries/$target" "fuzz/corpus/$target" \
    -runs="$runs" -max_len="$longest" -dict="$(dictionary "$target")" \
    -timeout=10 -malloc_limit_mb=64 -rss_limit_mb=1024 -reload=0 -print_final_stats=1 \
    -artifact_prefix="fuzz/artifacts/$target/" >"$log" 2>&1 || {
    tail -n 40 "$log"
    echo "$target found something: see fuzz/artifacts/$target" >&2
    exit 1
  }
  of() { sed -n "s/^stat::$1: *//p" "$log"; }
  printf '%-16s %12s %9s %9s %9s %9s\n' "$target" "$(of number_of_executed_units)" \
    "$((SECONDS - began))" "$(of average_exec_per_sec)" "$(of peak_rss_mb)" \
    "$(sed -n 's/.* cov: \([0-9]*\) .*/\1/p' "$log" | tail -n 1)"
done
