// Filters the reference while somebody types: the server does it, and its page is as it
// would be after the button.
(function () {
  'use strict';
  var form = document.getElementById('filters'), field = document.getElementById('f-text');
  var timer = 0, asked = address();

  // address gives the clean address of what the form asks for.
  function address() {
    var query = new URLSearchParams();
    new FormData(form).forEach(function (value, name) { if (value.trim()) query.append(name, value.trim()); });
    var text = query.toString();
    return form.getAttribute('action') + (text ? '?' + text : '');
  }
  function show(page) {
    var next = new DOMParser().parseFromString(page, 'text/html');
    var entries = next.getElementById('entries');
    if (!entries) return;
    var status = entries.querySelector('.status');
    status.removeAttribute('role'); // it is announced below, once
    document.getElementById('entries').replaceWith(document.adoptNode(entries));
    document.querySelectorAll('.languages a').forEach(function (a) { // to the same of the other language
      var other = next.querySelector('.languages a[lang=' + a.lang + ']');
      if (other) a.href = other.getAttribute('href');
    });
    window.waptkb.announce(status.textContent);
  }
  function ask() {
    var url = address();
    if (url === asked) return;
    asked = url;
    fetch(url).then(function (r) { return r.ok ? r.text() : Promise.reject(r.status); }).then(function (page) {
      if (url !== asked) return;
      history.replaceState(null, '', url);
      show(page);
    }).catch(function () { if (url === asked) asked = ''; }); // the button still works
  }
  field.addEventListener('input', function () { clearTimeout(timer); timer = setTimeout(ask, 120); });
  form.addEventListener('change', ask);
  form.addEventListener('submit', function (e) { e.preventDefault(); clearTimeout(timer); location.href = address(); });
})();
