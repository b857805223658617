// Does what the page asks for, in a worker or, where it may have none, in the page: asked are
// {id, task, args}, answered {id, value} or {id, fault}, and {id, progress} before.
(function () {
  'use strict';
  /* keep keeps a part for the next visit (inpage.js), where the browser keeps anything. */
  function keep(place, version, bytes) {
    return new Promise(function (done, failed) {
      var opened = indexedDB.open('waptkb', 1);
      opened.onupgradeneeded = function () { opened.result.createObjectStore('parts'); };
      opened.onerror = failed;
      opened.onsuccess = function () {
        var db = opened.result, access = db.transaction('parts', 'readwrite');
        access.objectStore('parts').put({ version: version, bytes: bytes }, place);
        access.oncomplete = access.onabort = function () { db.close(); done(); };
      };
    }).catch(function () {});
  }

  var engine, keeping = Promise.resolve();
  var tasks = {
    unpack: function (place, version, text) {
      return unpack(text).then(function (bytes) {
        var copy = bytes.slice(); // what is answered is the page's
        keeping = new Promise(function (answered) { setTimeout(answered); }).then(function () { return keep(place, version, copy); });
        return bytes;
      });
    },
    leave: function () {
      keeping.then(function () { port.close(); });
    },
    run: function (module) {
      var go = new Go();
      return WebAssembly.instantiate(module, go.importObject).then(function (instance) {
        go.run(instance);
        engine = globalThis.waptkbEngine;
      });
    },
    open: function (index) {
      var fault = engine.open(index);
      if (fault) throw new Error(fault);
    },
    search: function (lang, text, component, limit) { return engine.search(lang, text, component, limit); },
    suggest: function (lang, text) { return engine.suggest(lang, text); },
    diagnose: function (lang, log, progress) { return engine.diagnose(lang, log, progress); }
  };

  port.onmessage = function (e) {
    var id = e.data.id;
    function progress(read, size) { port.postMessage({ id: id, progress: [read, size] }); }
    Promise.resolve().then(function () {
      return tasks[e.data.task].apply(null, e.data.args.concat(progress));
    }).then(function (value) {
      port.postMessage({ id: id, value: value }, value instanceof Uint8Array ? [value.buffer] : []);
    }, function (fault) {
      port.postMessage({ id: id, fault: String(fault) });
    });
  };
})();
