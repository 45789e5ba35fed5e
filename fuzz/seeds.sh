#!/usr/bin/env bash
# Writes the seeds of all targets to fuzz/corpus, made from tests/data and profiles by the
# property tests.
set -euo pipefail
cd "$(dirname "$0")/.."

FLAGPORT_CORPUS=$PWD/fuzz/corpus cargo test --locked --test it fuzzed::
