// The phone's page: follows what the lesson shows, and sends what the hand does. Plain, for browsers of 2020 and later.
(function () {
  'use strict';
  var data = document.body.dataset;
  var base = '/' + data.token + '/' + data.phone + '/';
  function byId(name) { return document.getElementById(name); }
  // Setting the same text again would have a screen reader say it again.
  function say(name, text) { var place = byId(name); if (place.textContent !== text) { place.textContent = text; } }
  function show(name, is) { byId(name).hidden = !is; }

  var SECTIONS = ['photo', 'draw', 'look', 'end'];
  var isOver = false;
  function only(section) { SECTIONS.forEach(function (name) { show(name, name === section); }); }

  // ---- the line -------------------------------------------------------------------------------------------------

  var source = null;
  function follow() {
    if (isOver) { return; }
    if (source) { source.close(); }
    source = new EventSource(base + 'events');
    source.addEventListener('hello', function (event) {
      say('line', '');
      greeted(Number(event.data));
    });
    source.addEventListener('view', function (event) { view(JSON.parse(event.data)); });
    source.addEventListener('taken', function () { end(data.textTaken, true); });
    source.addEventListener('over', function () { end(data.textOver, false); });
    source.onerror = function () {
      say('line', data.textLost);
      if (source.readyState === 2) { setTimeout(ask, 1500); }
    };
  }

  // Asks whether the seat is still there, which a line that is cut does not say.
  function ask() {
    post('drawing', JSON.stringify({ number: 0, does: [] }), function (status) {
      if (!isGone(status)) { follow(); }
    });
  }

  function isGone(status) {
    if (status === 404) { end(data.textOver, false); return true; }
    if (status === 409) { end(data.textTaken, true); return true; }
    return false;
  }

  function end(text, canComeBack) {
    isOver = true;
    if (source) { source.close(); }
    say('line', '');
    say('end-told', text);
    show('again', canComeBack);
    only('end');
  }

  function post(what, body, then, progress) {
    var request = new XMLHttpRequest();
    request.open('POST', base + what);
    request.onload = function () { then(request.status, request.responseText); };
    request.onerror = function () { then(0, ''); };
    if (progress) { request.upload.onprogress = progress; }
    request.send(body);
  }

  document.addEventListener('visibilitychange', function () {
    if (!document.hidden && source && source.readyState === 2) { follow(); }
  });
  window.addEventListener('pageshow', function (event) { if (event.persisted) { location.reload(); } });

  // ---- what is shown --------------------------------------------------------------------------------------------

  function view(now) {
    say('lesson', now.lesson);
    if (now.task === 'photo') { viewPhoto(now); }
    if (now.task === 'draw') { viewDrawing(now); }
    if (now.task === 'look') { say('look-told', now.told); }
    only(now.task);
    if (now.task === 'draw') { paint(); }
  }

  var told = '';

  function viewPhoto(now) {
    told = now.told;
    say('photo-told', told);
    byId('photo').setAttribute('aria-busy', String(now.waits));
    show('take', now.takes);
    show('frame', Boolean(now.picture));
    if (now.picture) { byId('picture').src = now.picture; }
    var marks = byId('marks');
    var read = byId('read');
    marks.textContent = '';
    read.textContent = '';
    now.found.forEach(function (mark, place) {
      var box = document.createElement('span');
      ['left', 'top', 'width', 'height'].forEach(function (side, at) { box.style[side] = 100 * mark.place[at] + '%'; });
      var label = document.createElement('b');
      label.textContent = mark.label;
      box.appendChild(label);
      marks.appendChild(box);
      if (!mark.told) { return; }
      var item = document.createElement('li');
      item.setAttribute('aria-label', data.textFound + ' ' + (place + 1) + ': ' + mark.told);
      item.textContent = mark.told;
      read.appendChild(item);
    });
  }

  // ---- photos ---------------------------------------------------------------------------------------------------

  ['camera', 'album', 'paper-camera'].forEach(function (name) {
    byId(name).addEventListener('change', function (event) {
      var file = event.target.files[0];
      if (file) { send(file); }
      // So that the same file can be sent once more.
      event.target.value = '';
    });
  });

  function send(file) {
    say('photo-problem', '');
    if (file.size > Number(data.most)) {
      say('photo-problem', data.textTooLarge);
      return;
    }
    var progress = byId('progress');
    progress.value = 0;
    show('progress', true);
    say('photo-told', data.textSending);
    post('photo', file, function (status, text) {
      show('progress', false);
      if (status === 204 || isGone(status)) { return; }
      say('photo-told', told);
      say('photo-problem', text && status !== 0 ? text : data.textNotSent);
    }, function (event) {
      if (event.lengthComputable) { progress.value = 100 * event.loaded / event.total; }
    });
  }

  // ---- drawing --------------------------------------------------------------------------------------------------

  var canvas = byId('canvas');
  var strokes = [];
  var pen = 0.08;
  var finger = null;
  var begun = 0;
  var next = 1;
  var waiting = [];
  var sending = null;
  var isTimed = false;

  function greeted(expected) {
    // A part whose answer was lost was taken in, or has to be sent again.
    if (sending && sending.number < expected) { sending = null; }
    next = expected;
    if (sending) { sending.number = expected; next = expected + 1; transmit(); } else { flush(); }
  }

  function does(what) { waiting.push(what); if (!isTimed) { isTimed = true; setTimeout(flush, 50); } }

  function flush() {
    isTimed = false;
    if (sending || !waiting.length || isOver) { return; }
    sending = { number: next, does: waiting.splice(0, 500) };
    next += 1;
    transmit();
  }

  function transmit() {
    var part = sending;
    post('drawing', JSON.stringify(part), function (status) {
      if (sending !== part || isGone(status)) { return; }
      if (status === 204) { sending = null; flush(); return; }
      if (status === 400 || status === 422) { sending = null; waiting = []; location.reload(); return; }
      setTimeout(function () { if (sending === part) { transmit(); } }, 1000);
    });
  }

  function viewDrawing(now) {
    say('asked', now.asked);
    say('draw-told', now.told);
    say('before', now.before);
    say('paper-told', now.paper);
    show('paper', Boolean(now.paper));
    pen = now.pen;
    // What this hand has drawn meanwhile is not in there yet.
    if (finger === null && !sending && !waiting.length && now.heard >= next - 1) { strokes = now.strokes; }
    bars(now.shares);
    enable();
  }

  function enable() {
    var isEmpty = strokes.length === 0;
    ['undo', 'clear', 'hand-in'].forEach(function (name) { byId(name).disabled = isEmpty; });
  }

  function bars(shares) {
    var list = byId('bars');
    while (list.children.length < 10) {
      var item = document.createElement('li');
      item.appendChild(document.createElement('i'));
      item.appendChild(document.createTextNode(String(list.children.length)));
      list.appendChild(item);
    }
    for (var digit = 0; digit < 10; digit += 1) {
      list.children[digit].firstChild.style.height = 2.1 * (shares[digit] || 0) + 'rem';
    }
  }

  function paint() {
    var side = canvas.clientWidth;
    if (!side) { return; }
    var pixels = Math.round(side * (window.devicePixelRatio || 1));
    if (canvas.width !== pixels) { canvas.width = pixels; canvas.height = pixels; }
    canvas.style.height = canvas.offsetWidth + 'px';
    var ink = canvas.getContext('2d');
    ink.clearRect(0, 0, pixels, pixels);
    ink.strokeStyle = getComputedStyle(document.documentElement).getPropertyValue('--ink');
    ink.fillStyle = ink.strokeStyle;
    ink.lineWidth = pen * pixels;
    ink.lineCap = 'round';
    ink.lineJoin = 'round';
    strokes.forEach(function (stroke) {
      ink.beginPath();
      stroke.forEach(function (point, place) {
        if (place) { ink.lineTo(point[0] * pixels, point[1] * pixels); } else { ink.moveTo(point[0] * pixels, point[1] * pixels); }
      });
      if (stroke.length === 1) { ink.lineTo(stroke[0][0] * pixels + 0.01, stroke[0][1] * pixels); }
      ink.stroke();
    });
  }

  function point(event) {
    var area = canvas.getBoundingClientRect();
    var edge = canvas.clientLeft;
    function share(at, from, length) {
      var value = (at - from - edge) / (length - 2 * edge);
      return Math.round(Math.min(1, Math.max(0, value)) * 10000) / 10000;
    }
    // Browsers say 0.5 where nothing feels how hard it is.
    var isFelt = event.pointerType === 'pen' || (event.pressure !== 0.5 && event.pressure !== 1);
    var pressure = isFelt ? Math.round(event.pressure * 100) / 100 : 0;
    var at = Math.max(0, Math.round(event.timeStamp - begun));
    return [share(event.clientX, area.left, area.width), share(event.clientY, area.top, area.height), pressure, at];
  }

  canvas.addEventListener('pointerdown', function (event) {
    if (finger !== null || isOver) { return; }
    event.preventDefault();
    finger = event.pointerId;
    begun = event.timeStamp;
    try { canvas.setPointerCapture(finger); } catch (error) { /* Lifted already. */ }
    var place = point(event);
    strokes.push([[place[0], place[1]]]);
    does({ down: place });
    enable();
    paint();
  });
  canvas.addEventListener('pointermove', function (event) {
    if (event.pointerId !== finger) { return; }
    var all = event.getCoalescedEvents ? event.getCoalescedEvents() : [];
    (all.length ? all : [event]).forEach(function (one) {
      var place = point(one);
      strokes[strokes.length - 1].push([place[0], place[1]]);
      does({ to: place });
    });
    paint();
  });
  ['pointerup', 'pointercancel'].forEach(function (name) {
    canvas.addEventListener(name, function (event) {
      if (event.pointerId !== finger) { return; }
      finger = null;
      does('up');
    });
  });

  byId('take').addEventListener('click', function () { does('hand_in'); });
  byId('undo').addEventListener('click', function () { strokes.pop(); does('undo'); enable(); paint(); });
  byId('clear').addEventListener('click', function () { strokes = []; does('clear'); enable(); paint(); });
  byId('hand-in').addEventListener('click', function () { strokes = []; does('hand_in'); enable(); paint(); });

  window.addEventListener('resize', paint);
  if (window.matchMedia) {
    var dark = window.matchMedia('(prefers-color-scheme: dark)');
    if (dark.addEventListener) { dark.addEventListener('change', paint); }
  }

  follow();
}());
