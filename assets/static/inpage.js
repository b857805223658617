// The engine of a site that is read from files, or that a browser keeps for the time when its
// server is gone: search, suggestions and diagnosis run in the page. Only classic scripts load from file://, so code and index come in scripts, as text.
(function () {
  'use strict';
  var script = document.currentScript, lang = document.documentElement.lang;
  var status = document.getElementById('engine'), found = document.getElementById('found-here');
  var parts = {}, started = null;

  function say(text) { status.textContent = text; }

  window.waptkbPart = function (name, text) { parts[name] = text; };
  function load(url) {
    return new Promise(function (done, failed) {
      var s = document.createElement('script');
      s.src = url; s.onload = done; s.onerror = failed;
      document.head.append(s);
    });
  }
  function unpacked(name) {
    var text = parts[name];
    delete parts[name];
    return window.waptkbUnpack(text);
  }

  /* start gives the engine; it is loaded when it is first wanted, and not in vain: the smallest
     module there is tells whether the page may run WebAssembly. */
  var smallest = new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0]);
  function start() {
    if (started) return started;
    say(script.dataset.loading);
    var go, made, index;
    started = Promise.resolve().then(function () { return WebAssembly.compile(smallest); }).then(function () {
      index = load(script.dataset.index);
      return Promise.all([load(script.dataset.exec), load(script.dataset.engine)]);
    }).then(function () { return unpacked('engine'); }).then(function (code) {
      go = new Go();
      made = WebAssembly.instantiate(code, go.importObject); // goes on while the index is unpacked
      return index;
    }).then(function () { return unpacked('index'); }).then(function (data) {
      return made.then(function (engine) {
        go.run(engine.instance);
        var fault = window.waptkbEngine.open(data);
        if (fault) throw new Error(fault);
        say('');
        return window.waptkbEngine;
      });
    });
    started.catch(function (e) { say(script.dataset.failed); console.error(e); });
    return started;
  }

  /* The engine gives names of files; a site that a browser keeps has the addresses of a server. */
  var isFiles = script.dataset.exec[0] !== '/';
  function address(file) {
    return isFiles ? file : file.replace(/index\.html$/, '').replace(/search\.html#/, 'search?').replace(/\.html(?=#|$)/, '');
  }
  function show(html) {
    var note = document.getElementById('box-note');
    if (note) note.hidden = true;
    found.innerHTML = html;
    found.querySelectorAll('a[href]').forEach(function (a) { a.setAttribute('href', address(a.getAttribute('href'))); });
    say('');
    window.scrollTo(0, 0);
    var told = ['h1', '.status', '[role=alert]'].map(function (s) { return found.querySelector(s); }).filter(Boolean);
    window.waptkb.announce(told.map(function (e) { return e.textContent; }).join(' – '));
  }

  /* Searching: what is asked for stands in the address, behind #, which no server sees. */
  var isSearch = /(^|\/)search(\.html)?$/.test(location.pathname), longest = 16384;
  function run() {
    var asked = new URLSearchParams(location.hash.slice(1) || location.search.slice(1)), text = asked.get('q');
    if (!isSearch || text === null) return;
    var field = document.getElementById('q');
    if (field.value !== text) field.value = text;
    start().then(function (engine) {
      show(engine.search(lang, text.replace(/\r\n?/g, '\n'), asked.get('component') || '', Number(asked.get('limit')) || 0));
    });
  }

  /* diagnose shows the known problems of logs, one after the other. */
  function diagnose(logs) {
    start().then(function (engine) {
      return Array.prototype.reduce.call(logs, function (before, log) {
        return before.then(function (html) {
          var said = -1, name = document.createElement('h2');
          name.textContent = logs.length > 1 ? log.name : '';
          return engine.diagnose(lang, log, function (read, size) {
            var percent = size ? Math.floor(100 * read / size) : 100;
            if (percent >= said + 10) { said = percent; say(script.dataset.reading.replace('{percent}', percent)); }
          }).then(function (found) { return html + (name.textContent ? name.outerHTML : '') + found; });
        });
      }, Promise.resolve(''));
    }).then(show, function (e) { say(script.dataset.failed); console.error(e); });
  }

  document.addEventListener('submit', function (e) {
    var form = e.target, action = form.getAttribute('action') || '';
    if (e.defaultPrevented || !/(^|\/)search(\.html)?$/.test(action)) return;
    e.preventDefault();
    var picker = form.querySelector('input[type=file]'), asked = new URLSearchParams();
    new FormData(form).forEach(function (value, name) { if (typeof value === 'string') asked.set(name, value); });
    if (e.submitter && e.submitter.name) asked.set(e.submitter.name, e.submitter.value);
    if (picker) picker.disabled = false;
    if (picker && picker.files.length) { diagnose(picker.files); return; }
    var text = asked.get('q') || '', log = new Blob([text]), hash = '#' + asked;
    if (log.size > longest) diagnose([log]);
    else if (!isFiles) location.href = action + '?' + asked;
    else if (!isSearch) location.href = action + hash;
    else if (location.hash === hash) run();
    else location.hash = hash;
  });
  window.addEventListener('hashchange', run);

  window.waptkb.suggest = function (text) {
    return start().then(function (engine) {
      return JSON.parse(engine.suggest(lang, text)).map(function (item) { item.url = address(item.url); return item; });
    });
  };

  ['focusin', 'paste', 'dragenter'].forEach(function (name) {
    document.addEventListener(name, function (e) {
      if (name !== 'focusin' || /^(q|file)$/.test(e.target.id)) start();
    });
  });
  /* What was sent to the server, and had no answer. */
  if (!isFiles && navigator.serviceWorker) {
    navigator.serviceWorker.addEventListener('message', function (e) {
      diagnose(e.data.files.length ? e.data.files : [new Blob([e.data.text])]);
    });
    navigator.serviceWorker.ready.then(function (r) { r.active.postMessage('unanswered'); });
  }
  run();
})();
