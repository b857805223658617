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

  /* The key / goes to the search box, unless it is switched off. */
  var slashButton = document.getElementById('slash'), slash = true;
  try { slash = localStorage.getItem('slash') !== 'off'; } catch (e) { /* stays on */ }
  function labelSlash() {
    slashButton.textContent = slash ? slashButton.dataset.active : slashButton.dataset.inactive;
    slashButton.setAttribute('aria-pressed', String(slash));
  }
  slashButton.addEventListener('click', function () {
    slash = !slash;
    try { localStorage.setItem('slash', slash ? 'on' : 'off'); } catch (e) { /* for this page only */ }
    labelSlash();
  });
  labelSlash();

  /* The search box. Typed text goes into a one-line combobox with suggestions;
     text of several lines into the text area that is there without scripts. */
  var field = document.getElementById('q');
  if (!field) return;
  var form = field.form;
  var area = field.tagName === 'TEXTAREA' ? field : null;

  function makeLine() {
    var line = document.createElement('input');
    ['name', 'placeholder', 'autocomplete', 'spellcheck', 'maxlength', 'aria-describedby'].forEach(function (a) {
      if (area.hasAttribute(a)) line.setAttribute(a, area.getAttribute(a));
    });
    line.type = 'search';
    line.required = true;
    line.enterKeyHint = 'search';
    line.id = 'q';
    line.value = area.value;
    return line;
  }
  function toArea(text) {
    if (field !== area) {
      closeList();
      area.id = 'q';
      field.replaceWith(area);
      field = area;
      area.focus();
    }
    area.classList.add('tall');
    area.value = text;
  }
  function insert(text) {
    var v = field.value, a = field.selectionStart, b = field.selectionEnd;
    toArea(v.slice(0, a) + text + v.slice(b));
    area.setSelectionRange(a + text.length, a + text.length);
  }
  if (area && area.value.indexOf('\n') >= 0) area.classList.add('tall');
  if (area && area.value.indexOf('\n') < 0) {
    var line = makeLine();
    area.replaceWith(line);
    field = line;
    line.addEventListener('paste', function (e) {
      var text = e.clipboardData.getData('text/plain');
      if (text.trim().indexOf('\n') < 0) return;
      e.preventDefault();
      insert(text);
    });
  }
  if (area) {
    area.addEventListener('keydown', function (e) {
      if (e.key === 'Enter' && (e.ctrlKey || e.metaKey)) { e.preventDefault(); form.requestSubmit(); }
    });
    dropOn(form.querySelector('.field'));
    form.addEventListener('submit', function () {
      // Servers in between refuse long addresses.
      if (encodeURIComponent(field.value).length > Number(form.dataset.postAbove)) form.method = 'post';
    });
  }
  document.addEventListener('keydown', function (e) {
    var t = e.target, typing = /^(INPUT|TEXTAREA|SELECT)$/.test(t.tagName) || t.isContentEditable;
    var key = e.key.toLowerCase();
    if ((slash && key === '/' && !typing && !e.ctrlKey && !e.metaKey && !e.altKey) || (key === 'k' && (e.ctrlKey || e.metaKey))) {
      e.preventDefault();
      field.focus();
      field.select();
    }
  });

  /* A dropped file: small ones are searched for, large ones diagnosed. */
  function dropOn(zone) {
    ['dragenter', 'dragover'].forEach(function (name) {
      zone.addEventListener(name, function (e) { e.preventDefault(); zone.classList.add('over'); });
    });
    ['dragleave', 'drop'].forEach(function (name) {
      zone.addEventListener(name, function () { zone.classList.remove('over'); });
    });
    zone.addEventListener('drop', function (e) {
      e.preventDefault();
      var file = e.dataTransfer.files[0];
      if (!file) { var text = e.dataTransfer.getData('text/plain'); if (text) insert(text); return; }
      if (file.size <= Number(area.maxLength) && !/\.gz$/i.test(file.name)) {
        file.text().then(toArea);
        return;
      }
      var send = document.createElement('form');
      var input = document.createElement('input');
      send.method = 'post'; send.enctype = 'multipart/form-data'; send.action = form.dataset.diagnose; send.hidden = true;
      input.type = 'file'; input.name = 'file'; input.files = e.dataTransfer.files;
      send.append(input);
      document.body.append(send);
      send.submit();
    });
  }

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
  function openList(items) {
    closeList();
    if (!items.length || document.activeElement !== field) return;
    list = document.createElement('ul');
    list.className = 'suggestions';
    set(list, { id: 'suggestions', role: 'listbox', 'aria-label': form.dataset.suggestions });
    items.forEach(function (item, i) {
      var li = document.createElement('li');
      set(li, { id: 'suggestion-' + i, role: 'option', 'aria-selected': 'false' });
      li.textContent = item.text;
      li.dataset.url = item.url;
      li.addEventListener('mousedown', function (e) { e.preventDefault(); location.href = item.url; });
      list.append(li);
    });
    wrap.append(list);
    set(field, { 'aria-expanded': 'true', 'aria-controls': 'suggestions' });
    var counts = form.dataset.counts.split('|');
    announce((items.length === 1 ? counts[0] : counts[1]).replace('{n}', items.length));
  }
  function choose(i) {
    if (!list) return;
    var options = list.children;
    if (active >= 0) options[active].setAttribute('aria-selected', 'false');
    active = (i + options.length + 1) % (options.length + 1);
    if (active === options.length) { active = -1; field.removeAttribute('aria-activedescendant'); return; }
    options[active].setAttribute('aria-selected', 'true');
    options[active].scrollIntoView({ block: 'nearest' });
    field.setAttribute('aria-activedescendant', options[active].id);
  }
  function ask() {
    var text = field.value.trim();
    if (text.length < 2) { asked = ''; closeList(); return; }
    if (text === asked) return;
    asked = text;
    fetch('/api/v1/suggest?lang=' + lang + '&q=' + encodeURIComponent(text.slice(0, 200)))
      .then(function (r) { return r.ok ? r.json() : []; })
      .then(function (items) { if (text === asked) openList(items); })
      .catch(closeList);
  }
  field.addEventListener('input', function () { clearTimeout(timer); timer = setTimeout(ask, 120); });
  field.addEventListener('blur', function () { clearTimeout(timer); asked = ''; closeList(); });
  field.addEventListener('keydown', function (e) {
    if (e.isComposing) return;
    if (e.key === 'Enter' && e.shiftKey && area) { e.preventDefault(); insert('\n'); return; }
    if (e.key === 'ArrowDown' && !list) { asked = ''; ask(); return; }
    if (!list) return;
    if (e.key === 'ArrowDown') { e.preventDefault(); choose(active + 1); }
    if (e.key === 'ArrowUp') { e.preventDefault(); choose(active < 0 ? list.children.length - 1 : active - 1); }
    if (e.key === 'Escape') { e.preventDefault(); closeList(); }
    if (e.key === 'Enter' && active >= 0) { e.preventDefault(); location.href = list.children[active].dataset.url; }
  });
})();
