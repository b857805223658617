// What every page does beyond plain HTML: theme, keys, suggestions, large pastes.
(function () {
  'use strict';
  var root = document.documentElement;
  var lang = root.lang;
  var live = document.getElementById('announce');

  function announce(text) {
    live.textContent = '';
    setTimeout(function () { live.textContent = text; }, 60);
  }
  window.waptkb = { announce: announce };

  // Paper tells where it comes from, and of when it is. What was sent has an address to share.
  window.addEventListener('beforeprint', function () {
    var address = new URL(document.body.dataset.share || location.href, location.href).href;
    document.querySelector('.printed').textContent = address + ' · ' + new Date().toLocaleDateString(lang);
  });

  /* Over HTTPS the browser keeps a copy of the site, where it has the space for it. */
  var worker = document.body.dataset.worker, workers = navigator.serviceWorker;
  if (worker && workers && !(navigator.connection && navigator.connection.saveData)) {
    window.addEventListener('load', function () { workers.register(worker).catch(function () { /* read with the server alone */ }); });
  }

  /* Theme */
  var themeButton = document.getElementById('theme');
  var system = matchMedia('(prefers-color-scheme: dark)');
  function isDark() {
    return root.classList.contains('dark') || (!root.classList.contains('light') && system.matches);
  }
  function labelTheme() {
    themeButton.setAttribute('aria-label', isDark() ? themeButton.dataset.light : themeButton.dataset.dark);
  }
  themeButton.addEventListener('click', function () {
    var theme = isDark() ? 'light' : 'dark';
    root.classList.remove('dark', 'light');
    root.classList.add(theme);
    try { localStorage.setItem('theme', theme); } catch (e) { /* kept for this page only */ }
    labelTheme();
  });
  system.addEventListener('change', labelTheme);
  labelTheme();

  /* The key / goes to the search box, and s to the solution of an article, unless they are
     switched off. */
  var slashButton = document.getElementById('slash'), slash = true;
  try { slash = localStorage.getItem('slash') !== 'off'; } catch (e) { /* stays on */ }
  function labelSlash() {
    slashButton.textContent = slash ? slashButton.dataset.active : slashButton.dataset.inactive;
  }
  slashButton.addEventListener('click', function () {
    slash = !slash;
    try { localStorage.setItem('slash', slash ? 'on' : 'off'); } catch (e) { /* for this page only */ }
    labelSlash();
  });
  labelSlash();

  /* The box. Typed text goes into a one-line combobox with suggestions; text of several
     lines into the text area that is there without scripts; files into the picker. A short
     text is asked for by its address, everything else is sent. */
  var form = document.getElementById('ask'), area = document.getElementById('q'), field = area;
  if (!form) return;
  var picker = document.getElementById('file'), note = document.getElementById('box-note');
  var texts = form.dataset;

  function say(text) {
    note.textContent = text;
    note.hidden = !text;
    if (text) announce(text);
  }
  function isLong(text) { return text.trim().indexOf('\n') >= 0; }
  function makeLine() {
    var line = document.createElement('input');
    ['name', 'placeholder', 'autocomplete', 'spellcheck', 'aria-describedby'].forEach(function (a) {
      if (area.hasAttribute(a)) line.setAttribute(a, area.getAttribute(a));
    });
    line.type = 'search';
    line.enterKeyHint = 'search';
    line.id = 'q';
    line.value = area.value;
    return line;
  }
  function toArea(text) {
    var focused = document.activeElement === field;
    if (field !== area) {
      closeList();
      area.id = 'q';
      field.replaceWith(area);
      field = area;
    }
    form.classList.add('long');
    area.value = text;
    if (!focused || document.activeElement !== area) area.focus();
    announce(texts.keys);
  }
  function insert(text) {
    var v = field.value, a = field.selectionStart, b = field.selectionEnd;
    toArea(v.slice(0, a) + text + v.slice(b));
    area.setSelectionRange(a + text.length, a + text.length);
  }
  function take(text) {
    if (isLong(text)) { toArea(text); return; }
    field.value = text.trim();
    form.requestSubmit();
  }
  function takeFiles(files) {
    picker.files = files;
    form.requestSubmit();
  }
  function short(text) {
    try { return encodeURIComponent(text).length <= Number(texts.postAbove); } catch (e) { return false; }
  }
  function size() {
    return Array.prototype.reduce.call(picker.files, function (sum, f) { return sum + f.size; }, new Blob([field.value]).size);
  }

  if (isLong(area.value)) form.classList.add('long');
  else {
    field = makeLine();
    area.replaceWith(field);
  }
  form.addEventListener('submit', function (e) {
    var files = picker.files.length;
    if (!files && !field.value.trim()) { e.preventDefault(); say(texts.empty); field.focus(); return; }
    if (size() > Number(texts.max)) {
      e.preventDefault();
      say(texts.large.replace('{size}', (size() / 1048576).toFixed(0) + '\u202f' + texts.unit));
      return;
    }
    if (!files && short(field.value)) { form.method = 'get'; picker.disabled = true; return; }
    say(texts.busy);
  });
  // In the header the box is open while it has the focus, and a button that moves is missed.
  form.querySelector('[type=submit]').addEventListener('mousedown', function (e) { e.preventDefault(); });
  picker.addEventListener('change', function () { if (picker.files.length) form.requestSubmit(); });
  window.addEventListener('pageshow', function () { // also of a page that was left and comes back
    form.method = 'post';
    picker.disabled = false;
    if (document.body.dataset.share) history.replaceState(null, '', document.body.dataset.share);
    closeList();
    say('');
  });

  document.addEventListener('keydown', function (e) {
    var t = e.target, typing = /^(INPUT|TEXTAREA|SELECT)$/.test(t.tagName) || t.isContentEditable;
    var key = e.key.toLowerCase();
    if ((slash && key === '/' && !typing && !e.ctrlKey && !e.metaKey && !e.altKey) || (key === 'k' && (e.ctrlKey || e.metaKey))) {
      e.preventDefault();
      field.focus();
      field.select();
    }
    var solution = document.querySelector('.to-solution a');
    if (slash && solution && key === 's' && !typing && !e.ctrlKey && !e.metaKey && !e.altKey) {
      e.preventDefault();
      solution.click();
      var heading = document.querySelector(solution.hash);
      heading.tabIndex = -1;
      heading.focus(); // which says where we are
    }
    if (e.key === 'Enter' && (e.ctrlKey || e.metaKey) && (t === field || !typing && field.value.trim())) {
      e.preventDefault();
      form.requestSubmit();
    }
  });
  /* What is pasted anywhere goes into the box; a line is searched for at once. */
  document.addEventListener('paste', function (e) {
    var t = e.target, mine = t === field;
    if (!mine && t.closest && t.closest('input, textarea, [contenteditable]')) return;
    if (e.clipboardData.files.length) { e.preventDefault(); takeFiles(e.clipboardData.files); return; }
    var text = e.clipboardData.getData('text/plain');
    var empty = !field.value.trim() || (field.selectionStart === 0 && field.selectionEnd === field.value.length);
    if (!text.trim() || (mine && !empty && (field === area || !isLong(text)))) return;
    e.preventDefault();
    if (mine && !empty) insert(text); else take(text);
  });
  /* What is dropped anywhere, too. */
  ['dragenter', 'dragover'].forEach(function (name) {
    document.addEventListener(name, function (e) { e.preventDefault(); form.classList.add('over'); });
  });
  document.addEventListener('dragleave', function (e) { if (!e.relatedTarget) form.classList.remove('over'); });
  document.addEventListener('drop', function (e) {
    e.preventDefault();
    form.classList.remove('over');
    if (e.dataTransfer.files.length) { takeFiles(e.dataTransfer.files); return; }
    var text = e.dataTransfer.getData('text/plain');
    if (text.trim()) take(text);
  });

  /* Suggestions: the combobox with a list box of the ARIA Authoring Practices. */
  var list = null, active = -1, timer = 0, asked = '';
  var wrap = field.parentElement;
  if (field === area) return;
  set(field, { role: 'combobox', 'aria-autocomplete': 'list', 'aria-expanded': 'false', 'aria-haspopup': 'listbox' });

  function set(node, attributes) {
    Object.keys(attributes).forEach(function (name) { node.setAttribute(name, attributes[name]); });
  }
  function closeList() {
    if (!list) return;
    list.remove();
    list = null;
    active = -1;
    field.setAttribute('aria-expanded', 'false');
    field.removeAttribute('aria-activedescendant');
    field.removeAttribute('aria-controls');
  }
  function node(tag, className, text) {
    var n = document.createElement(tag);
    n.className = className;
    n.textContent = text;
    return n;
  }
  // An entry is a link: it can be opened in another tab.
  function option(item, i) {
    var link = node('a', 'option', '');
    set(link, { id: 'suggestion-' + i, role: 'option', 'aria-selected': 'false', href: item.url, tabindex: '-1', lang: item.lang });
    link.append(node('span', 'title', item.title));
    if (item.text !== item.title) link.append(node('span', 'text', item.text));
    if (item.summary) link.append(node('span', 'text first', item.summary));
    link.addEventListener('mousedown', function (e) { e.preventDefault(); }); // the field keeps the focus
    return link;
  }
  function openList(items) {
    closeList();
    if (!items.length || document.activeElement !== field) return;
    list = node('div', 'suggestions', '');
    set(list, { id: 'suggestions', role: 'listbox', 'aria-label': texts.suggestions });
    texts.groups.split('|').forEach(function (pair) {
      var kind = pair.split(':')[0], label = pair.slice(kind.length + 1), group = node('div', 'group', '');
      set(group, { role: 'group', 'aria-label': label });
      group.append(node('span', 'label', label));
      group.firstChild.setAttribute('aria-hidden', 'true');
      items.forEach(function (item, i) { if ((item.answer ? 'answer' : item.kind) === kind) group.append(option(item, i)); });
      if (group.children.length > 1) list.append(group);
    });
    wrap.append(list);
    set(field, { 'aria-expanded': 'true', 'aria-controls': 'suggestions' });
    var counts = texts.counts.split('|');
    announce((items.length === 1 ? counts[0] : counts[1]).replace('{n}', items.length));
  }
  function options() { return list.querySelectorAll('[role=option]'); }
  function choose(i) {
    if (!list) return;
    var all = options();
    if (active >= 0) all[active].setAttribute('aria-selected', 'false');
    active = (i + all.length + 1) % (all.length + 1);
    if (active === all.length) { active = -1; field.removeAttribute('aria-activedescendant'); return; }
    all[active].setAttribute('aria-selected', 'true');
    all[active].scrollIntoView({ block: 'nearest' });
    field.setAttribute('aria-activedescendant', all[active].id);
  }
  function suggest(text) {
    return fetch('/api/v1/suggest?lang=' + lang + '&q=' + encodeURIComponent(text))
      .then(function (r) { return r.ok ? r.json() : []; });
  }
  function ask() {
    var text = field.value.trim();
    if (text.length < 2) { asked = ''; closeList(); return; }
    if (text === asked) return;
    asked = text;
    (window.waptkb.suggest || suggest)(text.slice(0, 200))
      .then(function (items) { if (text === asked) openList(items); })
      .catch(closeList);
  }
  field.addEventListener('input', function () { clearTimeout(timer); timer = setTimeout(ask, 120); });
  field.addEventListener('blur', function () { clearTimeout(timer); asked = ''; closeList(); });
  field.addEventListener('keydown', function (e) {
    if (e.isComposing) return;
    if (e.key === 'Enter' && e.shiftKey) { e.preventDefault(); insert('\n'); return; }
    if (e.key === 'ArrowDown' && !list) { asked = ''; ask(); return; }
    if (!list) return;
    if (e.key === 'ArrowDown') { e.preventDefault(); choose(active + 1); }
    if (e.key === 'ArrowUp') { e.preventDefault(); choose(active < 0 ? options().length - 1 : active - 1); }
    if (e.key === 'Escape') { e.preventDefault(); closeList(); }
    if (e.key === 'Enter' && active >= 0) { e.preventDefault(); location.href = options()[active].href; }
  });
})();
