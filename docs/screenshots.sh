#!/usr/bin/env bash
# Makes the README's pictures in a real terminal emulator on a screen of its own: xterm with sixel. Needs Debian's
# xterm, xvfb, xdotool, imagemagick, fonts-dejavu-core, curl and zbar-tools, and a release build.
set -euo pipefail
cd "$(dirname "$0")/.."

program=$PWD/target/release/mindgap
home=$(mktemp -d)
export DISPLAY=:77
Xvfb "$DISPLAY" -screen 0 1024x768x24 &
screen=$!
terminal=
trap 'kill "$screen" ${terminal:-}; rm -rf "$home"' EXIT
sleep 1

# Opens a lesson; pictures are told apart by what xterm says of itself when it is asked.
open() {
  env -u TMUX -u STY xterm -ti vt340 -xrm 'XTerm*decTerminalID: vt340' \
    -xrm 'XTerm*numColorRegisters: 256' -fa 'DejaVu Sans Mono' -fs 10 -geometry 100x30+0+0 \
    -bg black -fg grey90 -e env COLORTERM=truecolor "$program" --data-dir "$home" learn --lesson "$1" &
  terminal=$!
  sleep 2
}

close() {
  kill "$terminal"
  wait "$terminal" || true
  terminal=
}

press() {
  for key in "$@"; do
    xdotool key --delay 60 "$key"
    sleep 0.3
  done
}

shoot() {
  import -window root -crop 806x516+0+0 +repage "docs/$1.png"
}

open 1
press Return Return 9 5 Return 9 8 Return Return
sleep 3
shoot training
sleep 25
press Return 2 Return Return 9 8 Return
sleep 6
press Return Return Return Return
press 9 0 Right Return
sleep 10
press Down
sleep 1
shoot reveal
close

open 4
press Return
sleep 1
press Return
sleep 4
press 5 0 Return
sleep 6
press Return 3 Return Return
sleep 2
# Whoever looks at the picture has not said what they read.
for _ in $(seq 22); do press x; done
press Return 5 Return
sleep 25
press Right Right Right Right Right n n
sleep 1
shoot dial
close

open 8
press Return
sleep 1
press Return
sleep 4
press 7 0 Return
sleep 1
# A 5, in pixels of the window.
xdotool mousemove 300 110 mousedown 1
for place in "250 112" "205 115" "200 160" "198 205" "240 200" "285 215" "300 260" "285 310" "240 335" "190 325"; do
  read -r x y <<<"$place"
  xdotool mousemove "$x" "$y"
  sleep 0.1
done
xdotool mouseup 1
sleep 2
shoot drawing
close

open 5
press Return
sleep 1
press Return
sleep 4
for _ in $(seq 16); do press x; done
press Return 8 0 Return
sleep 6
press Return
sleep 6
shoot groups
close

# The phone is curl, which finds in by the code on the screen.
open 7
press Return
sleep 1
press Return
sleep 4
press 5 0 Return
sleep 6
press Return Return
sleep 6
press m
sleep 2
link=$(import -window root png:- | zbarimg --raw -q png:-)
phone=$(curl -s "$link" | sed -n 's/.*data-phone="\([^"]*\)".*/\1/p')
curl -sN --max-time 60 "$link/$phone/events" >/dev/null &
curl -s --data-binary @tests/data/pages/sheet-on-desk-0123456789.jpg "$link/$phone/photo"
sleep 6
for _ in $(seq 9); do press Up; done
sleep 1
shoot phone
close
