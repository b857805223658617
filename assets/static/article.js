// Copying: commands, and the address of the page.
(function () {
  'use strict';
  var holder = document.querySelector('[data-copy]');
  if (!holder) return;
  var texts = holder.dataset;

  function copy(text, done) {
    var said = window.waptkb.announce;
    if (!navigator.clipboard) { said(oldCopy(text) ? done : texts.failed); return; }
    navigator.clipboard.writeText(text).then(function () { said(done); }, function () { said(oldCopy(text) ? done : texts.failed); });
  }
  // Sites without HTTPS have no clipboard object.
  function oldCopy(text) {
    var area = document.createElement('textarea'), before = document.activeElement;
    area.value = text;
    area.className = 'hidden';
    document.body.append(area);
    area.select();
    var ok = false;
    try { ok = document.execCommand('copy'); } catch (e) { ok = false; }
    area.remove();
    if (before) before.focus();
    return ok;
  }

  var labels = []; // of the buttons: what they copy may change
  holder.querySelectorAll('.prose pre').forEach(function (pre) {
    var button = document.createElement('button');
    function code() { return pre.textContent.replace(/\n$/, ''); }
    var caption = pre.parentElement.querySelector('figcaption');
    button.type = 'button';
    button.className = 'copy';
    button.lang = document.documentElement.lang;
    button.textContent = texts.copy;
    function label() { button.setAttribute('aria-label', texts.copy + (caption ? ' – ' + caption.textContent : '') + ' – ' + code().split('\n')[0].slice(0, 80)); }
    label();
    labels.push(label);
    button.addEventListener('click', function () {
      var text = code();
      copy(text, texts.copied.replace('{text}', text.length > 120 ? text.slice(0, 120) + '…' : text));
      button.textContent = '✓';
      setTimeout(function () { button.textContent = texts.copy; }, 1500);
    });
    if (caption) caption.after(button);
    else { var frame = document.createElement('div'); frame.className = 'holder'; pre.replaceWith(frame); frame.append(pre, button); }
  });

  /* Names that the reader types stand in all commands of the page, and nowhere else. */
  document.querySelectorAll('.fills input').forEach(function (input) {
    var places = Array.prototype.map.call(document.querySelectorAll('var[data-fill="' + input.dataset.key + '"]'), function (place) {
      return { node: place, name: place.textContent };
    });
    function fill() {
      var value = input.checkValidity() ? input.value : '';
      places.forEach(function (place) {
        place.node.textContent = value || place.name;
        place.node.classList.toggle('filled', value !== '');
      });
      labels.forEach(function (label) { label(); });
    }
    input.addEventListener('input', fill);
    if (input.value) fill(); // a reload may keep it
  });

  // What was done shows on the button, too.
  function mark(button) {
    var label = button.textContent;
    button.textContent = '✓ ' + label;
    setTimeout(function () { button.textContent = label; }, 1500);
  }
  function whole(path) { return new URL(path || location.href, location.href).href; }
  document.querySelectorAll('[data-copies-link]').forEach(function (button) {
    button.addEventListener('click', function () {
      var path = button.dataset.copiesLink;
      copy(whole(path) + (path && button.id === 'copy-link' ? location.hash : ''), button.dataset.done);
      mark(button);
    });
  });
  document.querySelectorAll('[data-copies]').forEach(function (button) {
    button.addEventListener('click', function () {
      var text = document.getElementById(button.dataset.copies).textContent;
      // Addresses have no host where that of the site is not configured.
      copy(text.replace(/(\s)(\/\w\w\/articles\/\S+)/g, function (all, space, path) { return space + whole(path); }), texts.copied.replace('{text}', button.textContent));
      mark(button);
    });
  });
  var print = document.getElementById('print');
  if (print) print.addEventListener('click', function () { window.print(); });
})();
