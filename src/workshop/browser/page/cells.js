// Draws frames: text as text, each run as wide as its cells, and on a canvas below it grounds, lines, blocks and dots,
// so that they meet exactly in every typeface. Pictures lie below the canvas, which has holes where they are.
window.Cells = (function () {
  'use strict';
  var BOLD = 1, DIM = 2, ITALIC = 4, UNDERLINED = 8, REVERSED = 64, HIDDEN = 128, CROSSED = 256;
  var screen = document.getElementById('screen');
  var text = document.getElementById('text');
  var ground = document.getElementById('ground');
  var pictures = document.getElementById('pictures');
  var ink = ground.getContext('2d');
  var probe = document.createElement('canvas').getContext('2d');

  var cell = { width: 10, height: 20, wide: 10, high: 20, font: 16 };
  var columns = 0, rows = 0;
  // The runs of each row, and what lies where: 1 for a cell in which a picture is seen.
  var runs = [];
  var holes = [];
  var images = {};
  var placed = [];
  var advances = {};

  // ---- cells ----------------------------------------------------------------------------------------------------

  function family() { return getComputedStyle(screen).fontFamily; }

  // How wide a character is, as a share of the font's size.
  function share() {
    probe.font = '100px ' + family();
    return probe.measureText('0000000000').width / 1000;
  }

  // Cells are whole pixels of the device, and twice as high as wide, as pictures take them to be.
  function measure(wanted, ratio) {
    var wide = Math.max(3, Math.floor(wanted * share() * ratio));
    return { wide: wide, high: 2 * wide, width: wide / ratio, height: 2 * wide / ratio, font: wide / ratio / share() };
  }

  function setCell(next) {
    cell = next;
    advances = {};
    screen.style.fontSize = cell.font + 'px';
    screen.style.lineHeight = cell.height + 'px';
  }

  // Whether a character is as wide as its cell in this typeface, or in the one that stands in for it.
  function fits(sign) {
    if (sign >= ' ' && sign <= '~') { return true; }
    if (advances[sign] === undefined) {
      probe.font = cell.font + 'px ' + family();
      advances[sign] = probe.measureText(sign).width;
    }
    return Math.abs(advances[sign] - cell.width) < 0.01 * cell.width;
  }

  function resize(size) {
    columns = size[0];
    rows = size[1];
    runs = [];
    holes = [];
    text.textContent = '';
    for (var y = 0; y < rows; y += 1) {
      runs.push([]);
      holes.push({});
      var row = document.createElement('div');
      row.style.height = cell.height + 'px';
      text.appendChild(row);
    }
    [screen, text].forEach(function (element) {
      element.style.width = columns * cell.width + 'px';
      element.style.height = rows * cell.height + 'px';
    });
    ground.width = columns * cell.wide;
    ground.height = rows * cell.high;
    ground.style.width = columns * cell.width + 'px';
    ground.style.height = rows * cell.height + 'px';
  }

  // ---- colours --------------------------------------------------------------------------------------------------

  function css(name) { return getComputedStyle(document.documentElement).getPropertyValue(name).trim(); }
  function hex(colour, own) { return colour < 0 ? own : '#' + ('00000' + colour.toString(16)).slice(-6); }
  function colours(run, own) {
    var fore = hex(run[1], own.ink);
    var back = hex(run[2], own.ground);
    return run[3] & REVERSED ? [back, fore, true] : [fore, back, run[2] >= 0];
  }

  // ---- text -----------------------------------------------------------------------------------------------------

  function isDrawn(sign) {
    var at = sign.codePointAt(0);
    return (at >= 0x2580 && at <= 0x259f) || (at >= 0x2800 && at <= 0x28ff) || Boolean(ARMS[sign]);
  }

  function span(content, cells, kind, colour, modifiers) {
    var element = document.createElement('span');
    var classes = kind ? [kind] : [];
    if (kind === 'drawn') { element.setAttribute('aria-hidden', 'true'); } else { element.style.color = colour; }
    if (modifiers & BOLD) { classes.push('bold'); }
    if (modifiers & DIM) { classes.push('dim'); }
    if (modifiers & ITALIC) { classes.push('italic'); }
    if (modifiers & UNDERLINED) { classes.push('underlined'); }
    if (modifiers & CROSSED) { classes.push('crossed'); }
    if (modifiers & HIDDEN) { classes.push('hidden'); }
    element.className = classes.join(' ');
    element.textContent = content;
    element.style.width = cells * cell.width + 'px';
    return element;
  }

  // A run in pieces: text that fits its cells, signs that do not, and what is drawn below.
  function pieces(run) {
    if (run[4] < 0) { return [[run[0], -run[4], 'own']]; }
    var all = [];
    Array.from(run[0]).forEach(function (sign) {
      var kind = isDrawn(sign) ? 'drawn' : fits(sign) ? '' : 'own';
      var last = all[all.length - 1];
      if (last && last[2] === kind && kind !== 'own') {
        last[0] += sign;
        last[1] += 1;
      } else {
        all.push([sign, 1, kind]);
      }
    });
    return all;
  }

  function write(y, own) {
    var row = document.createElement('div');
    row.style.height = cell.height + 'px';
    runs[y].forEach(function (run) {
      var colour = colours(run, own)[0];
      pieces(run).forEach(function (piece) { row.appendChild(span(piece[0], piece[1], piece[2], colour, run[3])); });
    });
    text.replaceChild(row, text.children[y]);
  }

  // What stands in a row, without what is drawn.
  function read(y) {
    return runs[y].map(function (run) {
      return Array.from(run[0]).filter(function (sign) { return !isDrawn(sign); }).join('');
    }).join('').replace(/\s+/g, ' ').trim();
  }

  // ---- what is drawn --------------------------------------------------------------------------------------------

  // Arms of lines: left, right, up, down; 1 is light, 2 heavy, 3 double.
  var ARMS = {
    '─': [1, 1, 0, 0], '━': [2, 2, 0, 0], '│': [0, 0, 1, 1], '┃': [0, 0, 2, 2], '┌': [0, 1, 0, 1], '┐': [1, 0, 0, 1],
    '└': [0, 1, 1, 0], '┘': [1, 0, 1, 0], '├': [0, 1, 1, 1], '┤': [1, 0, 1, 1], '┬': [1, 1, 0, 1], '┴': [1, 1, 1, 0],
    '┼': [1, 1, 1, 1], '┏': [0, 2, 0, 2], '┓': [2, 0, 0, 2], '┗': [0, 2, 2, 0], '┛': [2, 0, 2, 0], '┣': [0, 2, 2, 2],
    '┫': [2, 0, 2, 2], '┳': [2, 2, 0, 2], '┻': [2, 2, 2, 0], '╋': [2, 2, 2, 2], '╭': [0, 1, 0, 1], '╮': [1, 0, 0, 1],
    '╰': [0, 1, 1, 0], '╯': [1, 0, 1, 0], '╴': [1, 0, 0, 0], '╵': [0, 0, 1, 0], '╶': [0, 1, 0, 0], '╷': [0, 0, 0, 1],
    '╸': [2, 0, 0, 0], '╹': [0, 0, 2, 0], '╺': [0, 2, 0, 0], '╻': [0, 0, 0, 2], '═': [3, 3, 0, 0], '║': [0, 0, 3, 3],
    '╔': [0, 3, 0, 3], '╗': [3, 0, 0, 3], '╚': [0, 3, 3, 0], '╝': [3, 0, 3, 0], '╠': [0, 3, 3, 3], '╣': [3, 0, 3, 3],
    '╦': [3, 3, 0, 3], '╩': [3, 3, 3, 0], '╬': [3, 3, 3, 3], '╼': [1, 2, 0, 0], '╾': [2, 1, 0, 0], '╽': [0, 0, 1, 2],
    '╿': [0, 0, 2, 1]
  };
  // Quarters of U+2596 and the nine after it: bits of upper left, upper right, lower left, lower right.
  var QUARTERS = [4, 8, 1, 13, 9, 7, 11, 2, 6, 14];
  // The bits of U+2800 and those after it, by column and row.
  var DOTS = [[0, 1, 2, 6], [3, 4, 5, 7]];

  function draw(sign, x, y) {
    var wide = cell.wide, high = cell.high;
    var left = x * wide, top = y * high;
    function box(a, b, c, d) {
      var from = [Math.round(left + a * wide), Math.round(top + b * high)];
      var to = [Math.round(left + c * wide), Math.round(top + d * high)];
      ink.fillRect(from[0], from[1], to[0] - from[0], to[1] - from[1]);
    }
    var at = sign.codePointAt(0);
    if (at === 0x2580) { box(0, 0, 1, 0.5); }
    else if (at >= 0x2581 && at <= 0x2588) { box(0, 1 - (at - 0x2580) / 8, 1, 1); }
    else if (at >= 0x2589 && at <= 0x258f) { box(0, 0, (0x2590 - at) / 8, 1); }
    else if (at === 0x2590) { box(0.5, 0, 1, 1); }
    else if (at >= 0x2591 && at <= 0x2593) {
      var before = ink.globalAlpha;
      ink.globalAlpha = before * (at - 0x2590) / 4;
      box(0, 0, 1, 1);
      ink.globalAlpha = before;
    }
    else if (at === 0x2594) { box(0, 0, 1, 0.125); }
    else if (at === 0x2595) { box(0.875, 0, 1, 1); }
    else if (at >= 0x2596 && at <= 0x259f) {
      [0, 1, 2, 3].forEach(function (part) {
        var across = part % 2 / 2, down = (part >> 1) / 2;
        if (QUARTERS[at - 0x2596] & 1 << part) { box(across, down, across + 0.5, down + 0.5); }
      });
    }
    else if (at >= 0x2800 && at <= 0x28ff) {
      var side = Math.max(1, Math.round(wide / 4));
      DOTS.forEach(function (column, across) {
        column.forEach(function (bit, down) {
          if (!((at - 0x2800) & 1 << bit)) { return; }
          ink.fillRect(Math.round(left + (across + 0.5) / 2 * wide - side / 2), Math.round(top + (down + 0.5) / 4 * high - side / 2), side, side);
        });
      });
    }
    else if (ARMS[sign]) { lines(ARMS[sign], left, top); }
  }

  function lines(arms, left, top) {
    var wide = cell.wide, high = cell.high;
    var light = Math.max(1, Math.round(wide / 9));
    var x = Math.round(left + (wide - light) / 2), y = Math.round(top + (high - light) / 2);
    var right = left + wide, bottom = top + high;
    function arm(weight, isAcross, isFirst) {
      if (!weight) { return; }
      var shifts = weight === 3 ? [-light, light] : weight === 2 ? [0, light, -light] : [0];
      shifts.forEach(function (shift) {
        var reach = weight === 3 ? light : 0;
        if (isAcross && isFirst) { ink.fillRect(left, y + shift, x + light + reach - left, light); }
        if (isAcross && !isFirst) { ink.fillRect(x - reach, y + shift, right - x + reach, light); }
        if (!isAcross && isFirst) { ink.fillRect(x + shift, top, light, y + light + reach - top); }
        if (!isAcross && !isFirst) { ink.fillRect(x + shift, y - reach, light, bottom - y + reach); }
      });
    }
    arm(arms[0], true, true);
    arm(arms[1], true, false);
    arm(arms[2], false, true);
    arm(arms[3], false, false);
  }

  function paint(y, own) {
    var wide = cell.wide, high = cell.high;
    ink.globalAlpha = 1;
    ink.fillStyle = own.ground;
    ink.fillRect(0, y * high, columns * wide, high);
    var x = 0;
    runs[y].forEach(function (run) {
      var cells = Math.abs(run[4]);
      var colour = colours(run, own);
      if (colour[2]) {
        ink.globalAlpha = 1;
        ink.fillStyle = colour[1];
        ink.fillRect(x * wide, y * high, cells * wide, high);
      }
      if (run[4] > 0) {
        ink.fillStyle = colour[0];
        ink.globalAlpha = run[3] & DIM ? 0.65 : 1;
        Array.from(run[0]).forEach(function (sign, at) { if (isDrawn(sign)) { draw(sign, x + at, y); } });
      }
      x += cells;
    });
    Object.keys(holes[y]).forEach(function (hole) { ink.clearRect(hole * wide, y * high, wide, high); });
  }

  // ---- pictures -------------------------------------------------------------------------------------------------

  function place(all, data, name) {
    Object.keys(data || {}).forEach(function (id) { images[id] = data[id]; });
    var touched = {};
    placed.concat(all).forEach(function (one) {
      for (var y = one.y; y < one.y + one.height; y += 1) { touched[y] = true; }
    });
    placed = all;
    Object.keys(touched).forEach(function (y) { if (holes[y]) { holes[y] = {}; } });
    pictures.textContent = '';
    var kept = {};
    placed.forEach(function (one) {
      var image = document.createElement('img');
      image.alt = name;
      image.src = 'data:image/png;base64,' + images[one.id];
      image.style.left = one.x * cell.width + 'px';
      image.style.top = one.y * cell.height + 'px';
      image.style.width = one.width * cell.width + 'px';
      image.style.height = one.height * cell.height + 'px';
      pictures.appendChild(image);
      kept[one.id] = images[one.id];
      for (var y = one.y; y < one.y + one.height; y += 1) {
        for (var x = one.x; x < one.x + one.width; x += 1) { if (holes[y]) { holes[y][x] = true; } }
      }
      (one.covered || []).forEach(function (at) { if (holes[at[1]]) { delete holes[at[1]][at[0]]; } });
    });
    images = kept;
    return Object.keys(touched).map(Number).filter(function (y) { return y < rows; });
  }

  // ---- a frame --------------------------------------------------------------------------------------------------

  function show(frame, name) {
    var own = { ink: css('--ink'), ground: css('--ground') };
    if (frame.size) { resize(frame.size); }
    var changed = {};
    (frame.rows || []).forEach(function (row) {
      if (row[0] >= rows) { return; }
      runs[row[0]] = row[1];
      changed[row[0]] = true;
      write(row[0], own);
    });
    if (frame.pictures) { place(frame.pictures, frame.data, name).forEach(function (y) { changed[y] = true; }); }
    Object.keys(changed).forEach(function (y) { paint(Number(y), own); });
    var cursor = document.getElementById('cursor');
    cursor.hidden = !frame.cursor;
    if (frame.cursor) {
      cursor.style.left = frame.cursor[0] * cell.width + 'px';
      cursor.style.top = frame.cursor[1] * cell.height + 'px';
      cursor.style.height = cell.height + 'px';
    }
  }

  function at(event) {
    var area = screen.getBoundingClientRect();
    function inside(value, most) { return Math.max(0, Math.min(most - 1, Math.floor(value))); }
    return [inside((event.clientX - area.left) / cell.width, columns), inside((event.clientY - area.top) / cell.height, rows)];
  }

  return {
    show: show, measure: measure, setCell: setCell, at: at, share: share,
    rows: function () { return runs.map(function (_, y) { return read(y); }); }
  };
}());
