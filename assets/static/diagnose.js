// Sending a log: drop it anywhere, see how far it is, get the page of findings.
(function () {
  'use strict';
  var form = document.getElementById('upload');
  var file = document.getElementById('file'), log = document.getElementById('log');
  var status = document.getElementById('upload-status'), bar = document.getElementById('upload-bar');
  var said = 0;

  function say(text) { status.textContent = text; }

  function show(html) {
    // The answer is a whole page of this site; only what it shows is taken over.
    var page = new DOMParser().parseFromString(html, 'text/html');
    document.title = page.title;
    document.getElementById('main').replaceWith(document.adoptNode(page.getElementById('main')));
    window.scrollTo(0, 0);
  }

  function send() {
    if (file.files.length && file.files[0].size > Number(form.dataset.max)) { say(form.dataset.failed); return; }
    var data = new FormData();
    if (file.files.length) data.append('file', file.files[0]);
    else data.append('log', log.value);
    var request = new XMLHttpRequest();
    request.open('POST', form.action);
    bar.hidden = false;
    request.upload.onprogress = function (e) {
      if (!e.lengthComputable) return;
      var percent = Math.floor(100 * e.loaded / e.total);
      bar.value = percent;
      if (percent >= said + 20 || percent === 100) {
        said = percent;
        say(percent === 100 ? form.dataset.reading : form.dataset.progress.replace('{percent}', percent + '\u202f%'));
      }
    };
    request.onload = function () {
      bar.hidden = true;
      if (!/text\/html/.test(request.getResponseHeader('Content-Type') || '')) { say(form.dataset.failed); return; }
      show(request.responseText);
      start();
      var found = document.querySelector('main .status');
      if (found) window.waptkb.announce(found.textContent);
    };
    request.onerror = function () { bar.hidden = true; say(form.dataset.failed); };
    said = 0;
    request.send(data);
  }

  function start() {
    form = document.getElementById('upload');
    if (!form) return;
    file = document.getElementById('file');
    log = document.getElementById('log');
    status = document.getElementById('upload-status');
    bar = document.getElementById('upload-bar');
    form.addEventListener('submit', function (e) {
      if (!file.files.length && !log.value.trim()) { e.preventDefault(); log.focus(); return; }
      e.preventDefault();
      send();
    });
  }
  start();

  ['dragenter', 'dragover'].forEach(function (name) {
    document.addEventListener(name, function (e) { e.preventDefault(); if (form) form.classList.add('over'); });
  });
  document.addEventListener('dragleave', function (e) { if (!e.relatedTarget && form) form.classList.remove('over'); });
  document.addEventListener('drop', function (e) {
    e.preventDefault();
    if (!form) return;
    form.classList.remove('over');
    if (e.dataTransfer.files.length) { file.files = e.dataTransfer.files; send(); return; }
    log.value += e.dataTransfer.getData('text/plain');
  });
})();
