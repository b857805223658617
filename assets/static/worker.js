// What stays readable when the server is gone. The server writes in front of this script
// where the copy of its pages is, which changes with their content, and the policy that they
// have; no copy, where it has none to give.
(function () {
  'use strict';
  var name = 'waptkb ' + copy, unanswered = null;

  /* keep fills the cache: the copy begins with a list of addresses, types and lengths. */
  async function keep() {
    var answer = await fetch(copy, { cache: 'no-store' });
    if (!answer.ok) throw new Error(copy + ': ' + answer.status);
    var data = new Uint8Array(await answer.arrayBuffer()), end = data.indexOf(10), at = end + 1;
    var cache = await caches.open(name);
    for (var entry of JSON.parse(new TextDecoder().decode(data.subarray(0, end)))) {
      var headers = { 'Content-Type': entry[1], 'Content-Security-Policy': policy, 'X-Content-Type-Options': 'nosniff' };
      await cache.put(entry[0], new Response(data.subarray(at, at + entry[2]), { headers: headers }));
      at += entry[2];
    }
  }
  async function forget(kept) {
    for (var other of await caches.keys()) {
      if (other.startsWith('waptkb ') && other !== kept) await caches.delete(other);
    }
  }
  async function copied(url) {
    var cache = await caches.open(name);
    return await cache.match(url.pathname + url.search) || cache.match(url.pathname);
  }

  addEventListener('install', function (e) {
    skipWaiting(); // pages come from the server while it answers: none of them is another's
    if (copy) e.waitUntil(keep().catch(async function (fault) { await caches.delete(name); throw fault; }));
  });
  addEventListener('activate', function (e) {
    e.waitUntil(forget(copy && name).then(function () { return copy ? clients.claim() : registration.unregister(); }));
  });
  if (!copy) return;

  /* answer asks the server, and the cache where nobody answers, or a proxy before nobody. */
  async function answer(request) {
    var url = new URL(request.url), sent = request.method === 'POST' ? request.clone() : null, got, fault;
    try { got = await fetch(request); } catch (e) { fault = e; }
    if (got && (got.status < 502 || got.status > 504)) return got;
    var kept = await copied(url);
    if (kept && sent) {
      var form = await sent.formData();
      unanswered = { text: form.get('q') || '', files: form.getAll('file').filter(function (f) { return f.size; }) };
    }
    if (kept || got) return kept || got;
    throw fault;
  }
  addEventListener('fetch', function (e) {
    var url = new URL(e.request.url);
    if (url.origin !== location.origin || e.request.mode !== 'navigate' && !/^\/(static|figures)\//.test(url.pathname)) return;
    e.respondWith(answer(e.request));
  });
  /* A page of the cache asks for what was sent and had no answer. */
  addEventListener('message', function (e) {
    if (unanswered) e.source.postMessage(unanswered);
    unanswered = null;
  });
})();
