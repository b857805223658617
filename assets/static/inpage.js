// The engine of a site that is read from files, or that a browser keeps for the time when its
// server is gone: search, suggestions and diagnosis run in the page. Only classic scripts load from file://, so code and index come in scripts, as text.
(function () {
  'use strict';
  var script = document.currentScript, lang = document.documentElement.lang;
  var status = document.getElementById('engine'), found = document.getElementById('found-here');
  var parts = {}, started = null;

  function say(text) { status.textContent = text; }
  function failed(fault) { say(script.dataset.failed); console.error(fault); }
  function mark(what) { performance.mark('waptkb ' + what); }

  window.waptkbPart = function (name, text) { parts[name] = text; };
  function load(url) {
    return new Promise(function (done, failed) {
      var s = document.createElement('script');
      s.src = url; s.onload = done; s.onerror = failed;
      document.head.append(s);
    });
  }

  /* ports are those of a channel within the page, which takes compiled code from file://, too. */
  function ports() {
    var ends = [{ close: function () {} }, { close: function () {} }];
    ends.forEach(function (end, i) {
      end.postMessage = function (data) { Promise.resolve().then(function () { ends[1 - i].onmessage({ data: data }); }); };
    });
    return ends;
  }
  var exec = null;
  function loadExec() { return exec = exec || load(script.dataset.exec); }
  /* helper gives a function that has tasks done (work.js): in a worker, so that the page stays
     alive, and in the page where it may have none. A script that was read from a file is none
     for a worker, but its text is. */
  function helper() {
    var waiting = new Map(), last = 0, port = null, lives = false;
    function answered(e) {
      var task = waiting.get(e.data.id);
      lives = true;
      if (e.data.progress) { task.progress.apply(null, e.data.progress); return; }
      waiting.delete(e.data.id);
      if (e.data.fault) task.failed(new Error(e.data.fault)); else task.done(e.data.value);
    }
    function send(id, task) { port.postMessage({ id: id, task: task.name, args: task.args }, task.moved); }
    function use(other) {
      port = other;
      port.onmessage = answered;
      waiting.forEach(function (task, id) { send(id, task); });
    }
    function lost(fault) {
      waiting.forEach(function (task) { task.failed(fault); });
      waiting.clear();
    }
    function inPage() {
      loadExec().then(function () {
        var ends = ports();
        window.waptkbStart(ends[1]);
        use(ends[0]);
      }).catch(lost);
    }
    function inWorker(url) {
      try { use(new Worker(url)); } catch (e) { inPage(); return; }
      port.onerror = function (e) {
        e.preventDefault();
        if (lives) lost(new Error(e.message)); else inPage();
      };
    }
    if (location.protocol !== 'file:') inWorker(script.dataset.exec);
    else loadExec().then(function () { inWorker(URL.createObjectURL(new Blob(['(' + window.waptkbStart + ')(self)']))); }).catch(lost);
    return function (name, args, moved, progress) {
      return new Promise(function (done, failed) {
        var task = { name: name, args: args, moved: moved || [], progress: progress, done: done, failed: failed };
        waiting.set(++last, task);
        if (port) send(last, task);
      });
    };
  }

  /* What was unpacked is kept in the browser, each part in the place of its older version (work.js):
     to unpack takes as long as all the rest. A browser that keeps nothing unpacks again. */
  function version(name) { return script.dataset[name].split('/').pop(); }
  function place(name) { return new URL(script.dataset[name], location).href.split('.').slice(0, -2).join('.'); }
  function kept() {
    return new Promise(function (done, failed) {
      var opened = indexedDB.open('waptkb', 1);
      opened.onupgradeneeded = function () { opened.result.createObjectStore('parts'); };
      opened.onerror = function () { failed(opened.error); };
      opened.onsuccess = function () {
        var db = opened.result, access = db.transaction('parts'), found = {};
        ['engine', 'index'].forEach(function (name) {
          var asked = access.objectStore('parts').get(place(name));
          asked.onsuccess = function () {
            var part = asked.result;
            if (part && part.version === version(name)) found[name] = part.bytes;
          };
        });
        access.oncomplete = function () { db.close(); done(found); };
        access.onabort = function () { db.close(); failed(access.error); };
      };
    }).catch(function () { return {}; });
  }
  function unpacked(help, name) {
    return load(script.dataset[name]).then(function () {
      var text = parts[name];
      delete parts[name];
      mark(name + ' loaded');
      return help('unpack', [place(name), version(name), text]);
    });
  }

  /* start gives what has the tasks of the engine done; it is loaded when it is first wanted, and
     not in vain: the smallest module there is tells whether the page may run WebAssembly. Code and
     index are unpacked side by side. */
  var smallest = new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0]);
  function start() {
    if (started) return started;
    say(script.dataset.loading);
    mark('start');
    started = Promise.resolve().then(function () { return WebAssembly.compile(smallest); }).then(function () {
      var engine = helper();
      return kept().then(function (found) {
        return assembled(engine, found).catch(function (fault) {
          if (!found.engine && !found.index) throw fault;
          return assembled(helper(), {}); // what was kept is damaged
        });
      });
    });
    started.then(function () { say(''); }, failed);
    return started;
  }
  function assembled(engine, found) {
    var index = found.index || indexOf(helper());
    return Promise.resolve(found.engine || unpacked(engine, 'engine')).then(function (code) {
      mark('engine there');
      return WebAssembly.compile(code);
    }).then(function (module) {
      mark('compiled');
      return engine('run', [module]);
    }).then(function () {
      mark('running');
      return index;
    }).then(function (data) {
      mark('index there');
      return engine('open', [data], [data.buffer]);
    }).then(function () {
      mark('open');
      return engine;
    });
  }
  function indexOf(other) {
    return unpacked(other, 'index').then(function (data) {
      mark('index unpacked');
      other('leave', []);
      return data;
    });
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
  function asked() { return new URLSearchParams(location.hash.slice(1) || location.search.slice(1)); }
  function run() {
    var query = asked(), text = query.get('q');
    if (!isSearch || text === null) return;
    var field = document.getElementById('q');
    if (field.value !== text) field.value = text;
    start().then(function (engine) {
      return engine('search', [lang, text.replace(/\r\n?/g, '\n'), query.get('component') || '', Number(query.get('limit')) || 0]);
    }).then(function (html) {
      if (String(query) !== String(asked())) return; // another one is on its way
      show(html);
      mark('answered');
    }).catch(failed);
  }

  /* diagnose shows the known problems of logs, one after the other. */
  function diagnose(logs) {
    start().then(function (engine) {
      return Array.prototype.reduce.call(logs, function (before, log) {
        return before.then(function (html) {
          var said = -1, name = document.createElement('h2');
          name.textContent = logs.length > 1 ? log.name : '';
          return engine('diagnose', [lang, log], [], function (read, size) {
            var percent = size ? Math.floor(100 * read / size) : 100;
            if (percent >= said + 10) { said = percent; say(script.dataset.reading.replace('{percent}', percent)); }
          }).then(function (found) { return html + (name.textContent ? name.outerHTML : '') + found; });
        });
      }, Promise.resolve(''));
    }).then(show).catch(failed);
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
      return engine('suggest', [lang, text]);
    }).then(function (found) {
      return JSON.parse(found).map(function (item) { item.url = address(item.url); return item; });
    });
  };

  ['focusin', 'paste', 'dragenter'].forEach(function (name) {
    document.addEventListener(name, function (e) {
      if (name !== 'focusin' || /^(q|file)$/.test(e.target.id)) start();
    });
  });
  window.waptkb.engine = start;
  /* What was sent to the server, and had no answer. */
  if (!isFiles && navigator.serviceWorker) {
    navigator.serviceWorker.addEventListener('message', function (e) {
      diagnose(e.data.files.length ? e.data.files : [new Blob([e.data.text])]);
    });
    navigator.serviceWorker.ready.then(function (r) { r.active.postMessage('unanswered'); });
  }
  run();
})();
