#!/usr/bin/env bash
# Counts the instructions of decoding and thinning with valgrind, and compares them with
# benches/instructions.toml: a guard that does not depend on how busy a computer is. The
# program is that of the tests (opt-level 0), so that nothing else has to be built: what
# is guarded is how much work is done, not how well the compiler does it.
#
#   benches/callgrind.sh           compare; fails if a piece takes more than the tolerance
#   benches/callgrind.sh --renew   write the counts of today, to be reviewed like code
set -euo pipefail
cd "$(dirname "$0")/.."

limits=benches/instructions.toml
pieces=(decoder data-sets readout load-profile plot-lines plot-frames)

if ! command -v valgrind >/dev/null; then
  echo "skipped: there is no valgrind"
  exit 0
fi

built=$(cargo bench --locked --profile dev --bench instructions --no-run 2>&1) || {
  echo "$built"
  exit 1
}
program=$(sed -n 's/^ *Executable .*(\(.*\))$/\1/p' <<<"$built")
compiler=$(rustc --version | cut -d' ' -f1,2)

told() { sed -n "s/^$1 = \"\{0,1\}\([^\"]*\)\"\{0,1\}$/\1/p" "$limits"; }

count() {
  valgrind --tool=callgrind --callgrind-out-file=/dev/null --collect-atstart=no \
    --toggle-collect='*instructions::counted*' "$program" "$1" 2>&1 |
    sed -n 's/.*Collected : \([0-9]*\)$/\1/p'
}

if [ "${1:-}" = --renew ]; then
  {
    echo "# Instructions of each piece in the profile dev, by benches/callgrind.sh --renew."
    echo "compiler = \"$compiler\""
    echo "# More than so many percent above fails."
    echo "tolerance = 5"
    for piece in "${pieces[@]}"; do
      echo "$piece = $(count "$piece")"
    done
  } >"$limits.new"
  mv "$limits.new" "$limits"
  cat "$limits"
  exit 0
fi

tolerance=$(told tolerance)
known=$(told compiler)
failed=0
for piece in "${pieces[@]}"; do
  limit=$(told "$piece")
  now=$(count "$piece")
  verdict=$(awk -v now="$now" -v limit="$limit" -v tolerance="$tolerance" 'BEGIN {
    change = (now / limit - 1) * 100
    verdict = change > tolerance ? "TOO MANY" : change < -tolerance ? "fewer: renew" : "holds"
    printf "%+.1f %%  %s", change, verdict
  }')
  printf '%-14s %12d of %12d  %s\n' "$piece" "$now" "$limit" "$verdict"
  case $verdict in *TOO*) failed=1 ;; esac
done
if [ "$failed" = 1 ] && [ "$compiler" != "$known" ]; then
  echo "the limits are those of $known and this is $compiler: renew them"
  failed=0
fi
exit "$failed"
