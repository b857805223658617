// Gives what package export packed into scripts: text of UTF-16 (units.go) that holds a file
// of LZMA (package lzma). It is done a piece at a time, so that the page stays alive.
(function () {
  'use strict';
  var unitsFrom = 0x100, surrogates = 0xD800, surrogateCount = 0x800, shortCodes = 65536 - (0xFFFE - unitsFrom - surrogateCount);

  /* Units stand for sixteen bits, the first of them for fifteen. */
  function bytes(text) {
    var out = new Uint8Array(2 * text.length), at = 0, bits = 0, count = 0;
    for (var i = 0; i < text.length; i++) {
      var unit = text.charCodeAt(i), code = unit - unitsFrom - (unit < surrogates ? 0 : surrogateCount);
      if (code < shortCodes) { bits = (bits << 15) | code; count += 15; }
      else { bits = (bits << 16) | (code + shortCodes); count += 16; }
      for (; count >= 8; count -= 8) out[at++] = bits >> (count - 8);
      bits &= (1 << count) - 1;
    }
    return out;
  }

  /* Where the probabilities of the format begin. */
  var isMatch = 0, isRep = 12, isRepAfter0 = 24, isRepAfter1 = 36, isRepAfter2 = 48, isRep0Long = 60,
    slots = 72, near = 328, align = 443, lengths = 459, repLengths = 733, literals = 1007, all = literals + 8 * 0x300;

  /* decoder gives a function that decodes until so many bytes are there. */
  function decoder(packed) {
    var size = new DataView(packed.buffer).getUint32(5, true), out = new Uint8Array(size), done = 0;
    var p = new Uint16Array(all).fill(1024), state = 0, rep0 = 0, rep1 = 0, rep2 = 0, rep3 = 0;
    var at = 18, range = new Uint32Array([0xFFFFFFFF, new DataView(packed.buffer).getUint32(14)]); // width, value

    function bit(i) {
      var width = range[0], value = range[1], zero = p[i], bound = Math.imul(width >>> 11, zero) >>> 0, one = 0;
      if (value < bound) {
        width = bound; p[i] = zero + ((2048 - zero) >> 5);
      } else {
        width = width - bound; value = value - bound; p[i] = zero - (zero >> 5); one = 1;
      }
      if (width < 0x1000000) { width = width << 8; value = value << 8 | packed[at++]; }
      range[0] = width; range[1] = value;
      return one;
    }
    function direct(count) {
      for (var n = 0; count > 0; count--) {
        var width = range[0] >>> 1, value = range[1], one = value >= width ? 1 : 0;
        if (one) value -= width;
        if (width < 0x1000000) { width = width << 8; value = value << 8 | packed[at++]; }
        range[0] = width; range[1] = value;
        n = n << 1 | one;
      }
      return n;
    }
    function tree(from, count) {
      var m = 1;
      for (var i = 0; i < count; i++) m = m << 1 | bit(from + m);
      return m - (1 << count);
    }
    function reverseTree(from, count) {
      var m = 1, n = 0;
      for (var i = 0; i < count; i++) { var b = bit(from + m); m = m << 1 | b; n |= b << i; }
      return n;
    }
    function length(from) {
      if (!bit(from)) return 2 + tree(from + 2, 3);
      if (!bit(from + 1)) return 10 + tree(from + 10, 3);
      return 18 + tree(from + 18, 8);
    }
    function distance(length) {
      var slot = tree(slots + 64 * Math.min(length - 2, 3), 6), count = (slot >> 1) - 1;
      if (slot < 4) return slot;
      var base = (2 | slot & 1) << count;
      if (slot < 14) return base + reverseTree(near + base - slot - 1, count);
      return base + (direct(count - 4) << 4) + reverseTree(align, 4);
    }
    function literal() {
      var from = literals + 0x300 * ((done ? out[done - 1] : 0) >> 5), m = 1;
      if (state >= 7) {
        var like = out[done - rep0 - 1];
        for (var shift = 7; m < 0x100; shift--) {
          var wanted = like >> shift & 1, b = bit(from + (1 + wanted << 8) + m);
          m = m << 1 | b;
          if (b !== wanted) break;
        }
      }
      while (m < 0x100) m = m << 1 | bit(from + m);
      out[done++] = m;
      state = state < 4 ? 0 : state < 10 ? state - 3 : state - 6;
    }
    /* copied tells how many bytes are copied. */
    function copied() {
      var n, to;
      if (!bit(isRep + state)) {
        n = length(lengths); to = distance(n);
        rep3 = rep2; rep2 = rep1; rep1 = rep0; rep0 = to;
        state = state < 7 ? 7 : 10;
        return n;
      }
      if (!bit(isRepAfter0 + state)) {
        if (!bit(isRep0Long + state)) { state = state < 7 ? 9 : 11; return 1; }
      } else {
        if (!bit(isRepAfter1 + state)) to = rep1;
        else {
          if (!bit(isRepAfter2 + state)) to = rep2;
          else { to = rep3; rep3 = rep2; }
          rep2 = rep1;
        }
        rep1 = rep0; rep0 = to;
      }
      n = length(repLengths);
      state = state < 7 ? 8 : 11;
      return n;
    }
    return function (until) {
      while (done < size && done < until) {
        if (!bit(isMatch + state)) { literal(); continue; }
        for (var n = copied(), from = done - rep0 - 1; n > 0 && done < size; n--) out[done++] = out[from++];
      }
      return done < size ? null : out;
    };
  }

  function pause() {
    return new Promise(function (done) {
      var channel = new MessageChannel();
      channel.port1.onmessage = function () { channel.port1.close(); done(); };
      channel.port2.postMessage(null);
    });
  }

  var piece = 1 << 20;
  globalThis.waptkbUnpack = function (text) {
    var decode = decoder(bytes(text));
    function go(until) {
      var out = decode(until);
      return out || pause().then(function () { return go(until + piece); });
    }
    return Promise.resolve().then(function () { return go(piece); });
  };
})();
