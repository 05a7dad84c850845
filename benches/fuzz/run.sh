#!/usr/bin/env bash
# Feeds damaged files to everything that reads what others made, a minute a target (or as many seconds as
# are given). Needs a nightly compiler and: cargo install cargo-fuzz
set -euo pipefail
cd "$(dirname "$0")/../.."
seconds=${1:-60}

seeds=$(mktemp -d)
trap 'rm -rf "$seeds"' EXIT
mkdir "$seeds"/{lesson,archive,pictures,photo}
for lesson in tests/packs/valid/*/*.yaml lessons/minimal/*.yaml; do
  cp "$lesson" "$seeds/lesson/$(tr / - <<<"$lesson")"
done
for picture in data/photos/sudoku-cells/*.png; do
  { printf '\0'; cat "$picture"; } >"$seeds/pictures/$(basename "$picture")"
done
printf '\003\x93NUMPY\x01\x00v\x00%-117s\n\x01\x02\xff\x00' "{'descr': '|u1', 'fortran_order': False, 'shape': (2, 1, 2), }" >"$seeds/pictures/npy"
printf '\004id,label,a,b,c,d\n0,1,0,255,3,4\n1,0,5.0,6,7,8\n' >"$seeds/pictures/csv"
cp tests/data/pages/*.jpg data/photos/*.png "$seeds/photo"
cargo run --quiet -- pack build lessons/minimal --output "$seeds/archive/minimal.mindgap" >/dev/null

for target in lesson archive pictures photo; do
  printf '\n== %s\n' "$target"
  # The program has no unsafe code of its own, and with a sanitizer its dependencies take an hour to build.
  cargo +nightly fuzz run --sanitizer none --fuzz-dir benches/fuzz "$target" "$seeds/$target" -- \
    -max_total_time="$seconds" -max_len=16384 -timeout=5 -rss_limit_mb=1024
done
