// Shows the page anew as soon as its author has changed the content: "waptkb serve --watch".
(function () {
  'use strict';
  var edition = document.currentScript.dataset.edition;
  function ask() {
    fetch('/watch?edition=' + encodeURIComponent(edition)).then(function (r) {
      return r.ok ? r.json() : Promise.reject(r.status);
    }).then(function (now) {
      if (now.edition !== edition) location.reload();
      else ask();
    }).catch(function () { setTimeout(ask, 1000); }); // the server is started anew
  }
  ask();
})();
