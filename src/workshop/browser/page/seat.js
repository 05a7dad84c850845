// The seat's page: what is pressed and touched goes out over a socket, and frames come in. Plain, for browsers of 2020
// and later.
(function () {
  'use strict';
  var Cells = window.Cells;
  var data = document.body.dataset;
  function byId(name) { return document.getElementById(name); }
  var keys = byId('keys');
  var screen = byId('screen');

  // ---- the socket -----------------------------------------------------------------------------------------------

  // Normal; what no page says; the server begins anew.
  var NORMAL = 1000, POLICY = 1008, RESTART = 1012;
  var PAUSES = [300, 1000, 2000, 4000, 8000];
  var socket = null;
  var tries = 0;
  var timer = 0;
  var isOver = false;
  // Whether the server is there, and lets nobody in.
  var isFull = false;
  var lastWords = '';

  function send(what) {
    if (socket && socket.readyState === 1) { socket.send(JSON.stringify(what)); }
  }

  function connect() {
    clearTimeout(timer);
    if (socket && socket.readyState < 2) { return; }
    isOver = false;
    lastWords = '';
    var own = new WebSocket((location.protocol === 'https:' ? 'wss://' : 'ws://') + location.host + '/seat/line');
    var isOpen = false;
    socket = own;
    own.onopen = function () {
      isOpen = true;
      said = '';
      fit(true);
    };
    own.onmessage = function (event) {
      var frame = JSON.parse(event.data);
      if (frame.bye !== undefined) { lastWords = frame.bye; return; }
      tries = 0;
      isFull = false;
      notice('');
      Cells.show(frame, data.textPicture);
      tellSoon();
      drawn(function () { if (own === socket) { send('drawn'); } });
    };
    own.onclose = function (event) {
      if (own !== socket) { return; }
      if (event.code === NORMAL || event.code === POLICY) {
        isOver = true;
        notice(lastWords || data.textBroken, true);
        return;
      }
      notice(event.code === RESTART && lastWords ? lastWords : isFull ? data.textFull : data.textLost, true);
      later(isOpen);
    };
  }

  // When it can be seen; pages that are not looked at are not drawn, and follow all the same.
  function drawn(then) {
    if (document.hidden) { setTimeout(then, 500); } else { requestAnimationFrame(then); }
  }

  // Tries again; where the server answers and lets nobody in, it is asked why.
  function later(wasOpen) {
    var pause = PAUSES[Math.min(tries, PAUSES.length - 1)];
    tries += 1;
    timer = setTimeout(function () {
      if (wasOpen) { connect(); return; }
      fetch('/seat', { cache: 'no-store' }).then(function (answer) { return answer.text(); }).then(function (page) {
        if (page.indexOf('id="screen"') < 0) { location.reload(); return; }
        isFull = tries > 2;
        connect();
      }, function () { later(false); });
    }, pause);
  }

  function notice(text, isLost) {
    document.body.classList.toggle('lost', Boolean(isLost));
    byId('notice').hidden = !text;
    byId('again').hidden = !text;
    byId('leave').hidden = !text || !isOver;
    if (byId('why').textContent !== text) { byId('why').textContent = text; }
  }

  function comeBack() {
    if (socket && socket.readyState === 1) { return; }
    tries = 0;
    connect();
  }
  byId('again').addEventListener('click', function () { comeBack(); keys.focus(); });
  // Whoever shares a machine leaves no way in behind them.
  byId('leave').addEventListener('click', function () {
    fetch('/seat/leave', { method: 'POST' }).then(function () { location.reload(); }, comeBack);
  });
  window.addEventListener('online', function () { if (!isOver) { comeBack(); } });
  window.addEventListener('pageshow', function (event) { if (event.persisted && !isOver) { comeBack(); } });
  document.addEventListener('visibilitychange', function () { if (!document.hidden && !isOver) { comeBack(); } });

  // ---- the window -----------------------------------------------------------------------------------------------

  var USUAL = 16, LEAST = 10;
  var said = '';
  var scale = 1;
  try { scale = Number(localStorage.getItem('mindgap-scale')) || 1; } catch (error) { /* It is not kept. */ }

  function prefers(what) { return window.matchMedia && window.matchMedia('(' + what + ')').matches; }
  function theme() {
    if (prefers('prefers-contrast: more') || prefers('forced-colors: active')) { return 'contrast'; }
    return prefers('prefers-color-scheme: light') ? 'light' : 'dark';
  }

  // The largest letters, up to the usual size, with which 80x24 fit; if they get too small, 60x20.
  function fit(isNew) {
    // What is lost stays as it was seen last.
    if (!isNew && (!socket || socket.readyState !== 1)) { return; }
    var now = theme();
    document.documentElement.className = now;
    var room = byId('window');
    var ratio = window.devicePixelRatio || 1;
    var wide = room.clientWidth, high = room.clientHeight, share = Cells.share();
    if (!wide || !high) { return; }
    function largest(columns, rows) { return Math.min(wide / columns / share, high / rows / share / 2); }
    var font = Math.min(USUAL, Math.max(largest(80, 24), Math.min(LEAST, largest(60, 20)))) * scale;
    var cell = Cells.measure(font, ratio);
    var columns = Math.max(60, Math.floor(wide / cell.width)), rows = Math.max(20, Math.floor(high / cell.height));
    // Pictures need no more pixels than eyes tell apart.
    var pixels = cell.wide;
    while (pixels > 16) { pixels = Math.ceil(pixels / 2); }
    var told = JSON.stringify([columns, rows, pixels, now, cell.wide, ratio]);
    if (told === said && !isNew) { return; }
    said = told;
    Cells.setCell(cell);
    room.classList.toggle('scrolls', columns * cell.width > wide || rows * cell.height > high);
    send({ window: { columns: columns, rows: rows, cell: [pixels, 2 * pixels], theme: now } });
  }

  var fitting = 0;
  function fitSoon() { clearTimeout(fitting); fitting = setTimeout(fit, 100); }
  window.addEventListener('resize', fitSoon);
  if (window.visualViewport) { window.visualViewport.addEventListener('resize', fitSoon); }
  ['(prefers-color-scheme: light)', '(prefers-contrast: more)', '(forced-colors: active)'].forEach(function (query) {
    var media = window.matchMedia && window.matchMedia(query);
    if (media && media.addEventListener) { media.addEventListener('change', fitSoon); }
  });
  function resized(by) {
    scale = Math.min(4, Math.max(0.5, Math.round(scale * by * 100) / 100));
    try { localStorage.setItem('mindgap-scale', scale); } catch (error) { /* It is not kept. */ }
    fit();
    keys.focus();
  }
  byId('larger').addEventListener('click', function () { resized(1.15); });
  byId('smaller').addEventListener('click', function () { resized(1 / 1.15); });

  // ---- keys -----------------------------------------------------------------------------------------------------

  var isMac = /Mac|iPhone|iPad/.test(navigator.platform);
  function held(event) { return [event.shiftKey, event.ctrlKey, event.altKey]; }
  function press(name, modifiers) { send({ key: [name, modifiers || [false, false, false]] }); }
  function selects() { return String(window.getSelection()).length > 0; }

  // What belongs to the browser: its own keys, and copying and pasting.
  function isBrowsers(event) {
    var letter = event.key.toLowerCase();
    if (event.metaKey || /^F(5|6|11|12)$/.test(event.key)) { return true; }
    if (!event.ctrlKey || event.altKey) { return false; }
    if (letter === 'v' || event.key === 'Insert' || '+-=0'.indexOf(event.key) >= 0 || letter === 'r') { return true; }
    return event.shiftKey || ((letter === 'c' || letter === 'x') && selects());
  }

  document.addEventListener('keydown', function (event) {
    var isOnButton = event.target.tagName === 'BUTTON';
    if (event.key === 'F6') {
      // The way out of a page that takes every key, and back.
      event.preventDefault();
      if (isOnButton) { keys.focus(); } else { (byId('notice').hidden ? byId('smaller') : byId('again')).focus(); }
      return;
    }
    if (isOnButton || event.isComposing || event.keyCode === 229 || isBrowsers(event)) { return; }
    if (document.activeElement !== keys) { keys.focus({ preventScroll: true }); }
    var isSign = Array.from(event.key).length === 1;
    var isTyped = event.getModifierState('AltGraph') || (isMac && event.altKey && !event.ctrlKey);
    if (isSign) { press(event.key, isTyped ? [false, false, false] : held(event)); }
    else if (/^(Enter|Escape|Tab|Backspace|Delete|Insert|Home|End|Page(Up|Down)|Arrow(Up|Down|Left|Right)|F\d+)$/.test(event.key)) { press(event.key, held(event)); }
    else { return; }
    event.preventDefault();
  });

  // Keyboards on glass and composed signs come as text.
  function entered() {
    var text = keys.value;
    keys.value = '';
    Array.from(text).forEach(function (sign) { press(sign === '\n' ? 'Enter' : sign); });
  }
  keys.addEventListener('input', function (event) {
    if (event.isComposing) { return; }
    if (event.inputType === 'deleteContentBackward') { press('Backspace'); keys.value = ''; return; }
    entered();
  });
  keys.addEventListener('compositionend', function () { setTimeout(entered, 0); });
  document.addEventListener('paste', function (event) {
    var text = event.clipboardData && event.clipboardData.getData('text/plain');
    event.preventDefault();
    if (text) { send({ paste: text.slice(0, 16384) }); }
  });
  document.querySelectorAll('#touch [data-key]').forEach(function (button) {
    // Without taking the focus, which would put the keyboard away.
    button.addEventListener('pointerdown', function (event) { event.preventDefault(); });
    button.addEventListener('click', function () { press(button.dataset.key); });
  });
  byId('type').addEventListener('click', function () { keys.focus(); });

  // ---- mouse and finger -----------------------------------------------------------------------------------------

  var pointer = null;
  var last = '';
  function mouse(does, event) {
    var at = Cells.at(event);
    if (does === 'drag' && last === at.join()) { return; }
    last = at.join();
    send({ mouse: [does, at[0], at[1], held(event)] });
  }
  screen.addEventListener('pointerdown', function (event) {
    // With shift, text is selected, as in terminals.
    if (event.button !== 0 || event.shiftKey || pointer !== null) { return; }
    event.preventDefault();
    window.getSelection().removeAllRanges();
    if (event.pointerType === 'mouse') { keys.focus({ preventScroll: true }); }
    pointer = event.pointerId;
    try { screen.setPointerCapture(pointer); } catch (error) { /* Lifted already. */ }
    mouse('down', event);
  });
  screen.addEventListener('mousedown', function (event) { if (!event.shiftKey) { event.preventDefault(); } });
  screen.addEventListener('pointermove', function (event) { if (event.pointerId === pointer) { mouse('drag', event); } });
  ['pointerup', 'pointercancel'].forEach(function (name) {
    screen.addEventListener(name, function (event) {
      if (event.pointerId !== pointer) { return; }
      pointer = null;
      mouse('up', event);
    });
  });
  var turned = 0;
  screen.addEventListener('wheel', function (event) {
    if (event.ctrlKey || event.shiftKey) { return; }
    event.preventDefault();
    turned += event.deltaMode === 0 ? event.deltaY / 40 : event.deltaY;
    for (; Math.abs(turned) >= 1; turned -= Math.sign(turned)) { mouse(turned > 0 ? 'scroll_down' : 'scroll_up', event); }
  }, { passive: false });

  // ---- what is told to those who hear ---------------------------------------------------------------------------

  var known = {};
  var telling = 0;
  var waits = 0;
  function tellSoon() {
    clearTimeout(telling);
    // What never rests, as a curve that grows, is told now and then.
    var now = Date.now();
    waits = waits || now;
    telling = setTimeout(tell, now - waits > 4000 ? 0 : 700);
  }
  function tell() {
    waits = 0;
    var rows = Cells.rows();
    var fresh = rows.filter(function (row) { return /[\p{L}\p{N}]/u.test(row) && !known[row]; });
    known = {};
    rows.forEach(function (row) { known[row] = true; });
    if (fresh.length) { byId('told').textContent = fresh.join('\n'); }
  }

  keys.focus();
  document.documentElement.className = theme();
  connect();
}());
